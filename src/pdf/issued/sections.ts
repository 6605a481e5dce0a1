import { FIELDS, type Place, ROW, UP } from '../file/cross-reference.ts';
import {
	type Entries,
	entriesOf,
	entry,
	itemsOf,
	match,
	numberOf,
	objectAt,
	UnreadablePdf,
} from '../file/syntax.ts';
import { inflated, storedAt } from './stored-objects.ts';

/** What stands at the end of a file, and again at the end of each update of it (ISO 32000-1, 7.5.4 to 7.5.8). */
export interface Section {
	/** Its offset. */
	readonly startxref: number;
	/** How it says where objects are: by a table, or by a stream, then some are in object streams. */
	readonly kind: 'table' | 'stream';
	/** By object number. */
	readonly places: ReadonlyMap<number, Place>;
	/** The trailer's dictionary, or that of the cross-reference stream, which is one too. */
	readonly trailer: Entries;
}

/**
 * The sections of a file, the last one first: that of an update that marked it, and that of the file as it was drawn.
 *
 * @param text the file as Latin-1
 * @throws UnreadablePdf for any other file
 */
export function readSections(text: string): readonly Section[] {
	if (!text.startsWith('%PDF-1.7\n')) throw new UnreadablePdf('it does not begin as one');
	const startxref = Number(/startxref\n(\d{1,10})\n%%EOF\n$/.exec(text.slice(-40))?.[1]);
	if (!(startxref < text.length)) throw new UnreadablePdf('it does not end as one');
	const last = readSection(text, startxref);
	const prev = last.trailer.get('Prev');
	if (prev === undefined) return [last];
	const first = readSection(text, numberOf(prev));
	if (first.trailer.has('Prev')) throw new UnreadablePdf('it was changed more than once');
	return [last, first];
}

function readSection(text: string, startxref: number): Section {
	const read = text.startsWith('xref\n', startxref)
		? readTable(text, startxref)
		: readStream(text, startxref);
	return { startxref, ...read };
}

const SUBSECTION = /(\d+) (\d+)\n/y;
const ROW_OF_TABLE = /(\d{10}) \d{5} ([nf]) \n/y;
const TRAILER = /trailer\n/y;

function readTable(text: string, startxref: number): Omit<Section, 'startxref'> {
	const places = new Map<number, Place>();
	let at = startxref + 'xref\n'.length;
	for (let run = match(SUBSECTION, text, at); run; run = match(SUBSECTION, text, at)) {
		at = SUBSECTION.lastIndex;
		for (let i = 0; i < Number(run[2]); i++) {
			const row = match(ROW_OF_TABLE, text, at);
			if (!row) throw new UnreadablePdf('its cross-reference table breaks off');
			at = ROW_OF_TABLE.lastIndex;
			places.set(Number(run[1]) + i, row[2] === 'n' ? { offset: Number(row[1]) } : 'free');
		}
	}
	if (!match(TRAILER, text, at)) throw new UnreadablePdf('its cross-reference table has no trailer');
	return { kind: 'table', places, trailer: entriesOf(objectAt(text, TRAILER.lastIndex).syntax) };
}

function readStream(text: string, startxref: number): Omit<Section, 'startxref'> {
	const stream = storedAt(text, startxref);
	const trailer = entriesOf(stream.syntax);
	const widths = `[${Object.values(FIELDS).join(' ')}]`;
	if (entry(trailer, 'Type') !== '/XRef' || entry(trailer, 'W') !== widths) {
		throw new UnreadablePdf('its cross-reference stream is not of this product');
	}
	const rows = unpredicted(inflated(stream));
	const places = new Map<number, Place>();
	const runs = itemsOf(entry(trailer, 'Index')).map(numberOf);
	let at = 0;
	for (let r = 0; r + 1 < runs.length; r += 2) {
		const [start, count] = [runs[r] as number, runs[r + 1] as number];
		for (let i = 0; i < count && at < rows.length; i++, at += ROW) places.set(start + i, readRow(rows, at));
	}
	return { kind: 'stream', places, trailer };
}

function readRow(rows: Buffer, at: number): Place {
	const kind = rows.readUIntBE(at, FIELDS.kind);
	const where = rows.readUIntBE(at + FIELDS.kind, FIELDS.where);
	if (kind === 0) return 'free';
	if (kind === 1) return { offset: where };
	return { stream: where, index: rows.readUIntBE(at + FIELDS.kind + FIELDS.where, FIELDS.index) };
}

function unpredicted(lines: Buffer): Buffer {
	const rows = Buffer.alloc(ROW * Math.floor(lines.length / (ROW + 1)));
	for (let i = 0; i < rows.length; i++) {
		const line = (ROW + 1) * Math.floor(i / ROW);
		if (lines[line] !== UP) throw new UnreadablePdf('its cross-reference stream is not of this product');
		rows[i] = (lines[line + 1 + (i % ROW)] as number) + (rows[i - ROW] ?? 0);
	}
	return rows;
}
