import { Refusal } from '../../calls/refusal.ts';
import type { Limits } from '../upload/limits.ts';
import { decodeText } from '../upload/text.ts';

/** A row of a table. */
export interface CsvRow {
	/** As a spreadsheet counts them: the first is 1, and a cell may hold line breaks. */
	readonly row: number;
	readonly cells: readonly string[];
	/** Whether a line end followed. */
	readonly isEnded: boolean;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

type State = 'start' | 'plain' | 'quoted' | 'closed';

/**
 * Reads separated values (RFC 4180) from bytes as they come; rows end in CRLF, LF or CR. It is strict where the RFC is:
 * a quotation mark that is neither around a cell nor doubled within one makes everything after it a guess.
 */
export class CsvReader {
	readonly #delimiter: number;
	readonly #limits: Limits;
	/** How messages call a column, by its index. */
	readonly #called: (cell: number) => string;
	/** One for all: no cell is longer. */
	readonly #cell: Uint8Array;
	#length = 0;
	#state: State = 'start';
	#row = 1;
	#rowBytes = 0;
	#cells: string[] = [];
	#afterReturn = false;

	constructor(delimiter: string, limits: Limits, called: (cell: number) => string) {
		this.#delimiter = delimiter.charCodeAt(0);
		this.#limits = limits;
		this.#called = called;
		this.#cell = new Uint8Array(limits.cellBytes);
	}

	/** The rows that end in these bytes. @throws Refusal where nobody could say what belongs where. */
	*push(bytes: Uint8Array): Generator<CsvRow, void, void> {
		for (const byte of bytes) {
			const isSecondHalf = this.#afterReturn && byte === LINE_FEED;
			this.#afterReturn = false;
			if (isSecondHalf) continue;
			if (++this.#rowBytes > this.#limits.lineBytes) throw this.#tooLong();
			if (this.#state === 'quoted') {
				if (byte === QUOTE) this.#state = 'closed';
				else this.#put(byte);
			} else if (byte === this.#delimiter) this.#endCell();
			else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
				this.#afterReturn = byte === CARRIAGE_RETURN;
				this.#endCell();
				yield this.#endRow(true);
			} else if (byte === QUOTE) this.#quote();
			else if (this.#state === 'closed') throw this.#strayQuote();
			else {
				this.#state = 'plain';
				this.#put(byte);
			}
		}
	}

	/** The row that no line end closed. @throws Refusal where it ends within quotation marks. */
	*end(): Generator<CsvRow, void, void> {
		if (this.#state === 'quoted') throw this.#cutOff();
		if (this.#rowBytes === 0) return;
		this.#endCell();
		yield this.#endRow(false);
	}

	#put(byte: number): void {
		if (this.#length === this.#cell.length) throw this.#tooLong();
		this.#cell[this.#length++] = byte;
	}

	#quote(): void {
		if (this.#state === 'plain') throw this.#strayQuote();
		// A doubled one stands for itself.
		if (this.#state === 'closed') this.#put(QUOTE);
		this.#state = 'quoted';
	}

	#endCell(): void {
		const text = decodeText(this.#cell.subarray(0, this.#length));
		if (text === undefined) {
			throw new Refusal(
				'not-text',
				`${this.#place()} is not UTF-8. Save the table as "CSV UTF-8" (in Excel, plain "CSV" is another encoding) and send that.`,
			);
		}
		this.#cells.push(text);
		this.#length = 0;
		this.#state = 'start';
	}

	#endRow(isEnded: boolean): CsvRow {
		const row = { row: this.#row, cells: this.#cells, isEnded };
		this.#row++;
		this.#rowBytes = 0;
		this.#cells = [];
		return row;
	}

	#place(): string {
		return `Row ${this.#row}, ${this.#called(this.#cells.length)},`;
	}

	#tooLong(): Refusal {
		return new Refusal(
			'too-large',
			this.#state === 'quoted'
				? `${this.#place()} does not end: a quotation mark opens it and none closes it. Close it, or double a quotation mark that belongs to the text.`
				: `${this.#place()} is longer than a cell or row can be. Check that rows end in line breaks and that cells hold what their columns say.`,
		);
	}

	#strayQuote(): Refusal {
		return new Refusal(
			'bad-table',
			`${this.#place()} has a quotation mark in the wrong place. Put the whole cell in quotation marks, and double those that belong to its text.`,
		);
	}

	#cutOff(): Refusal {
		return new Refusal(
			'unreadable',
			`The upload ends within a cell: row ${this.#row}, ${this.#called(this.#cells.length)}, opens a quotation mark that none closes. Send the whole file again; nothing of it was used.`,
		);
	}
}

/** `A`, `Z`, `AA`: as spreadsheets call their columns. */
export function columnLetters(index: number): string {
	const last = String.fromCharCode(65 + (index % 26));
	return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}
