import { type ObjectPlace, ROW_LENGTH, ROW_WIDTHS, rowAt, unpredicted } from '../file/cross-reference.ts';
import {
	type Entries,
	matchAt,
	objectAt,
	parseArray,
	parseDictionary,
	parseNumber,
	requiredEntry,
	UnreadablePdf,
} from '../file/syntax.ts';
import { inflated, storedAt } from './stored-objects.ts';

/** A cross-reference section: one at the end of the file, and one at the end of each update (ISO 32000-1, 7.5.4 to 7.5.8). */
export interface CrossReferenceSection {
	/** Its offset. */
	readonly startxref: number;
	readonly form: 'table' | 'stream';
	/** By object number. */
	readonly places: ReadonlyMap<number, ObjectPlace>;
	/** The dictionary of the trailer or of the cross-reference stream. */
	readonly trailer: Entries;
}

/**
 * Reads a file's cross-reference sections, the latest first: the update that stamped the file, if any, and the file as
 * drawn.
 *
 * @param text the file as Latin-1
 * @throws UnreadablePdf for any other file
 */
export function readSections(text: string): readonly CrossReferenceSection[] {
	if (!text.startsWith('%PDF-1.7\n')) throw new UnreadablePdf('it does not begin like a PDF of this product');
	const startxref = Number(/startxref\n(\d{1,10})\n%%EOF\n$/.exec(text.slice(-40))?.[1]);
	if (!(startxref < text.length)) throw new UnreadablePdf('it does not end like a PDF of this product');
	const last = readSection(text, startxref);
	const prev = last.trailer.get('Prev');
	if (prev === undefined) return [last];
	const first = readSection(text, parseNumber(prev));
	if (first.trailer.has('Prev')) throw new UnreadablePdf('it was changed more than once');
	return [last, first];
}

function readSection(text: string, startxref: number): CrossReferenceSection {
	const read = text.startsWith('xref\n', startxref)
		? readTable(text, startxref)
		: readStream(text, startxref);
	return { startxref, ...read };
}

const SUBSECTION = /(\d+) (\d+)\n/y;
const TABLE_LINE = /(\d{10}) \d{5} ([nf]) \n/y;
const TRAILER = /trailer\n/y;

function readTable(text: string, startxref: number): Omit<CrossReferenceSection, 'startxref'> {
	const places = new Map<number, ObjectPlace>();
	let at = startxref + 'xref\n'.length;
	for (let run = matchAt(SUBSECTION, text, at); run; run = matchAt(SUBSECTION, text, at)) {
		at = SUBSECTION.lastIndex;
		for (let i = 0; i < Number(run[2]); i++) {
			const line = matchAt(TABLE_LINE, text, at);
			if (!line) throw new UnreadablePdf('its cross-reference table is cut off');
			at = TABLE_LINE.lastIndex;
			places.set(Number(run[1]) + i, line[2] === 'n' ? { offset: Number(line[1]) } : 'free');
		}
	}
	if (!matchAt(TRAILER, text, at)) throw new UnreadablePdf('its cross-reference table has no trailer');
	return { form: 'table', places, trailer: parseDictionary(objectAt(text, TRAILER.lastIndex).syntax) };
}

function readStream(text: string, startxref: number): Omit<CrossReferenceSection, 'startxref'> {
	const stream = storedAt(text, startxref);
	const trailer = parseDictionary(stream.syntax);
	if (requiredEntry(trailer, 'Type') !== '/XRef' || requiredEntry(trailer, 'W') !== ROW_WIDTHS) {
		throw new UnreadablePdf('its cross-reference stream was not written by this product');
	}
	const rows = unpredicted(inflated(stream));
	const places = new Map<number, ObjectPlace>();
	const runs = parseArray(requiredEntry(trailer, 'Index')).map(parseNumber);
	let at = 0;
	for (let r = 0; r + 1 < runs.length; r += 2) {
		const [start, count] = [runs[r] as number, runs[r + 1] as number];
		for (let i = 0; i < count && at < rows.length; i++, at += ROW_LENGTH) {
			places.set(start + i, rowAt(rows, at));
		}
	}
	return { form: 'stream', places, trailer };
}
