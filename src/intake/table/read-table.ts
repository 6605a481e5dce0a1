import { Refusal } from '../../calls/refusal.ts';
import type { Limits } from '../upload/limits.ts';
import { type Chunks, decodeText, limitBytes, textBytes } from '../upload/text.ts';
import { DateFormats } from './cells.ts';
import { CsvReader, type CsvRow, columnLetters } from './csv.ts';
import { type Delimiter, delimiterOf, readHeader, type TableHeader } from './header.ts';

/** A table of services, gathered: a visit's rows may stand anywhere in it. */
export interface ServiceTable {
	readonly delimiter: Delimiter;
	readonly header: TableHeader;
	/** Below the header; blank ones are left out. */
	readonly rows: readonly CsvRow[];
	readonly dates: DateFormats;
}

/** Reads a table as it comes. @throws Refusal for what makes it as a whole unusable. */
export async function readTable(chunks: Chunks, limits: Limits): Promise<ServiceTable> {
	const bytes = limitBytes(textBytes(chunks), limits.gatheredBytes);
	const start = await firstRow(bytes, limits);
	const delimiter = delimiterOf(start.header);
	let header: TableHeader | undefined;
	const rows: CsvRow[] = [];
	const dates = new DateFormats();
	const called = (cell: number) => header?.[cell]?.name ?? columnLetters(cell);
	const reader = new CsvReader(delimiter, limits, (cell) => `column ${called(cell)}`);

	function take(found: Iterable<CsvRow>): void {
		for (const row of found) {
			if (!header) {
				header = readHeader(row.cells);
				continue;
			}
			if (row.row > limits.rows + 1) throw tooMany(limits.rows);
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
		throw new Refusal('unreadable', 'The table has no rows below its header. Add a row for each service.');
	}
	return { delimiter, header, rows, dates };
}

/** The first bytes, up to a line end at least, and the text before that: it tells what separates the columns. */
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
			throw new Refusal('bad-table', 'The first row does not end. It must name the columns, in one line.');
		}
		if (end >= 0 || next.done) return { bytes: start, header: decodeText(header)?.replaceAll('"', '') ?? '' };
	}
}

function cutOff({ row }: CsvRow): Refusal {
	return new Refusal(
		'unreadable',
		`The upload ends in the middle of row ${row}. Send the whole file again; nothing of it was used.`,
	);
}

function tooMany(most: number): Refusal {
	return new Refusal(
		'too-large',
		`The table has more than ${most} rows. Send it as several batches, each with all visits of its patients.`,
	);
}
