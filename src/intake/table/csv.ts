import { Refusal } from '../../calls/refusal.ts';
import type { Limits } from '../upload/limits.ts';
import { decodeText } from '../upload/text.ts';

export interface CsvRow {
	/** The number that a spreadsheet shows: the header is row 1, and line breaks inside cells do not count. */
	readonly row: number;
	/** No more than the reader's `width`. */
	readonly cells: readonly string[];
	/** The index of the first cell beyond that width that is not blank. */
	readonly extra?: number;
	/** False for a last row without a line end. */
	readonly isEnded: boolean;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

type State = 'start' | 'plain' | 'quoted' | 'closed';

/**
 * Reads separated values (RFC 4180) from a stream of bytes. Rows end in CRLF, LF or CR. Strict about quotation marks,
 * as the RFC is, because a stray one makes it unclear where cells end.
 */
export class CsvReader {
	readonly #delimiter: number;
	readonly #limits: Limits;
	/** Names the column with an index in messages. */
	readonly #nameOf: (cell: number) => string;
	/** The number of cells of a row to keep. Cells beyond it cost no memory. */
	width: number;
	/** A buffer that is reused for every cell. */
	readonly #cell: Buffer;
	#length = 0;
	/** All bits of the cell's bytes, which show if it is ASCII. */
	#bits = 0;
	#state: State = 'start';
	#row = 1;
	#rowBytes = 0;
	#cells: string[] = [];
	#count = 0;
	#extra: number | undefined;
	#afterReturn = false;

	constructor(delimiter: string, limits: Limits, width: number, nameOf: (cell: number) => string) {
		this.#delimiter = delimiter.charCodeAt(0);
		this.#limits = limits;
		this.width = width;
		this.#nameOf = nameOf;
		this.#cell = Buffer.alloc(limits.cellBytes);
	}

	/** Yields the rows that end in these bytes. @throws Refusal where it is unclear which cell a byte belongs to */
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

	/** Yields a last row without a line end. @throws Refusal where the text ends inside quotation marks */
	*end(): Generator<CsvRow, void, void> {
		if (this.#state === 'quoted') throw this.#cutOff();
		if (this.#rowBytes === 0) return;
		this.#endCell();
		yield this.#endRow(false);
	}

	#put(byte: number): void {
		if (this.#length === this.#cell.length) throw this.#tooLong();
		this.#cell[this.#length++] = byte;
		this.#bits |= byte;
	}

	#quote(): void {
		if (this.#state === 'plain') throw this.#strayQuote();
		// A doubled quotation mark belongs to the text.
		if (this.#state === 'closed') this.#put(QUOTE);
		this.#state = 'quoted';
	}

	#endCell(): void {
		const text = this.#text();
		if (text === undefined) {
			throw new Refusal(
				'not-text',
				`${this.#place()} is not UTF-8. Save the table as "CSV UTF-8" (in Excel, plain "CSV" is another encoding) and send it again.`,
			);
		}
		if (this.#count < this.width) this.#cells.push(text);
		else if (text.trim() !== '') this.#extra ??= this.#count;
		this.#count++;
		this.#length = 0;
		this.#bits = 0;
		this.#state = 'start';
	}

	/** Decoding UTF-8 is slow for short texts, and most cells are ASCII. */
	#text(): string | undefined {
		if (this.#length === 0) return '';
		return this.#bits < 0x80
			? this.#cell.toString('latin1', 0, this.#length)
			: decodeText(this.#cell.subarray(0, this.#length));
	}

	#endRow(isEnded: boolean): CsvRow {
		const extra = this.#extra;
		const row = { row: this.#row, cells: this.#cells, ...(extra !== undefined && { extra }), isEnded };
		this.#row++;
		this.#rowBytes = 0;
		this.#cells = [];
		this.#count = 0;
		this.#extra = undefined;
		return row;
	}

	#place(): string {
		return `Row ${this.#row}, ${this.#nameOf(this.#count)}`;
	}

	#tooLong(): Refusal {
		return new Refusal(
			'too-large',
			this.#state === 'quoted'
				? `${this.#place()}: the cell has an opening quotation mark but no closing one. Close it, or double the quotation mark if it belongs to the text.`
				: `${this.#place()}: the cell or the row is too long. Check that every row ends with a line break and that each value is in the right column.`,
		);
	}

	#strayQuote(): Refusal {
		return new Refusal(
			'bad-table',
			`${this.#place()}: a quotation mark is in the wrong place. Put the whole cell in quotation marks and double those that belong to its text.`,
		);
	}

	#cutOff(): Refusal {
		return new Refusal(
			'unreadable',
			`The upload ends inside a cell. ${this.#place()}: the cell has an opening quotation mark but no closing one. Send the whole file again; nothing was used.`,
		);
	}
}

/** Names a column as spreadsheets do: `A`, `Z`, `AA`. */
export function columnLetters(index: number): string {
	const last = String.fromCharCode(65 + (index % 26));
	return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}
