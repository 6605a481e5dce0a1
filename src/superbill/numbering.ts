import type { IsoDate } from './dates.ts';

/**
 * How a practice numbers its superbills: text of which `{yyyy}`, `{yy}`, `{mm}`, `{dd}` stand for the issue date and
 * `{seq:6}` for the next of the series, filled up with zeros to six digits. A series is what is left when the date is
 * filled in, so that `SB-{yyyy}-{seq:6}` starts anew every year and no number is ever given twice.
 */
export const DEFAULT_NUMBERING = 'SB-{yyyy}-{seq:6}';

/** The length that a superbill's number may have. */
const MOST_CHARACTERS = 30;

const SEQUENCE = /\{seq(?::([1-9]))?\}/g;
const DATE_PART = /\{(yyyy|yy|mm|dd)\}/g;

/** What is wrong with a pattern, completing a sentence that starts with its name; nothing where it can be used. */
export function numberingMistake(pattern: string): string | undefined {
	const sequences = [...pattern.matchAll(SEQUENCE)];
	if (sequences.length !== 1) return 'must have {seq:6}, or another number of digits, once';
	const rest = pattern.replace(SEQUENCE, '').replace(DATE_PART, '0');
	if (!/^[A-Z0-9./-]*$/.test(rest)) {
		return 'must have only capital letters, digits, points, hyphens, slashes and {yyyy}, {yy}, {mm}, {dd}, {seq:6}';
	}
	// Room for a sequence that outgrows its zeros.
	const longest = numberInSeries(seriesOf(pattern, '2000-01-01'), 9_999_999);
	return longest.length > MOST_CHARACTERS
		? `must make numbers of at most ${MOST_CHARACTERS} characters`
		: undefined;
}

/** The series that a superbill of a day belongs to: `SB-2026-{seq:6}`. */
export function seriesOf(pattern: string, issuedOn: IsoDate): string {
	const [yyyy, mm, dd] = issuedOn.split('-') as [string, string, string];
	const parts: Readonly<Record<string, string>> = { yyyy, yy: yyyy.slice(2), mm, dd };
	return (
		pattern
			.replace(DATE_PART, (_, name: string) => parts[name] as string)
			// Without digits it makes the same numbers as with one: they are one series.
			.replace('{seq}', '{seq:1}')
	);
}

/** The number at a place of a series, which counts from 1: `SB-2026-000001`. */
export function numberInSeries(series: string, place: number): string {
	return series.replace(SEQUENCE, (_, digits: string) => String(place).padStart(Number(digits), '0'));
}
