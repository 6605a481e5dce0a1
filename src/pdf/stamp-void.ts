import { createHash } from 'node:crypto';
import { once } from '../text/once.ts';
import { ObjectWriter } from './file/object-writer.ts';
import { dictionary, type Entries, parseArray, parseNumber, requiredEntry } from './file/syntax.ts';
import { BOLD } from './fonts/faces.ts';
import { readDrawnFile } from './issued/drawn-file.ts';
import type { CrossReferenceSection } from './issued/sections.ts';
import { watermarkStyle } from './layout/style.ts';
import { watermarkPlace } from './layout/watermark.ts';
import { operand, PathPen } from './pictures/path-pen.ts';

/**
 * Stamps VOID across every page, behind the text, as an artifact. The file is updated incrementally (ISO 32000-1,
 * 7.5.6): the issued bytes come first, unchanged, and their SHA-256 can still be verified. The same bytes give the same
 * bytes.
 *
 * @param pdf as any version of this product drew it
 * @throws UnreadablePdf for any other file, and for one that is already stamped
 */
export function stampVoid(pdf: Buffer): Buffer {
	const { section, pages } = readDrawnFile(pdf);
	const size = parseNumber(requiredEntry(section.trailer, 'Size'));
	const update = new ObjectWriter({ length: pdf.length, lastObject: size - 1 });
	/** References to the stamps by page size. */
	const stamps = new Map<string, string>();
	for (const { id, entries } of pages) {
		const box = requiredEntry(entries, 'MediaBox');
		let stamp = stamps.get(box);
		if (stamp === undefined) {
			stamp = `${update.addStream('', Buffer.from(drawStamp(box), 'latin1'))} 0 R`;
			stamps.set(box, stamp);
		}
		const contents = contentsAfter(stamp, requiredEntry(entries, 'Contents'));
		update.object(id, dictionary(new Map([...entries, ['Contents', contents]])));
	}
	return Buffer.concat([pdf, update.end(updateTrailer(pdf, section), section.form)]);
}

/** A page's content streams are painted in their order. */
function contentsAfter(first: string, contents: string): string {
	return `[${[first, ...(contents.startsWith('[') ? parseArray(contents) : [contents])].join(' ')}]`;
}

/** Keeps the first half of the file identifier; the second identifies the version (ISO 32000-1, 14.4). */
function updateTrailer(pdf: Buffer, { trailer, startxref }: CrossReferenceSection): Entries {
	const [original] = parseArray(requiredEntry(trailer, 'ID'));
	const version = createHash('md5').update(pdf).digest('hex');
	return new Map([
		['Root', requiredEntry(trailer, 'Root')],
		['Info', requiredEntry(trailer, 'Info')],
		['ID', `[${original} <${version}>]`],
		['Prev', `${startxref}`],
	]);
}

const WORD = 'VOID';
const style = once(() => watermarkStyle(BOLD));

/** Draws the word as outlines, because the document's fonts may lack its letters. */
function drawStamp(mediaBox: string): string {
	const [left = 0, bottom = 0, right = 0, top = 0] = parseArray(mediaBox).map(parseNumber);
	const { face, size, colour } = style();
	const { x, y, slope } = watermarkPlace(WORD, [right - left, top - bottom], style());
	const [cos, sin] = slope;
	const scale = size / 1000;
	const matrix = [cos * scale, sin * scale, -sin * scale, cos * scale, left + x, bottom + y];
	const pen = new PathPen();
	face.trace(WORD, pen);
	return [
		'/Artifact <</Type /Layout>> BDC',
		`q ${colour.operand} rg ${matrix.map((value) => operand(value, 6)).join(' ')} cm`,
		...pen.operators,
		'f Q',
		'EMC',
	].join('\n');
}
