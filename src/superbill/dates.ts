/**
 * A calendar date as `YYYY-MM-DD` text. A `Date` object is a moment, which a time zone can shift to another day.
 * Text order is date order.
 */
export type IsoDate = string;

export const MINUTES_PER_DAY = 1_440;
const DAY_MS = MINUTES_PER_DAY * 60_000;

function epochDay(date: IsoDate): number {
	return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** Counts whole days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
	return epochDay(to) - epochDay(from);
}

/** Age in completed years. Someone born on 29 February turns a year older on 1 March of a common year. */
export function ageOn(birthDate: IsoDate, date: IsoDate): number {
	const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
	return date.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Returns the calendar date of a moment in an IANA time zone. @throws RangeError for an unknown name */
export function dateIn(timeZone: string, moment: Date): IsoDate {
	return formatter(timeZone).format(moment);
}

export function isTimeZone(text: string): boolean {
	try {
		formatter(text);
		return true;
	} catch {
		return false;
	}
}

/** Making a formatter takes longer than checking a whole superbill. */
const formatters = new Map<string, Intl.DateTimeFormat>();
/** More than there are time zones. Limited because each capitalization of a name is a new key. */
const MAX_FORMATTERS = 1000;

function formatter(timeZone: string): Intl.DateTimeFormat {
	let found = formatters.get(timeZone);
	if (!found) {
		// The Swedish locale writes ISO dates.
		found = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
		if (formatters.size < MAX_FORMATTERS) formatters.set(timeZone, found);
	}
	return found;
}

/** Printed form of dates: `us` is MM/DD/YYYY, as on the CMS-1500 form. */
export type DateStyle = 'us' | 'iso';

export function printedDate(date: IsoDate, style: DateStyle): string {
	return style === 'iso' ? date : `${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(0, 4)}`;
}
