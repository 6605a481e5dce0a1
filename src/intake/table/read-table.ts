import { Refusal } from '../../calls/refusal.ts';
import type { Limits } from '../upload/limits.ts';
import { type Chunks, decodeText, limitBytes, textBytes } from '../upload/text.ts';
import { DateFormats } from './cells.ts';
import { CsvReader, type CsvRow, columnLetters } from './csv.ts';
import { type Delimiter, delimiterOf, readHeader, type TableHeader } from './header.ts';

/** A table of services, read to its end because the rows of a visit may be anywhere in it. */
export interface ServiceTable {
	readonly delimiter: Delimiter;
	readonly header: TableHeader;
	/** The rows below the header, without blank ones. */
	readonly rows: readonly CsvRow[];
	readonly dates: DateFormats;
}

/** Reads a table. @throws Refusal for a mistake that makes the whole table unusable */
export async function readTable(chunks: Chunks, limits: Limits): Promise<ServiceTable> {
	const bytes = limitBytes(textBytes(chunks), limits.gatheredBytes);
	const start = await firstRow(bytes, limits);
	const delimiter = delimiterOf(start.header);
	let header: TableHeader | undefined;
	const rows: CsvRow[] = [];
	const dates = new DateFormats();
	const reader = new CsvReader(
		delimiter,
		limits,
		(cell) => `column ${header?.[cell]?.name ?? columnLetters(cell)}`,
	);

	function take(found: Iterable<CsvRow>): void {
		for (const row of found) {
			if (!header) {
				header = readHeader(row.cells);
				continue;
			}
			if (row.row > limits.rows + 1) throw tooManyRows(limits.rows);
			if (row.cells.every((cell) => cell.trim() === '')) continue;
			if (!row.isEnded && row.cells.length < header.length) throw cutOff(row);
			rows.push(row);
			for (const [i, column] of header.entries()) {
				if (column?.form === 'date') dates.see((row.cells[i] ?? '').trim());
			}
		}
	}

	take(reader.push(start.bytes));
	for await (const chunk of bytes) take(reader.push(chunk));
	take(reader.end());
	if (!header || rows.length === 0) {
		throw new Refusal('unreadable', 'The table has no rows below its header. Add one row for each service.');
	}
	return { delimiter, header, rows, dates };
}

/** Reads up to the first line end. The text before it shows which delimiter the table uses. */
async function firstRow(
	bytes: AsyncIterator<Uint8Array>,
	limits: Limits,
): Promise<{ readonly bytes: Uint8Array; readonly header: string }> {
	let start = new Uint8Array();
	for (;;) {
		const next = await bytes.next();
		if (!next.done) start = new Uint8Array(Buffer.concat([start, next.value]));
		const end = start.findIndex((byte) => byte === 10 || byte === 13);
		const header = start.subarray(0, end < 0 ? start.length : end);
		if (header.length > limits.lineBytes) {
			throw new Refusal(
				'bad-table',
				'The first row does not end. Name the columns in one line, and start the next row on a new line.',
			);
		}
		if (end >= 0 || next.done) return { bytes: start, header: decodeText(header)?.replaceAll('"', '') ?? '' };
	}
}

function cutOff({ row }: CsvRow): Refusal {
	return new Refusal(
		'unreadable',
		`The upload ends in the middle of row ${row}. Send the whole file again; nothing was used.`,
	);
}

function tooManyRows(most: number): Refusal {
	return new Refusal(
		'too-large',
		`The table has more than ${most} rows. Send it as several batches, and keep all visits of a patient in one batch.`,
	);
}
