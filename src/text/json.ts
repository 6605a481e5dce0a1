import { findJsonError, type JsonError } from './json-error.ts';

/** The value of a text, or the place where it stops being JSON. */
export type JsonReading =
	| { readonly value: unknown; readonly error?: undefined }
	| { readonly value?: undefined; readonly error: JsonError };

/** Reads JSON (RFC 8259), but refuses an object that repeats a name. */
export function parseStrictJson(text: string): JsonReading {
	try {
		const value: unknown = JSON.parse(text);
		// JSON.parse drops a repeated name. Counting members shows that much faster than comparing names.
		if (membersIn(value) === membersWritten(text)) return { value };
	} catch {
		// findJsonError reads the text again and finds the mistake.
	}
	return { error: findJsonError(text) as JsonError };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** Counts the members in JSON text by their colons, which appear nowhere else outside of strings. */
function membersWritten(text: string): number {
	let members = 0;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit === COLON) members++;
		else if (unit === QUOTE) {
			for (i++; text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++;
		}
	}
	return members;
}

/**
 * Counts the members of all objects in a value. A loop rather than recursion, because callers decide how deeply values
 * nest.
 */
function membersIn(value: unknown): number {
	let members = 0;
	const open: unknown[] = [value];
	while (open.length > 0) {
		const one = open.pop();
		if (typeof one !== 'object' || one === null) continue;
		const inside: unknown[] = Array.isArray(one) ? one : Object.values(one);
		if (inside !== one) members += inside.length;
		for (const each of inside) if (typeof each === 'object') open.push(each);
	}
	return members;
}
