import { setImmediate as breathe } from 'node:timers/promises';
import { Refusal } from '../../calls/refusal.ts';
import { type Limits, PAUSE_EVERY } from '../upload/limits.ts';
import { decodeText, type Pieces, textBytes, tooManyLines } from '../upload/text.ts';
import { DateFormats } from './cells.ts';
import { CsvReader, type CsvRow, columnLetters } from './csv.ts';
import {
	type ChosenColumns,
	ColumnNames,
	type Delimiter,
	delimiterOf,
	MOST_COLUMNS,
	readHeader,
	type TableHeader,
} from './header.ts';

/** A table of services, read to its end once because any row may show what its dates mean. */
export interface ServiceTable {
	readonly delimiter: Delimiter;
	readonly header: TableHeader;
	/** The names of the columns as they were sent. */
	readonly names: readonly string[];
	/** The number of rows below the header, without blank ones. */
	readonly rowCount: number;
	/** Reads those rows again, because keeping the cells of all rows would take many times the memory of the table. */
	readonly rows: () => Iterable<CsvRow>;
	readonly dates: DateFormats;
}

/** Reads a table. @throws Refusal for a mistake that makes the whole table unusable */
export async function readTable(
	pieces: Pieces,
	limits: Limits,
	chosen?: ChosenColumns,
): Promise<ServiceTable> {
	const columnNames = new ColumnNames(chosen);
	const delimiter = delimiterOf(firstLine(pieces, limits), columnNames);
	const open = () => openTable(pieces, delimiter, columnNames, limits);
	const dates = new DateFormats();
	const { header, names, rows } = open();
	const dated = header.flatMap((column, i) => (column?.form === 'date' ? [i] : []));
	let rowCount = 0;
	for (const { cells } of rows) {
		for (const i of dated) dates.see((cells[i] ?? '').trim());
		if (++rowCount % PAUSE_EVERY === 0) await breathe();
	}
	if (rowCount === 0) throw noRows();
	return { delimiter, header, names, rowCount, rows: () => open().rows, dates };
}

function openTable(
	pieces: Pieces,
	delimiter: Delimiter,
	columnNames: ColumnNames,
	limits: Limits,
): { readonly header: TableHeader; readonly names: readonly string[]; readonly rows: Iterable<CsvRow> } {
	let header: TableHeader | undefined;
	const reader = new CsvReader(
		delimiter,
		limits,
		MOST_COLUMNS,
		(cell) => `column ${header?.[cell]?.name ?? columnLetters(cell)}`,
	);
	const all = allRows(reader, pieces);
	const first = all.next();
	if (first.done) throw noRows();
	const names = first.value.cells;
	header = readHeader(first.value, columnNames);
	reader.width = header.length;
	return { header, names, rows: rowsBelow(all, header.length, limits.lines) };
}

function* allRows(reader: CsvReader, pieces: Pieces): Generator<CsvRow, void, void> {
	for (const piece of textBytes(pieces)) yield* reader.push(piece);
	yield* reader.end();
}

function* rowsBelow(all: Iterable<CsvRow>, width: number, most: number): Generator<CsvRow, void, void> {
	for (const row of all) {
		if (row.row > most + 1) throw tooManyLines(most, 'rows');
		if (row.extra === undefined && row.cells.every((cell) => cell.trim() === '')) continue;
		if (!row.isEnded && row.cells.length < width) throw cutOff(row);
		yield row;
	}
}

/** Reads up to the first line end. That text shows which delimiter the table uses. */
function firstLine(pieces: Pieces, limits: Limits): string {
	let start: Uint8Array = new Uint8Array();
	for (const piece of textBytes(pieces)) {
		start = Buffer.concat([start, piece.subarray(0, limits.lineBytes + 1)]);
		const end = start.findIndex((byte) => byte === 10 || byte === 13);
		if (end > limits.lineBytes || (end < 0 && start.length > limits.lineBytes)) {
			throw new Refusal(
				'bad-table',
				'The first row does not end. Name the columns in one line, and start the next row on a new line.',
			);
		}
		if (end < 0) continue;
		start = start.subarray(0, end);
		break;
	}
	return decodeText(start)?.replaceAll('"', '') ?? '';
}

function cutOff({ row }: CsvRow): Refusal {
	return new Refusal(
		'unreadable',
		`The upload ends in the middle of row ${row}. Send the whole file again; nothing was used.`,
	);
}

function noRows(): Refusal {
	return new Refusal('unreadable', 'The table has no rows below its header. Add one row for each service.');
}
