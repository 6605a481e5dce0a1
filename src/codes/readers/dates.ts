import type { OperatorError } from '../../calls/operator-error.ts';
import type { IsoDate } from '../../superbill/dates.ts';
import { badFile, type EditionDates } from '../index/edition.ts';
import type { CodeFileFacts } from './reader.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

export function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const moment = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/**
 * Reads `20261001`, `2026-10-01` or `10/01/2026`. Blank, `*` and the like mean no date.
 * @throws OperatorError for anything else
 */
export function readDate(text: string, line: number): IsoDate | '' {
	const trimmed = text.trim();
	if (/^(?:\*|-|0*|n\/?a|open)$/i.test(trimmed)) return '';
	const [, y, m, d] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(trimmed) ?? [];
	const [, usMonth, usDay, usYear] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(trimmed) ?? [];
	const date = `${y ?? usYear}-${(m ?? usMonth ?? '').padStart(2, '0')}-${(d ?? usDay ?? '').padStart(2, '0')}`;
	if (!isDate(date)) throw badFile(`"${trimmed}" is not a date.`, line);
	// If a file requires the column, a day in the far future means no date.
	return date >= '2999' ? '' : date;
}

/** Dates of a fiscal year, which ends on September 30. `2026` begins on 2025-10-01; a mid-year edition is called `2026-04`. */
export function fiscalYear(year: number, from?: IsoDate): EditionDates {
	const first = from ?? `${year - 1}-10-01`;
	const edition = first.endsWith('-10-01') ? String(year) : `${year}-${first.slice(5, 7)}`;
	return { edition, from: first, to: `${year}-09-30` };
}

export function fiscalYearOf(from: IsoDate): number {
	return Number(from.slice(0, 4)) + (from.slice(5) >= '10-01' ? 1 : 0);
}

/** Dates of an ICD-10-CM edition, from the day that the operator gave or else from the fiscal year and month in the name. */
export function fiscalEdition({ name, from }: CodeFileFacts, yearInContent?: number): EditionDates {
	if (from !== undefined) return fiscalYear(fiscalYearOf(from), from);
	const year = yearInContent ?? Number(/(?<!\d)(20\d{2})(?!\d)/.exec(name)?.[1]);
	if (!year) throw unknownEdition('the fiscal year', 'icd10cm-order-2026.txt');
	return fiscalYear(year, /apr/i.test(name) ? `${year}-04-01` : undefined);
}

/** Dates of a list that is in force from a day on. */
export function editionFrom(from: IsoDate, part = ''): EditionDates {
	return { edition: from + part, from, to: null };
}

/** Dates of a list that has no first day, because its rows carry the dates. */
export const UNDATED: EditionDates = { edition: 'current', from: null, to: null };

/** Reads the first day from a file name like `HCPC2026_APR`, `Eff_01-01-2026` or `2026Q1`. */
export function dayInName(name: string): IsoDate | undefined {
	const [, month, day, year] = /(?<!\d)(\d{2})-(\d{2})-(20\d{2})(?!\d)/.exec(name) ?? [];
	if (year) return `${year}-${month}-${day}`;
	const [, quarterYear, quarter] = /(20\d{2})[ _-]?Q([1-4])/i.exec(name) ?? [];
	if (quarterYear) return `${quarterYear}-${String(Number(quarter) * 3 - 2).padStart(2, '0')}-01`;
	const [, namedYear] = /(?<!\d)(20\d{2})(?!\d)/.exec(name) ?? [];
	const at = MONTHS.findIndex((named) => new RegExp(`(?<![a-z])${named}`, 'i').test(name));
	return namedYear && at >= 0 ? `${namedYear}-${String(at + 1).padStart(2, '0')}-01` : undefined;
}

export function unknownEdition(what: string, example: string): OperatorError {
	return badFile(
		`its name and content do not say ${what}. Give the first day with --from YYYY-MM-DD, or give the file a name like ${example}.`,
	);
}
