/**
 * Calendar dates as `YYYY-MM-DD` text. They are days, not moments: no `Date` object carries them, so no time zone can
 * shift them. Text order is date order.
 */
export type IsoDate = string;

const DAY_MS = 86_400_000;

function epochDay(date: IsoDate): number {
	return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** Whole days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
	return epochDay(to) - epochDay(from);
}

/** Completed years of age on a day. Someone born on 29 February is a year older on 1 March of a common year. */
export function ageOn(birthDate: IsoDate, date: IsoDate): number {
	const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
	return date.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The calendar date of a moment in an IANA time zone. @throws RangeError for a name that is none. */
export function dateIn(timeZone: string, moment: Date): IsoDate {
	return formatter(timeZone).format(moment);
}

/** Whether the runtime knows a text as an IANA time zone name. */
export function isTimeZone(text: string): boolean {
	try {
		formatter(text);
		return true;
	} catch {
		return false;
	}
}

/** A formatter costs more than the checks of a whole superbill, and a practice never moves. */
const formatters = new Map<string, Intl.DateTimeFormat>();
/** More than there are time zones: names in odd capitals must not fill the memory. */
const MOST_FORMATTERS = 1000;

function formatter(timeZone: string): Intl.DateTimeFormat {
	let found = formatters.get(timeZone);
	if (!found) {
		// The Swedish locale writes ISO dates.
		found = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
		if (formatters.size < MOST_FORMATTERS) formatters.set(timeZone, found);
	}
	return found;
}

/** How a template prints dates: `us` is MM/DD/YYYY, as the CMS-1500 form asks. */
export type DateStyle = 'us' | 'iso';

export function printedDate(date: IsoDate, style: DateStyle): string {
	return style === 'iso' ? date : `${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(0, 4)}`;
}
