import { Refusal } from '../../calls/refusal.ts';
import { parseStrictJson } from '../../text/json.ts';
import type { JsonError } from '../../text/json-error.ts';
import type { Limits } from './limits.ts';
import { readOneValue } from './one-value.ts';
import type { SentBody } from './sent.ts';
import { decodeText, type Pieces, textBytes, tooManyItems } from './text.ts';

/** A batch in JSON whose superbills or visits have not been parsed yet. */
export interface SplitBatch {
	/** Parsed JSON without the entries of its lists: each is replaced by the number of the entry in the upload, from 0. */
	readonly outline: unknown;
	/** Reads entries one at a time. @throws Refusal at an entry that is not JSON, because then nothing of the upload is */
	entries(name: string, numbers: readonly number[]): Generator<SentBody, void, void>;
}

/** Bytes outside of the lists. More than any option needs. */
const MOST_OUTSIDE = 64 * 1024;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
/** Brackets and braces differ in one bit. */
const [OPENING, CLOSING, BRACES] = [0x5b, 0x5d, 0x20];

/**
 * Splits a JSON object into its options and the entries of its lists, or a list into its entries, without parsing the entries: a
 * whole upload of parsed JSON can take thirty times its size. Only finds out where entries begin and end; whatever is not
 * JSON is noticed when the outline or an entry is parsed.
 * @throws Refusal for an upload that is not JSON, or that has more entries than a batch takes
 */
export function splitBatch(pieces: Pieces, limits: Pick<Limits, 'items' | 'lineBytes'>): SplitBatch {
	const bytes = Buffer.concat([...textBytes(pieces)]);
	/** First and last byte of each entry, and where each entry is in the outline. */
	const spans: (readonly [start: number, end: number])[] = [];
	const outside: string[] = [];
	let outsideSize = 0;
	let outsideFrom = 0;

	function leave(end: number): void {
		outsideSize += end - outsideFrom;
		if (outsideSize > MOST_OUTSIDE) {
			throw new Refusal(
				'too-large',
				`The upload has more than ${MOST_OUTSIDE / 1024} KB outside of its superbills or visits. Remove what does not belong to a batch.`,
			);
		}
		const text = decodeText(bytes.subarray(outsideFrom, end));
		if (text === undefined) throw notUtf8();
		outside.push(text);
	}
	function endEntry(start: number, end: number): void {
		let first = start;
		while (first < end && isSpace(bytes[first])) first++;
		// Nothing between two commas, or an empty list.
		if (first === end) return;
		if (spans.length === limits.items) throw tooManyItems(limits.items);
		leave(first);
		outside.push(String(spans.length));
		spans.push([first, end]);
		outsideFrom = end;
	}

	let depth = 0;
	/** The depth inside of the list that is being read, or 0. */
	let listDepth = 0;
	let start = 0;
	for (let i = 0; i < bytes.length; i++) {
		const byte = bytes[i] as number;
		if (byte === QUOTE) {
			for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
		} else if ((byte & ~BRACES) === OPENING) {
			depth++;
			const isList = byte === OPENING;
			if (listDepth === 0 && isList && depth <= 2) {
				listDepth = depth;
				start = i + 1;
			}
		} else if ((byte & ~BRACES) === CLOSING) {
			if (depth === listDepth && listDepth > 0) {
				endEntry(start, i);
				listDepth = 0;
			}
			depth--;
		} else if (byte === COMMA && depth === listDepth && depth > 0) {
			endEntry(start, i);
			start = i + 1;
		}
	}
	// The text of a list that is not closed belongs to the outline, where it is reported.
	leave(bytes.length);

	const text = outside.join('');
	if (text.trim() === '') throw new Refusal('unreadable', 'The upload is empty. Send a JSON object.');
	const { value: outline, error } = parseStrictJson(text);
	if (error) {
		const place = placeInUpload(offsetOf(text, error), outside, spans);
		// A bracket that is missing in an entry is noticed only outside of it.
		const before = [...spans.keys()].filter(
			(number) => (spans[number] as readonly [number, number])[0] < place,
		);
		for (const _ of entries('', before));
		throw notJson(place, error);
	}

	/** Finds the byte of the upload at an offset of the outline, whose odd parts stand for entries. */
	function placeInUpload(offset: number, parts: readonly string[], places: typeof spans): number {
		let before = 0;
		let i = 0;
		for (; i < parts.length - 1 && offset >= before + (parts[i] as string).length; i++) {
			before += (parts[i] as string).length;
		}
		// An entry begins where its stand-in does, and the next part where the entry ends.
		const from = i === 0 ? 0 : ((places[(i - 1) >> 1] as readonly [number, number])[1 - (i % 2)] as number);
		return from + Buffer.byteLength((parts[i] as string).slice(0, offset - before));
	}

	function notJson(place: number, { expected, path }: JsonError): Refusal {
		const before = new TextDecoder().decode(bytes.subarray(0, place));
		const line = before.split('\n').length;
		const column = before.length - before.lastIndexOf('\n');
		return new Refusal(
			'unreadable',
			`The upload ${path ? 'cannot be used' : 'is not JSON'}: at line ${line}, column ${column}, expected ${expected}.`,
		);
	}

	return { outline, entries };

	function* entries(name: string, numbers: readonly number[]): Generator<SentBody, void, void> {
		for (const [i, number] of numbers.entries()) {
			const [from, to] = spans[number] as readonly [number, number];
			const position = i + 1;
			const entry = bytes.subarray(from, to);
			const { value, finding, error } = readOneValue(`${name} ${position}`, entry, limits.lineBytes);
			if (!finding) yield { position, body: value };
			else if (!error) yield { position, finding };
			else {
				const text = decodeText(entry) as string;
				throw notJson(from + Buffer.byteLength(text.slice(0, offsetOf(text, error))), error);
			}
		}
	}
}

/** The index in a text of a line and a column. */
function offsetOf(
	text: string,
	{ line, column }: { readonly line: number; readonly column: number },
): number {
	let at = 0;
	for (let i = 1; i < line; i++) at = text.indexOf('\n', at) + 1;
	return at + column - 1;
}

function isSpace(byte: number | undefined): boolean {
	return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function notUtf8(): Refusal {
	return new Refusal('not-text', 'The upload is not UTF-8. Save it in that encoding and send it again.');
}
