import type { Column } from './columns.ts';

/** What is wrong with a cell, completing a sentence that starts with its place; and what to do. */
export interface CellMistake {
	readonly message: string;
	readonly help: string;
}

export type CellReading =
	| { readonly value: string | number; readonly mistake?: undefined }
	| { readonly value?: undefined; readonly mistake: CellMistake };

/**
 * How the dates of a table are written. Spreadsheets write M/D/YYYY in the US and D/M/YYYY elsewhere: it is the month
 * first only where some date of the table proves it, having a day above 12 in second place and none in first.
 */
export class DateFormats {
	#isIso = false;
	#isSlashed = false;
	#isMonthFirst = false;
	#isDayFirst = false;

	/** Takes a date into account. */
	see(text: string): void {
		this.#isIso ||= ISO.test(text);
		const [, first, second] = SLASHED.exec(text) ?? [];
		if (first === undefined) return;
		this.#isSlashed = true;
		this.#isDayFirst ||= Number(first) > 12;
		this.#isMonthFirst ||= Number(second) > 12;
	}

	/** Whether 1/2/2026 is the second of January. */
	get isMonthFirst(): boolean {
		return this.#isMonthFirst && !this.#isDayFirst;
	}

	get name(): 'YYYY-MM-DD' | 'M/D/YYYY' | 'either' {
		if (!this.#isSlashed) return 'YYYY-MM-DD';
		return this.#isIso ? 'either' : 'M/D/YYYY';
	}
}

const ISO = /^\d{4}-\d\d-\d\d$/;
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

const AS_TEXT = 'In the spreadsheet, format the column as Text, type the value again and save.';
const AS_DAY = 'Write the day as YYYY-MM-DD, like 2026-10-06.';

/** What a spreadsheet shows where a formula failed or a column was too narrow. */
const SHEET_ERROR = /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|#+)$/;
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?E[+-]?\d+$/i;

/**
 * Reads a cell that is not blank. What is not in doubt is understood; what could be one thing or another is refused.
 * What the request's own schema says well is left to it.
 * @param country the country of the address that the cell is of.
 */
export function readCell({ form }: Column, text: string, dates: DateFormats, country = 'US'): CellReading {
	if (SHEET_ERROR.test(text))
		return wrong('is an error of the spreadsheet', 'Mend it there, and save again.');
	if (text.startsWith('=')) {
		return wrong('is a formula', 'Put its value there instead: copy, then paste as values, and save again.');
	}
	if (form !== 'text' && form !== 'words' && SCIENTIFIC.test(text)) {
		return wrong('was turned into a number like 1.23E+09, which lost its digits', AS_TEXT);
	}
	switch (form) {
		case 'text':
		case 'identifier':
		case 'letters':
		case 'words':
			return { value: text };
		case 'word':
			return { value: text.toLowerCase() };
		case 'capitals':
			return { value: text.toUpperCase() };
		case 'postal code':
			return country.toUpperCase() === 'US' && /^\d{1,4}$/.test(text)
				? wrong(
						'has too few digits for a US postal code: the spreadsheet may have dropped a zero in front',
						AS_TEXT,
					)
				: { value: text };
		case 'two digits':
			return /^\d$/.test(text)
				? wrong('must have two digits: the spreadsheet may have dropped a zero in front', AS_TEXT)
				: { value: text };
		case 'date':
			return readDate(text, dates);
		case 'time':
			return { value: /^\d:\d\d$/.test(text) ? `0${text}` : text };
		case 'money':
			return readMoney(text);
		case 'number':
			return /^\d{1,4}(?:\.\d{1,3})?$/.test(text)
				? { value: Number(text) }
				: wrong('must be a number like 1 or 2.5', 'Write digits alone, with a point if need be.');
	}
}

function readDate(text: string, dates: DateFormats): CellReading {
	if (/^\d{1,6}(?:\.\d+)?$/.test(text)) {
		return wrong('is a number where a day is asked for: spreadsheets count days in two ways', AS_DAY);
	}
	const [, month, day, year] = SLASHED.exec(text) ?? [];
	if (month === undefined || day === undefined) return { value: text };
	return dates.isMonthFirst
		? { value: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` }
		: wrong('could be month/day/year or day/month/year, and no other date of the table tells which', AS_DAY);
}

const DOLLARS = /^\$? ?(\d{1,7}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/;

/** Spreadsheets drop zeros at the end and add signs and commas; dollars and cents are still told apart by the point. */
function readMoney(text: string): CellReading {
	const [, dollars, cents = ''] = DOLLARS.exec(text) ?? [];
	return dollars === undefined
		? wrong(
				'must be an amount in dollars and cents, like 150.00',
				'Write digits, a point and two digits of cents.',
			)
		: { value: `${dollars.replaceAll(',', '')}.${cents.padEnd(2, '0')}` };
}

function wrong(message: string, help: string): CellReading {
	return { mistake: { message, help } };
}
