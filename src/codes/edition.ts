import type { IsoDate } from '../superbill/dates.ts';

/** An edition of a set: when it is in force, and what it lists. */
export interface EditionDates {
	/** Like `2026`, `2026-04` (a mid-year file) or `2025-10-01`; a later file of the same name takes its place. */
	readonly edition: string;
	/** First day; null where the list carries no date of its own. */
	readonly from: IsoDate | null;
	/** Last day; null until the next edition. */
	readonly to: IsoDate | null;
}

export interface Edition extends EditionDates {
	readonly rows: Iterable<Row>;
}

/**
 * One row as it is stored, a line of tab-separated fields:
 * - codes: code, `1` billable or `0` header, title, first day, last day (days may be empty)
 * - notes: code, kind of note, text
 * - pairs: column 1, column 2, first day, last day, modifier indicator
 * - limits: code, units, adjudication indicator, rationale
 * - add-ons: code, primary code (empty: any, as the payer decides), first day, last day
 */
export type Row = readonly string[];

/** What refuses a file: what is wrong, in which line, counted from 1. */
export class BadFile extends Error {
	override readonly name = 'BadFile';
	readonly line: number | undefined;

	constructor(reason: string, line?: number) {
		super(line === undefined ? reason : `line ${line}: ${reason}`);
		this.line = line;
	}
}

/** A row as a line of text. Tabs and line ends inside a field become blanks. */
export function rowLine(row: Row): string {
	return `${row.map((field) => field.replace(/\s+/g, ' ').trim()).join('\t')}\n`;
}

export function* rowsOf(text: string): Iterable<Row> {
	for (let start = 0; start < text.length; ) {
		const end = text.indexOf('\n', start);
		yield text.slice(start, end).split('\t');
		start = end + 1;
	}
}
