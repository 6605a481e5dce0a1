import { SaxesParser } from 'saxes';
import { badFile } from '../index/edition.ts';

/** Names of the first sheet and of the shared strings in a workbook (Office Open XML, ECMA-376 part 1, clause 18). */
export const SHEET = 'xl/worksheets/sheet1.xml';
export const STRINGS = 'xl/sharedStrings.xml';

/** Most columns of a sheet. The official ones have about fifty, but a cell may claim to be in any column. */
const MOST_COLUMNS = 256;

/** Most characters in the lines of a sheet: cells that share a string can repeat it without limit. */
const LARGEST_TEXT = 256 * 1024 * 1024;

/** Passes on the first sheet of a workbook as lines of tab-separated cell values. */
export function readSheet(
	sheet: Uint8Array,
	strings: Uint8Array | undefined,
	take: (line: string) => void,
): void {
	const shared = strings ? sharedStrings(strings) : [];
	let size = 0;
	let cells: string[] = [];
	let column = 0;
	let type = '';
	let text = '';
	walk(
		sheet,
		(name, attributes) => {
			if (name === 'row') cells = [];
			if (name === 'c') {
				column = columnOf(attributes['r'] ?? '') ?? cells.length;
				if (column >= MOST_COLUMNS)
					throw badFile('the first sheet of the workbook has more than 256 columns.');
				type = attributes['t'] ?? '';
			}
			if (name === 'v' || name === 't') text = '';
		},
		(part) => {
			text += part;
		},
		(name) => {
			if (name === 'v') cells[column] = type === 's' ? (shared[Number(text)] ?? '') : text;
			if (name === 't') cells[column] = text;
			if (name !== 'row') return;
			// Before they are joined, because the sum can be longer than any text.
			size += cells.length + cells.reduce((sum, cell) => sum + cell.length, 0);
			if (size > LARGEST_TEXT) throw badFile('the first sheet of the workbook has too much text.');
			take(Array.from(cells, (cell) => (cell ?? '').replace(/\s+/g, ' ')).join('\t'));
		},
	);
}

function sharedStrings(bytes: Uint8Array): string[] {
	const strings: string[] = [];
	let text = '';
	let inText = false;
	walk(
		bytes,
		(name) => {
			if (name === 'si') text = '';
			inText = name === 't';
		},
		(part) => {
			if (inText) text += part;
		},
		(name) => {
			if (name === 'si') strings.push(text);
			inText = false;
		},
	);
	return strings;
}

/** Column of a cell reference, from 0: `C12` is column 2. */
function columnOf(reference: string): number | undefined {
	const letters = /^[A-Z]+/.exec(reference)?.[0];
	return letters === undefined
		? undefined
		: [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function walk(
	bytes: Uint8Array,
	onOpen: (name: string, attributes: Readonly<Record<string, string>>) => void,
	onText: (text: string) => void,
	onClose: (name: string) => void,
): void {
	const parser = new SaxesParser();
	parser.on('error', () => {
		throw badFile('the first sheet of the workbook is not well-formed XML.', parser.line);
	});
	parser.on('opentag', ({ name, attributes }) => onOpen(name, attributes));
	parser.on('text', onText);
	parser.on('closetag', ({ name }) => onClose(name));
	parser.write(Buffer.from(bytes).toString('utf8')).close();
}
