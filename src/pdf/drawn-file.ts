import { inflateSync } from 'node:zlib';
import { FIELDS, type Place, ROW, UP } from './cross-reference.ts';
import {
	type Entries,
	entriesOf,
	entry,
	itemsOf,
	numberOf,
	objectAt,
	referenced,
	UnreadablePdf,
} from './syntax.ts';

/** A PDF as this product draws it, today or in an earlier version: one section, one level of pages, one generation. */
export interface DrawnFile {
	/** Offset of its cross-reference section. */
	readonly startxref: number;
	/** How it says where its objects are: by a table, or by a stream, then some are in object streams. */
	readonly crossReference: 'table' | 'stream';
	/** The trailer's dictionary, or that of the cross-reference stream, which is one too. */
	readonly trailer: Entries;
	readonly pages: readonly { readonly id: number; readonly entries: Entries }[];
}

/** @throws UnreadablePdf for anything else. */
export function readDrawnFile(pdf: Buffer): DrawnFile {
	const text = pdf.toString('latin1');
	if (!text.startsWith('%PDF-1.7\n')) throw new UnreadablePdf('it does not begin as one');
	const startxref = Number(/startxref\n(\d{1,10})\n%%EOF\n$/.exec(text.slice(-40))?.[1]);
	if (!(startxref < text.length)) throw new UnreadablePdf('it does not end as one');
	const crossReference = text.startsWith('xref\n', startxref) ? 'table' : 'stream';
	const { places, trailer } =
		crossReference === 'table' ? readTable(text, startxref) : readStream(text, startxref);
	if (trailer.has('Prev')) throw new UnreadablePdf('it was changed after it was issued');
	const file = new Objects(text, places);
	const catalog = file.dictionary(entry(trailer, 'Root'));
	const pages = file.dictionary(entry(catalog, 'Pages'));
	return {
		startxref,
		crossReference,
		trailer,
		pages: itemsOf(entry(pages, 'Kids')).map((reference) => {
			const entries = file.dictionary(reference);
			if (entry(entries, 'Type') !== '/Page') throw new UnreadablePdf('its pages are not in one list');
			return { id: referenced(reference), entries };
		}),
	};
}

type Places = ReadonlyMap<number, Place>;

interface Section {
	readonly places: Places;
	readonly trailer: Entries;
}

const SUBSECTION = /(\d+) (\d+)\n/y;
const ROW_OF_TABLE = /(\d{10}) \d{5} ([nf]) \n/y;
const TRAILER = /trailer\n/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
	pattern.lastIndex = at;
	return pattern.exec(text);
}

function readTable(text: string, startxref: number): Section {
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
	return { places, trailer: entriesOf(objectAt(text, TRAILER.lastIndex).syntax) };
}

function readStream(text: string, startxref: number): Section {
	const { entries: trailer, data } = streamAt(text, startxref);
	const widths = `[${Object.values(FIELDS).join(' ')}]`;
	if (entry(trailer, 'Type') !== '/XRef' || entry(trailer, 'W') !== widths) {
		throw new UnreadablePdf('its cross-reference stream is not of this product');
	}
	const rows = unpredicted(data);
	const places = new Map<number, Place>();
	const runs = itemsOf(entry(trailer, 'Index')).map(numberOf);
	let at = 0;
	for (let r = 0; r + 1 < runs.length; r += 2) {
		const [start, count] = [runs[r] as number, runs[r + 1] as number];
		for (let i = 0; i < count && at < rows.length; i++, at += ROW) places.set(start + i, readRow(rows, at));
	}
	return { places, trailer };
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

const OBJECT = /(\d+) 0 obj\n/y;
const STREAM = /\nstream\n/y;

/** A deflated stream. */
function streamAt(text: string, offset: number): { entries: Entries; data: Buffer } {
	if (!match(OBJECT, text, offset)) throw new UnreadablePdf('there is no object where one should be');
	const { syntax, end } = objectAt(text, OBJECT.lastIndex);
	const entries = entriesOf(syntax);
	if (!match(STREAM, text, end) || entry(entries, 'Filter') !== '/FlateDecode') {
		throw new UnreadablePdf('there is no stream where one should be');
	}
	const start = STREAM.lastIndex;
	const data = text.slice(start, start + numberOf(entry(entries, 'Length')));
	try {
		return { entries, data: inflateSync(Buffer.from(data, 'latin1')) };
	} catch {
		throw new UnreadablePdf('a stream cannot be inflated');
	}
}

class Objects {
	readonly #text: string;
	readonly #places: Places;
	/** Of the object streams that were read. */
	readonly #streams = new Map<number, ObjectStream>();

	constructor(text: string, places: Places) {
		this.#text = text;
		this.#places = places;
	}

	/** The dictionary that a reference leads to. */
	dictionary(reference: string): Entries {
		const id = referenced(reference);
		const place = this.#places.get(id);
		if (place === undefined || place === 'free') throw new UnreadablePdf('a reference leads nowhere');
		if ('offset' in place) {
			const header = match(OBJECT, this.#text, place.offset);
			if (Number(header?.[1]) !== id) throw new UnreadablePdf('there is no object where one should be');
			return entriesOf(objectAt(this.#text, OBJECT.lastIndex).syntax);
		}
		const { text, starts } = this.#stream(place.stream);
		return entriesOf(objectAt(text, starts[place.index] ?? text.length).syntax);
	}

	#stream(id: number): ObjectStream {
		let stream = this.#streams.get(id);
		if (!stream) {
			const place = this.#places.get(id);
			if (!place || place === 'free' || 'stream' in place)
				throw new UnreadablePdf('a reference leads nowhere');
			stream = readObjectStream(streamAt(this.#text, place.offset));
			this.#streams.set(id, stream);
		}
		return stream;
	}
}

interface ObjectStream {
	readonly text: string;
	/** Where in the text each object begins. */
	readonly starts: readonly number[];
}

/** ISO 32000-1, 7.5.7: numbers and offsets of the objects, then the objects. */
function readObjectStream({ entries, data }: { entries: Entries; data: Buffer }): ObjectStream {
	const text = data.toString('latin1');
	const first = numberOf(entry(entries, 'First'));
	const header = itemsOf(`[${text.slice(0, first)}]`).map(numberOf);
	return { text, starts: header.filter((_, i) => i % 2 === 1).map((offset) => first + offset) };
}
