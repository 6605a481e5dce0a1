import { type WrittenRow, type WrittenTable, writeTable } from '../../../intake/table/failed-rows.ts';
import { comparableName, REASON_HEADER } from '../../../intake/table/names.ts';

const DELIMITERS = [',', ';', '\t'];

/**
 * Reads separated values (RFC 4180). Takes the delimiter that splits the first line most often. Rows without any text are
 * left out, and counted.
 * @throws SyntaxError where a quotation mark is never closed
 */
export function readDropped(text: string): WrittenTable {
	const plain = text.replace(/^\uFEFF/, '');
	const [firstLine = ''] = plain.split(/[\r\n]/, 1);
	const delimiter = DELIMITERS.reduce((best, one) =>
		firstLine.split(one).length > firstLine.split(best).length ? one : best,
	);
	const rows: WrittenRow[] = [];
	let cells: string[] = [];
	let cell = '';
	let isQuoted = false;
	let row = 1;
	const endRow = () => {
		cells.push(cell);
		if (cells.some((one) => one.trim() !== '')) rows.push({ row, cells });
		cells = [];
		cell = '';
		row++;
	};
	for (let i = 0; i < plain.length; i++) {
		const character = plain[i] as string;
		if (isQuoted) {
			if (character !== '"') cell += character;
			else if (plain[i + 1] === '"') {
				cell += '"';
				i++;
			} else isQuoted = false;
		} else if (character === '"' && cell === '') isQuoted = true;
		else if (character === delimiter) {
			cells.push(cell);
			cell = '';
		} else if (character === '\n' || character === '\r') {
			if (character === '\r' && plain[i + 1] === '\n') i++;
			endRow();
		} else cell += character;
	}
	if (isQuoted) throw new SyntaxError('A quotation mark is never closed.');
	if (cell !== '' || cells.length > 0) endRow();
	const [header, ...others] = rows;
	return { header: header?.cells ?? [], rows: others };
}

/** A column that a table may have, as the API lists them. */
export interface KnownColumn {
	readonly name: string;
	readonly means: string;
	/** Its names in exports of other programs. */
	readonly synonyms: readonly string[];
}

/** The column that each one of a table becomes: a name, `''` for one that is left out, undefined for one that nobody chose yet. */
export type Matching = readonly (string | undefined)[];

/**
 * Matches columns by name: first what was chosen before, then the names and synonyms. A name that two columns would take goes
 * to neither, so that a person chooses.
 */
export function matched(
	header: readonly string[],
	known: readonly KnownColumn[],
	chosenBefore: Readonly<Record<string, string>>,
): Matching {
	const names = new Map<string, string>();
	for (const { name, synonyms } of known) {
		for (const one of synonyms) names.set(comparableName(one), name);
	}
	for (const { name } of known) names.set(comparableName(name), name);
	const found = header.map((cell) => {
		if (cell.trim() === '' || comparableName(cell) === comparableName(REASON_HEADER)) return '';
		const key = comparableName(cell);
		const before = chosenBefore[key];
		if (before === '' || known.some(({ name }) => name === before)) return before;
		return names.get(key);
	});
	const count = (name: string) => found.filter((one) => one === name).length;
	return found.map((name) => (name !== undefined && name !== '' && count(name) > 1 ? undefined : name));
}

/** Adds choices to those to remember. They hold names of columns and nothing of a row. */
export function remembering(
	before: Readonly<Record<string, string>>,
	header: readonly string[],
	matching: Matching,
): Readonly<Record<string, string>> {
	const now = { ...before };
	for (const [i, cell] of header.entries()) {
		const name = matching[i];
		if (cell.trim() !== '' && name !== undefined) now[comparableName(cell)] = name;
	}
	return now;
}

/**
 * Writes the table as the API reads it: with the names of its columns, without those that are left out, and with the same value
 * on every row for what the table does not say. Rows keep their numbers: blank ones stay.
 */
export function asSent(
	table: WrittenTable,
	matching: Matching,
	constants: Readonly<Record<string, string>>,
): string {
	const kept = matching.flatMap((name, i) => (name === undefined || name === '' ? [] : [{ name, i }]));
	const added = Object.entries(constants).filter(([name]) => !kept.some((column) => column.name === name));
	const lines: (readonly string[])[] = [[...kept.map(({ name }) => name), ...added.map(([name]) => name)]];
	for (const { row, cells } of table.rows) {
		while (lines.length < row - 1) lines.push(['']);
		lines.push([...kept.map(({ i }) => cells[i] ?? ''), ...added.map(([, value]) => value)]);
	}
	return writeTable(lines);
}
