import { findJsonError, type JsonError, MAX_DEPTH, MOST_VALUES } from './json-error.ts';

/** The value of a text, or the place where it stops being usable JSON. */
export type JsonReading =
	| { readonly value: unknown; readonly error?: undefined }
	| { readonly value?: undefined; readonly error: JsonError };

/**
 * Reads JSON (RFC 8259), but refuses what two programs may read differently (RFC 7493): a repeated name, a number that
 * becomes infinite, and half of a surrogate pair. Also refuses values that nest too deeply or are too many.
 */
export function parseStrictJson(text: string, mostValues = MOST_VALUES): JsonReading {
	const { members, values, depth } = countWritten(text);
	if (depth <= MAX_DEPTH && values <= mostValues) {
		try {
			const value: unknown = JSON.parse(text);
			// JSON.parse drops a repeated name. Counting members shows that much faster than comparing names.
			if (usableMembersIn(value) === members) return { value };
		} catch {
			// findJsonError reads the text again and finds the mistake.
		}
	}
	return { error: findJsonError(text, mostValues) as JsonError };
}

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
/** Brackets and braces differ in one bit. */
const [OPENING, CLOSING, BRACES] = [0x5b, 0x5d, 0x20];

/**
 * Counts the members of all objects, all values and the levels of JSON text, by the characters that appear nowhere else
 * outside of strings.
 */
function countWritten(text: string): { members: number; values: number; depth: number } {
	let members = 0;
	let values = 0;
	let level = 0;
	let depth = 0;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit === QUOTE) {
			for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++)
				if (text.charCodeAt(i) === BACKSLASH) i++;
		} else if (unit === COLON) members++;
		else if (unit === COMMA) values++;
		else if ((unit & ~BRACES) === OPENING) {
			values++;
			if (++level > depth) depth = level;
		} else if ((unit & ~BRACES) === CLOSING) level--;
	}
	return { members, values, depth };
}

/** Counts the members of all objects in a value. NaN if it contains an infinite number or half of a surrogate pair. */
function usableMembersIn(value: unknown): number {
	let members = 0;
	const open: unknown[] = [value];
	const take = (one: unknown): boolean => {
		if (typeof one === 'string') return one.isWellFormed();
		if (typeof one === 'number') return Number.isFinite(one);
		open.push(one);
		return true;
	};
	if (!take(open.pop())) return Number.NaN;
	while (open.length > 0) {
		const one = open.pop();
		if (typeof one !== 'object' || one === null) continue;
		if (Array.isArray(one)) {
			if (!one.every(take)) return Number.NaN;
			continue;
		}
		const entries = Object.entries(one);
		members += entries.length;
		if (!entries.every(([name, inner]) => name.isWellFormed() && take(inner))) return Number.NaN;
	}
	return members;
}
