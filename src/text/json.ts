import { findJsonError, type JsonError, MAX_DEPTH, MAX_NAME, MOST_VALUES } from './json-error.ts';

/** The value of a text, or the place where it stops being usable JSON. */
export type JsonReading =
	| { readonly value: unknown; readonly error?: undefined }
	| { readonly value?: undefined; readonly error: JsonError };

/**
 * Reads JSON (RFC 8259), but refuses what two programs may read differently (RFC 7493): a repeated name, a number that
 * becomes infinite, and half of a surrogate pair. Also refuses long names, and values that nest too deeply or are too many.
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

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPENING = 0x5b;
const CLOSING = 0x5d;
/** Brackets and braces differ in this bit. */
const BRACE = 0x20;

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
		if (unit === QUOTE) i = endOfString(text, i);
		else if (unit === COLON) members++;
		else if (unit === COMMA) values++;
		else if ((unit & ~BRACE) === OPENING) {
			values++;
			level++;
			if (level > depth) depth = level;
		} else if ((unit & ~BRACE) === CLOSING) level--;
	}
	return { members, values, depth };
}

/** The position of a string's closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
	for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
		let first = end;
		while (text.charCodeAt(first - 1) === BACKSLASH) first--;
		// An even number of backslashes escapes only backslashes.
		if ((end - first) % 2 === 0) return end;
	}
	return text.length;
}

/** Counts the members of all objects in a value. NaN if a name or a value must be refused. */
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
		if (!entries.every(([name, inner]) => name.length <= MAX_NAME && name.isWellFormed() && take(inner)))
			return Number.NaN;
	}
	return members;
}
