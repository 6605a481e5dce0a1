import type { IsoDate } from '../../superbill/dates.ts';
import { BadFile, type EditionDates } from '../edition.ts';
import type { FileFacts } from './reader.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

export function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const moment = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/**
 * `20261001`, `2026-10-01` or `10/01/2026` as a date; blank, `*` and the like as none.
 * @throws BadFile for anything else.
 */
export function readDate(text: string, line: number): IsoDate | '' {
	const trimmed = text.trim();
	if (/^(?:\*|-|0*|n\/?a|open)$/i.test(trimmed)) return '';
	const [, y, m, d] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(trimmed) ?? [];
	const [, usMonth, usDay, usYear] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(trimmed) ?? [];
	const date = `${y ?? usYear}-${(m ?? usMonth ?? '').padStart(2, '0')}-${(d ?? usDay ?? '').padStart(2, '0')}`;
	if (!isDate(date)) throw new BadFile(`"${trimmed}" is no date.`, line);
	// Files that must fill the column write a day that never comes.
	return date >= '2999' ? '' : date;
}

/** A fiscal year ends on 30 September. `2026` begins on 2025-10-01; a mid-year file is called `2026-04`. */
export function fiscalYear(year: number, from?: IsoDate): EditionDates {
	const first = from ?? `${year - 1}-10-01`;
	const edition = first.endsWith('-10-01') ? String(year) : `${year}-${first.slice(5, 7)}`;
	return { edition, from: first, to: `${year}-09-30` };
}

export function fiscalYearOf(from: IsoDate): number {
	return Number(from.slice(0, 4)) + (from.slice(5) >= '10-01' ? 1 : 0);
}

/** ICD-10-CM: the fiscal year in the name, from 1 April where the name says so, or the day that the operator gave. */
export function fiscalEdition({ name, from }: FileFacts, yearInContent?: number): EditionDates {
	if (from !== undefined) return fiscalYear(fiscalYearOf(from), from);
	const year = yearInContent ?? Number(/(?<!\d)(20\d{2})(?!\d)/.exec(name)?.[1]);
	if (!year) throw unknownEdition('the fiscal year', 'icd10cm-order-2026.txt');
	return fiscalYear(year, /apr/i.test(name) ? `${year}-04-01` : undefined);
}

/** A list in force from a day on. */
export function editionFrom(from: IsoDate, part = ''): EditionDates {
	return { edition: from + part, from, to: null };
}

/** Lists whose rows carry their dates, and which have no first day of their own. */
export const UNDATED: EditionDates = { edition: 'current', from: null, to: null };

/** `HCPC2026_APR`, `Eff_01-01-2026`, `2026Q1`: the day that a name tells. */
export function dayInName(name: string): IsoDate | undefined {
	const [, month, day, year] = /(?<!\d)(\d{2})-(\d{2})-(20\d{2})(?!\d)/.exec(name) ?? [];
	if (year) return `${year}-${month}-${day}`;
	const [, quarterYear, quarter] = /(20\d{2})[ _-]?Q([1-4])/i.exec(name) ?? [];
	if (quarterYear) return `${quarterYear}-${String(Number(quarter) * 3 - 2).padStart(2, '0')}-01`;
	const [, namedYear] = /(?<!\d)(20\d{2})(?!\d)/.exec(name) ?? [];
	const at = MONTHS.findIndex((named) => new RegExp(`(?<![a-z])${named}`, 'i').test(name));
	return namedYear && at >= 0 ? `${namedYear}-${String(at + 1).padStart(2, '0')}-01` : undefined;
}

export function unknownEdition(what: string, example: string): BadFile {
	return new BadFile(
		`neither its name nor its content tells ${what}. Give the first day with --from YYYY-MM-DD, or name it like ${example}.`,
	);
}
