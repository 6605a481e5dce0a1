import { shapeFinding } from '../../superbill/read.ts';
import { type SourcedFinding, withSource } from '../visits/origins.ts';
import { type CellMistake, type DateFormats, readCell } from './cells.ts';
import { COLUMN_BY_NAME, COLUMNS, type Column } from './columns.ts';
import { type CsvRow, columnLetters } from './csv.ts';
import type { TableHeader } from './header.ts';

/** A cell that is not blank: as it was understood, or as it stands there with what is wrong. */
export interface TableCell {
	readonly column: Column;
	readonly value: string | number;
	readonly mistake?: CellMistake;
}

/** A row by the names of its columns. */
export interface TableRow {
	readonly row: number;
	readonly cells: ReadonlyMap<string, TableCell>;
	/** What is wrong with the row as a whole. */
	readonly mistake?: CellMistake;
}

/** Where in a row each column stands, in the order in which columns are documented: theirs means nothing. */
export type Places = ReadonlyMap<string, number>;

export function placesOf(header: TableHeader): Places {
	const places = new Map(header.map((column, i) => [column?.name, i]));
	return new Map(
		COLUMNS.flatMap(({ name }) => (places.has(name) ? [[name, places.get(name) as number]] : [])),
	);
}

/** Reads the cells of a row. One with too few or too many is read as far as it can be, so that it is known whose it is. */
export function readRow(
	{ row, cells }: CsvRow,
	header: TableHeader,
	places: Places,
	dates: DateFormats,
): TableRow {
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
	const mistake = rowMistake(cells, header);
	return { row, cells: read, ...(mistake && { mistake }) };
}

function rowMistake(cells: readonly string[], header: TableHeader): CellMistake | undefined {
	const extra = cells.findIndex((cell, i) => !header[i] && cell.trim() !== '');
	if (extra >= 0) {
		return {
			message: `has something in column ${columnLetters(extra)}, for which the header has no name`,
			help: 'Put cells that hold a comma in quotation marks, or name the column in the header.',
		};
	}
	return cells.length < header.length
		? {
				message: `has ${cells.length} cells, and the header has ${header.length}`,
				help: 'Give the row a cell for each column, empty where there is nothing to say.',
			}
		: undefined;
}

/** A mistake as an error at a place of the visit that the row is of. */
export function rowFinding(
	path: readonly PropertyKey[],
	row: number,
	column: string | undefined,
	{ message, help }: CellMistake,
): SourcedFinding {
	const where = column === undefined ? `Row ${row}` : `Row ${row}, column ${column},`;
	const source = { row, ...(column !== undefined && { column }) };
	return withSource(shapeFinding(path, `${where} ${message}.`, help), source);
}
