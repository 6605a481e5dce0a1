import { deflateSync } from 'node:zlib';
import { DEFLATE } from './deflate.ts';
import { dictionary, type Entries, UnreadablePdf } from './syntax.ts';

/** Location of an object (ISO 32000-1, 7.5.8.3). */
export type ObjectPlace =
	/** In bytes from the start of the file. */
	| { readonly offset: number }
	/** Number of the object stream, and the object's index in it. */
	| { readonly stream: number; readonly index: number }
	/** Object 0, the head of the list of free objects. */
	| 'free';

/** Objects with consecutive numbers. */
export interface Run {
	readonly start: number;
	readonly count: number;
}

/** Widths of a row's three fields in bytes: type, offset or object stream, index. */
const [TYPE, WHERE, INDEX] = [1, 4, 2];

/** The widths as written in the stream's dictionary. */
export const ROW_WIDTHS = `[${TYPE} ${WHERE} ${INDEX}]`;
export const ROW_LENGTH = TYPE + WHERE + INDEX;

/** PNG's "Up" predictor: each row holds its differences from the row above (ISO 32000-1, 7.4.4.4). */
const UP = 2;

export function writeRow(rows: Buffer, at: number, place: ObjectPlace): void {
	const [type, where, index] =
		place === 'free'
			? [0, 0, 0xffff]
			: 'offset' in place
				? [1, place.offset, 0]
				: [2, place.stream, place.index];
	rows.writeUIntBE(type, at, TYPE);
	rows.writeUIntBE(where, at + TYPE, WHERE);
	rows.writeUIntBE(index, at + TYPE + WHERE, INDEX);
}

export function rowAt(rows: Buffer, at: number): ObjectPlace {
	const type = rows.readUIntBE(at, TYPE);
	const where = rows.readUIntBE(at + TYPE, WHERE);
	if (type === 0) return 'free';
	if (type === 1) return { offset: where };
	return { stream: where, index: rows.readUIntBE(at + TYPE + WHERE, INDEX) };
}

/**
 * A cross-reference table with its trailer (ISO 32000-1, 7.5.4 and 7.5.5).
 *
 * @param rows one per object, by number; rows within the runs are offsets
 */
export function crossReferenceTable(runs: readonly Run[], rows: Buffer, trailer: Entries): string {
	const line = (id: number) =>
		`${String(rows.readUIntBE(ROW_LENGTH * id + TYPE, WHERE)).padStart(10, '0')} 00000 n `;
	const lines = runs.flatMap(({ start, count }) => [
		`${start} ${count}`,
		...Array.from({ length: count }, (_, i) => line(start + i)),
	]);
	return ['xref', ...lines, 'trailer', dictionary(trailer), ''].join('\n');
}

/**
 * A cross-reference stream (ISO 32000-1, 7.5.8).
 *
 * @param rows one per object, by number
 */
export function crossReferenceStream(
	runs: readonly Run[],
	rows: Buffer,
	trailer: Entries,
): { readonly dictionary: string; readonly data: Buffer } {
	const listed = runs.map(({ start, count }) =>
		rows.subarray(ROW_LENGTH * start, ROW_LENGTH * (start + count)),
	);
	const data = deflateSync(predicted(Buffer.concat(listed)), DEFLATE);
	const entries = new Map([
		['Type', '/XRef'],
		['W', ROW_WIDTHS],
		['Index', `[${runs.flatMap(({ start, count }) => [start, count]).join(' ')}]`],
		...trailer,
		['Filter', '/FlateDecode'],
		['DecodeParms', `<</Predictor 12/Columns ${ROW_LENGTH}>>`],
		['Length', `${data.length}`],
	]);
	return { dictionary: dictionary(entries), data };
}

/** Encodes each row as its predictor and its differences from the row above. */
function predicted(rows: Buffer): Buffer {
	const lines = Buffer.alloc((rows.length / ROW_LENGTH) * (1 + ROW_LENGTH));
	for (let at = 0, line = 0; at < rows.length; at += ROW_LENGTH) {
		lines[line++] = UP;
		for (let i = at; i < at + ROW_LENGTH; i++) {
			lines[line++] = (rows[i] as number) - (rows[i - ROW_LENGTH] ?? 0);
		}
	}
	return lines;
}

/**
 * The rows of an inflated cross-reference stream.
 *
 * @throws UnreadablePdf if a row has another predictor
 */
export function unpredicted(lines: Buffer): Buffer {
	const rows = Buffer.alloc(ROW_LENGTH * Math.floor(lines.length / (ROW_LENGTH + 1)));
	for (let i = 0; i < rows.length; i++) {
		const line = (ROW_LENGTH + 1) * Math.floor(i / ROW_LENGTH);
		if (lines[line] !== UP) {
			throw new UnreadablePdf('its cross-reference stream was not written by this product');
		}
		rows[i] = (lines[line + 1 + (i % ROW_LENGTH)] as number) + (rows[i - ROW_LENGTH] ?? 0);
	}
	return rows;
}
