import type { IsoDate } from '../superbill/dates.ts';
import { FIRST_DAY, FIRST_OF_THIS_CENTURY, type SearchTerm } from './search-terms.ts';

/**
 * Terms for a range of days: whole years, whole months of the other years, and the remaining days. A superbill has one
 * of them if and only if one of its services is within the range. The database holds no dates of service in clear.
 * @param from earliest day, if there is one
 * @param to latest day, if there is one
 */
export function serviceTerms(from: IsoDate | undefined, to: IsoDate | undefined, now: Date): SearchTerm[] {
	// Services are never in the future. One more year covers every time zone.
	const lastDay = `${now.getUTCFullYear() + 1}-12-31`;
	const end = following(to === undefined || to > lastDay ? lastDay : to);
	const terms: SearchTerm[] = [];
	for (let day = from === undefined || from < FIRST_DAY ? FIRST_DAY : from; day < end.day; ) {
		const next = following(day);
		const [year, month] = [day.slice(0, 4), day.slice(0, 7)];
		if (day === FIRST_DAY && FIRST_OF_THIS_CENTURY <= end.day) {
			terms.push('century:19');
			day = FIRST_OF_THIS_CENTURY;
		} else if (day === `${year}-01-01` && next.year <= end.day) {
			terms.push(`year:${year}`);
			day = next.year;
		} else if (day === `${month}-01` && next.month <= end.day) {
			terms.push(`month:${month}`);
			day = next.month;
		} else {
			terms.push(`day:${day}`);
			day = next.day;
		}
	}
	return terms;
}

/** The next day, the first day of the next month, and the first day of the next year. */
function following(day: IsoDate): { readonly day: IsoDate; readonly month: IsoDate; readonly year: IsoDate } {
	const [year, month, date] = day.split('-').map(Number) as [number, number, number];
	const iso = (...parts: [number, number, number]) => new Date(Date.UTC(...parts)).toISOString().slice(0, 10);
	return { day: iso(year, month - 1, date + 1), month: iso(year, month, 1), year: iso(year + 1, 0, 1) };
}
