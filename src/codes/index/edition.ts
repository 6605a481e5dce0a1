import { OperatorError } from '../../calls/operator-error.ts';
import type { IsoDate } from '../../superbill/dates.ts';

/** The name of an edition and the days on which it is in force. */
export interface EditionDates {
	/** Like `2026`, `2026-04` (a mid-year file) or `2025-10-01`. A later import with the same name replaces it. */
	readonly edition: string;
	/** First day; null if the list has no date. */
	readonly from: IsoDate | null;
	/** Last day; null if it is in force until the next edition. */
	readonly to: IsoDate | null;
	/** True if it was rebuilt from other lists than the publisher's own file, so codes may be missing. */
	readonly derived?: boolean | undefined;
}

export interface Edition extends EditionDates {
	readonly rows: Iterable<EditionRow>;
}

/**
 * A stored row, one line of tab-separated fields:
 * - codes: code, `1` billable or `0` category, title, first day, last day (days may be empty)
 * - notes: code, kind of note, text
 * - pairs: column 1, column 2, first day, last day, modifier indicator
 * - limits: code, units, adjudication indicator, rationale
 * - add-ons: code, primary code (empty: the payer decides), first day, last day
 */
export type EditionRow = readonly string[];

/** Explains why a file cannot be imported. @param line of the file, from 1 */
export function badFile(reason: string, line?: number): OperatorError {
	return new OperatorError(line === undefined ? reason : `line ${line}: ${reason}`);
}

/** Writes a row as a line of text. Tabs and line breaks within a field become spaces. */
export function rowLine(row: EditionRow): string {
	return `${row.map((field) => field.replace(/\s+/g, ' ').trim()).join('\t')}\n`;
}

/** @param from the beginning of a line */
export function* rowsOf(text: string, from = 0): Iterable<EditionRow> {
	for (let start = from; start < text.length; ) {
		const end = text.indexOf('\n', start);
		yield text.slice(start, end).split('\t');
		start = end + 1;
	}
}
