import { shapeFinding } from '../../superbill/read.ts';
import { type SourcedFinding, withSource } from '../visits/origins.ts';
import { type CellMistake, type DateFormats, readCell } from './cells.ts';
import { COLUMN_BY_NAME, COLUMNS, type Column } from './columns.ts';
import { type CsvRow, columnLetters } from './csv.ts';
import type { TableHeader } from './header.ts';

/** A cell that is not blank: the value that was read, or the raw text and its mistake. */
export interface TableCell {
	readonly column: Column;
	readonly value: string | number | boolean;
	readonly mistake?: CellMistake;
}

/** The cells of a row by the names of their columns. */
export interface TableRow {
	readonly row: number;
	readonly cells: ReadonlyMap<string, TableCell>;
	/** A mistake about the row as a whole. */
	readonly mistake?: CellMistake;
}

/** The index of each column in a row. Listed in the order of `COLUMNS`, because the order in the table means nothing. */
export type Places = ReadonlyMap<string, number>;

export function placesOf(header: TableHeader): Places {
	const places = new Map(header.map((column, i) => [column?.name, i]));
	return new Map(
		COLUMNS.flatMap(({ name }) => (places.has(name) ? [[name, places.get(name) as number]] : [])),
	);
}

/** Reads the cells of a row. Reads one with too few or too many cells as well, to know which patient it belongs to. */
export function readRow(csvRow: CsvRow, header: TableHeader, places: Places, dates: DateFormats): TableRow {
	const { row, cells } = csvRow;
	const textIn = (name: string) => (cells[places.get(name) ?? cells.length] ?? '').trim();
	const read = new Map<string, TableCell>();
	for (const name of places.keys()) {
		const text = textIn(name);
		if (text === '') continue;
		const column = COLUMN_BY_NAME.get(name) as Column;
		const country = textIn(name.replace(/postal_code$/, 'country')) || 'US';
		const { value = text, mistake } = readCell(column, text, dates, country);
		read.set(name, { column, value, ...(mistake && { mistake }) });
	}
	const mistake = rowMistake(csvRow, header);
	return { row, cells: read, ...(mistake && { mistake }) };
}

function rowMistake({ cells, extra: beyond }: CsvRow, header: TableHeader): CellMistake | undefined {
	const unnamed = cells.findIndex((cell, i) => header[i] === undefined && cell.trim() !== '');
	const extra = unnamed >= 0 ? unnamed : beyond;
	if (extra !== undefined) {
		return {
			message: `column ${columnLetters(extra)} has a value here but no name in the header.`,
			help: 'Put cells that contain a comma in quotation marks, or name the column in the header.',
		};
	}
	return cells.length < header.length
		? {
				message: `the row has ${cells.length} cells and the header has ${header.length}.`,
				help: 'Give the row one cell for each column. A cell may be empty.',
			}
		: undefined;
}

/** Makes an error about a path in the visit of a row. */
export function rowFinding(
	path: readonly PropertyKey[],
	row: number,
	column: string | undefined,
	{ message, help }: CellMistake,
): SourcedFinding {
	const where = column === undefined ? `Row ${row}` : `Row ${row}, column ${column}`;
	const source = { row, ...(column !== undefined && { column }) };
	return withSource(shapeFinding(path, `${where}: ${message}`, help), source);
}
