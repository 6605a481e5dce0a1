import { comparableName, REASON_HEADER } from '../../../intake/table/names.ts';

/** A table of visits as it was dropped: rows as a spreadsheet counts them, the header being row 1. */
export interface DroppedTable {
	readonly header: readonly string[];
	readonly rows: readonly DroppedRow[];
}

export interface DroppedRow {
	readonly row: number;
	readonly cells: readonly string[];
}

const DELIMITERS = [',', ';', '\t'];

/**
 * Reads separated values (RFC 4180). Takes the delimiter that splits the first line most often. Rows without any text are
 * left out, and counted.
 * @throws SyntaxError where a quotation mark is never closed
 */
export function readDropped(text: string): DroppedTable {
	const plain = text.replace(/^\uFEFF/, '');
	const [firstLine = ''] = plain.split(/[\r\n]/, 1);
	const delimiter = DELIMITERS.reduce((best, one) =>
		firstLine.split(one).length > firstLine.split(best).length ? one : best,
	);
	const rows: DroppedRow[] = [];
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

/** Writes a table with commas. Texts that a spreadsheet would take for a formula get no help: they are as they were. */
export function writeTable(rows: readonly (readonly string[])[]): string {
	const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
	return rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
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
	table: DroppedTable,
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

/** A superbill that could not be made, with the rows that it is made of and the reasons. */
export interface FailedItem {
	readonly rows: readonly [first: number, last: number];
	readonly reasons: readonly { readonly row: number | undefined; readonly text: string }[];
}

const IDENTITY = ['account_number', 'patient_last_name', 'patient_first_name', 'patient_birth_date'];

/**
 * The rows of superbills that failed, as they were in the table, with the reason behind them: to correct and to drop again. A
 * superbill has all rows of its patient between its first and its last.
 */
export function failedTable(table: DroppedTable, matching: Matching, failed: readonly FailedItem[]): string {
	const columns = IDENTITY.flatMap((name) => {
		const i = matching.indexOf(name);
		return i < 0 ? [] : [i];
	});
	const whose = ({ cells }: DroppedRow) =>
		columns.map((i) => (cells[i] ?? '').trim().toLowerCase()).join('\n');
	const lines = new Map<number, { readonly cells: readonly string[]; readonly why: string[] }>();
	for (const { rows, reasons } of failed) {
		const [first, last] = rows;
		const start = table.rows.find(({ row }) => row === first);
		if (!start) continue;
		const own = table.rows.filter(
			(row) => row.row >= first && row.row <= last && whose(row) === whose(start),
		);
		for (const { row, cells } of own) {
			const line = lines.get(row) ?? { cells, why: [] };
			for (const reason of reasons) {
				const isHere = reason.row === row || (reason.row === undefined && row === first);
				if (isHere) line.why.push(reason.text);
			}
			lines.set(row, line);
		}
	}
	const width = table.header.length;
	const padded = (cells: readonly string[]) => Array.from({ length: width }, (_, i) => cells[i] ?? '');
	return writeTable([
		[...padded(table.header), REASON_HEADER],
		...[...lines].sort(([a], [b]) => a - b).map(([, { cells, why }]) => [...padded(cells), why.join(' ')]),
	]);
}
