import type { IsoDate } from '../../superbill/dates.ts';
import type { EditionDates } from './edition.ts';
import { dayNumber, shiftDays } from './key.ts';

/**
 * Days on which an edition lists every code of its set. After them the publisher may have added codes, so an unknown code
 * says nothing. What the edition does list still counts: a code that has ended, or a category.
 * - ICD-10-CM is updated on April 1 and October 1 (https://www.cms.gov/medicare/coding-billing/icd-10-codes).
 * - HCPCS Level II is updated every quarter (https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system).
 *   Its modifiers hardly change, and an unknown one is only a warning, so their list has no end.
 */
const MONTHS_BETWEEN_UPDATES: Readonly<Record<string, number>> = { icd10cm: 6, hcpcs: 3 };

/** October 1 begins both a fiscal year and a quarter, so updates are counted from it. */
const FIRST_MONTH = 9;

/**
 * The last day on which an edition is complete; null if it has no end.
 * @returns undefined if it never was complete
 */
export function completeUntil(set: string, { from, to, derived }: EditionDates): IsoDate | null | undefined {
	if (derived) return undefined;
	const every = MONTHS_BETWEEN_UPDATES[set];
	if (every === undefined || from === null) return to;
	const month = Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7)) - 1;
	const next = month + every - ((month - FIRST_MONTH) % every);
	const update = `${Math.floor(next / 12)}-${String((next % 12) + 1).padStart(2, '0')}-01`;
	const eve = shiftDays(update, -1);
	return to !== null && to < eve ? to : eve;
}

/** True if a code that an edition does not list did not exist on a date. */
export function isComplete(set: string, edition: EditionDates, date: IsoDate): boolean {
	const last = completeUntil(set, edition);
	if (last === undefined || dayNumber(date) < dayNumber(edition.from)) return false;
	return last === null || date <= last;
}
