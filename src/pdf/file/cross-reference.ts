import { deflateSync } from 'node:zlib';
import { DEFLATE } from './deflate.ts';
import { dictionary, type Entries } from './syntax.ts';

/** Where an object is (ISO 32000-1, 7.5.8.3). */
export type Place =
	/** In bytes from the start of the file. */
	| { readonly offset: number }
	/** In an object stream, as which of its objects. */
	| { readonly stream: number; readonly index: number }
	/** Object 0, the head of the list of free objects. */
	| 'free';

/** Bytes of a row of a cross-reference stream: its kind, an offset or an object stream, an index. */
export const FIELDS = { kind: 1, where: 4, index: 2 } as const;
export const ROW = FIELDS.kind + FIELDS.where + FIELDS.index;

/** The predictor by which a row is kept as what it has more than the row above (ISO 32000-1, 7.4.4.4; PNG's "Up"). */
export const UP = 2;

/** A cross-reference table with its trailer (ISO 32000-1, 7.5.4 and 7.5.5), from offsets by ascending object number. */
export function crossReferenceTable(offsets: ReadonlyMap<number, number>, trailer: Entries): string {
	const rows = runsOf([...offsets.keys()]).flatMap(({ start, count }) => [
		`${start} ${count}`,
		...Array.from(
			{ length: count },
			(_, i) => `${String(offsets.get(start + i)).padStart(10, '0')} 00000 n `,
		),
	]);
	return ['xref', ...rows, 'trailer', dictionary(trailer), ''].join('\n');
}

/**
 * A cross-reference stream as object `id` (ISO 32000-1, 7.5.8).
 *
 * @param runs whose rows these are
 * @param rows see `writeRow`
 */
export function crossReferenceStream(
	id: number,
	runs: readonly Run[],
	rows: Buffer,
	trailer: Entries,
): string {
	const data = deflateSync(predicted(rows), DEFLATE);
	const entries = new Map([
		['Type', '/XRef'],
		['W', `[${Object.values(FIELDS).join(' ')}]`],
		['Index', `[${runs.flatMap(({ start, count }) => [start, count]).join(' ')}]`],
		...trailer,
		['Filter', '/FlateDecode'],
		['DecodeParms', `<</Predictor 12/Columns ${ROW}>>`],
		['Length', `${data.length}`],
	]);
	return `${id} 0 obj\n${dictionary(entries)}\nstream\n${data.toString('latin1')}\nendstream\nendobj\n`;
}

/** Rows, each after the name of its predictor. */
function predicted(rows: Buffer): Buffer {
	const lines = Buffer.alloc((rows.length / ROW) * (1 + ROW));
	for (let at = 0, line = 0; at < rows.length; at += ROW) {
		lines[line++] = UP;
		for (let i = at; i < at + ROW; i++) lines[line++] = (rows[i] as number) - (rows[i - ROW] ?? 0);
	}
	return lines;
}

/** One row of a cross-reference stream, `ROW` bytes. */
export function writeRow(rows: Buffer, at: number, place: Place): void {
	const [kind, where, index] =
		place === 'free'
			? [0, 0, 0xffff]
			: 'offset' in place
				? [1, place.offset, 0]
				: [2, place.stream, place.index];
	rows.writeUIntBE(kind, at, FIELDS.kind);
	rows.writeUIntBE(where, at + FIELDS.kind, FIELDS.where);
	rows.writeUIntBE(index, at + FIELDS.kind + FIELDS.where, FIELDS.index);
}

/** Objects whose numbers are neighbours. */
export interface Run {
	readonly start: number;
	readonly count: number;
}

/** Ascending numbers as runs of neighbours. */
export function runsOf(ids: readonly number[]): readonly Run[] {
	const runs: { start: number; count: number }[] = [];
	for (const id of ids) {
		const run = runs.at(-1);
		if (run && id === run.start + run.count) run.count++;
		else runs.push({ start: id, count: 1 });
	}
	return runs;
}
