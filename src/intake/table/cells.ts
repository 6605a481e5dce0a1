import type { Column } from './columns.ts';

/** A mistake in a cell. It never repeats what the cell holds, which may be patient data. */
export interface CellMistake {
	/** A sentence that follows the place: `Row 5, column charge: …`. */
	readonly message: string;
	/** The text to type instead. */
	readonly help: string;
}

export type CellReading =
	| { readonly value: string | number | boolean; readonly mistake?: undefined }
	| { readonly value?: undefined; readonly mistake: CellMistake };

/**
 * The date formats in use in a table. Spreadsheets write M/D/YYYY in the US and D/M/YYYY elsewhere. The month comes
 * first only if the table proves it: some date has a day above 12 in second place, and none has one in first place.
 */
export class DateFormats {
	#isIso = false;
	#isSlashed = false;
	#isMonthFirst = false;
	#isDayFirst = false;

	see(text: string): void {
		this.#isIso ||= ISO.test(text);
		const [, first, second] = SLASHED.exec(text) ?? [];
		if (first === undefined) return;
		this.#isSlashed = true;
		this.#isDayFirst ||= Number(first) > 12;
		this.#isMonthFirst ||= Number(second) > 12;
	}

	/** True if 1/2/2026 is January 2. */
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

const FORMAT_AS_TEXT = 'In the spreadsheet, format the column as Text, type the value again and save.';
const WRITE_DATE = 'Write the date as year-month-day: 2026-10-06.';

/** The text that a spreadsheet shows when a formula fails or a column is too narrow. */
const SHEET_ERROR = /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|#+)$/;
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?E[+-]?\d+$/i;

/**
 * Reads a cell that is not blank. Accepts any clear spelling and refuses anything ambiguous. Mistakes that the
 * request's schema explains well are left to it.
 * @param country the country of the address that the cell belongs to
 */
export function readCell({ form }: Column, text: string, dates: DateFormats, country = 'US'): CellReading {
	if (SHEET_ERROR.test(text)) {
		return wrong('the spreadsheet shows an error here.', 'Fix the cell in the spreadsheet and save again.');
	}
	if (text.startsWith('=')) {
		return wrong(
			'this is a formula.',
			'Replace it with its value (copy, then paste as values) and save again.',
		);
	}
	if (form !== 'text' && form !== 'words' && SCIENTIFIC.test(text)) {
		return wrong(
			'the spreadsheet turned this into a number like 1.23E+09, and its last digits are lost.',
			FORMAT_AS_TEXT,
		);
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
						'a US postal code has five digits; the spreadsheet may have dropped a leading zero.',
						FORMAT_AS_TEXT,
					)
				: { value: text };
		case 'two digits':
			return /^\d$/.test(text)
				? wrong('this must have two digits; the spreadsheet may have dropped a leading zero.', FORMAT_AS_TEXT)
				: { value: text };
		case 'yes or no':
			return readYesOrNo(text);
		case 'date':
			return readDate(text, dates);
		case 'time':
			return readTime(text);
		case 'money':
			return readMoney(text);
		case 'number':
			return /^\d{1,4}(?:\.\d{1,3})?$/.test(text)
				? { value: Number(text) }
				: wrong('this is not a number.', 'Type digits, with a decimal point if needed: 1 or 2.5.');
	}
}

/** `9:30`, `9:30 AM` and `09:30:00` → `09:30`. */
function readTime(text: string): CellReading {
	const [, hours = '', minutes = '', half] =
		/^(\d{1,2}):(\d\d)(?::00)?(?:\s*([ap])\.?m\.?)?$/i.exec(text) ?? [];
	const isTwelve = half === undefined || (Number(hours) >= 1 && Number(hours) <= 12);
	const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0);
	return minutes !== '' && Number(minutes) < 60 && isTwelve && hour < 24
		? { value: `${String(hour).padStart(2, '0')}:${minutes}` }
		: wrong('this is not a time.', 'Type it like 9:30 AM or 09:30.');
}

const YES = /^(?:y|yes|true|1|x)$/i;
const NO = /^(?:n|no|false|0)$/i;

function readYesOrNo(text: string): CellReading {
	if (YES.test(text)) return { value: true };
	return NO.test(text) ? { value: false } : wrong('this is neither yes nor no.', 'Type yes or no.');
}

function readDate(text: string, dates: DateFormats): CellReading {
	// Spreadsheets count days from 1900 or from 1904, so a day number could be either of two dates.
	if (/^\d{1,6}(?:\.\d+)?$/.test(text)) return wrong('this is a number, not a date.', WRITE_DATE);
	const [, month, day, year] = SLASHED.exec(text) ?? [];
	if (month === undefined || day === undefined) return { value: text };
	return dates.isMonthFirst
		? { value: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` }
		: wrong(
				'this could be month/day/year or day/month/year, and no other date in the table shows which.',
				WRITE_DATE,
			);
}

const DOLLARS = /^\$? ?(\d{1,7}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/;

/** Spreadsheets drop trailing zeros and add dollar signs and commas. The decimal point still separates the cents. */
function readMoney(text: string): CellReading {
	const [, dollars, cents = ''] = DOLLARS.exec(text) ?? [];
	return dollars === undefined
		? wrong('this is not an amount in dollars and cents.', 'Write the amount like 150.00.')
		: { value: `${dollars.replaceAll(',', '')}.${cents.padEnd(2, '0')}` };
}

function wrong(message: string, help: string): CellReading {
	return { mistake: { message, help } };
}
