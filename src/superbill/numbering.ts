import type { IsoDate } from './dates.ts';

/**
 * Pattern of a practice's superbill numbers: `{yyyy}`, `{yy}`, `{mm}` and `{dd}` are parts of the issue date, `{seq:6}`
 * is the next number of the series, padded to six digits. The pattern with its date filled in names the series:
 * `SB-{yyyy}-{seq:6}` starts a new one every year, and no number is assigned twice.
 */
export const DEFAULT_NUMBERING = 'SB-{yyyy}-{seq:6}';

export const MAX_NUMBER_LENGTH = 30;
/** Characters of a superbill number, for use in a regular expression. */
const NUMBER_CHARACTERS = '[A-Z0-9./-]';
export const SUPERBILL_NUMBER = new RegExp(`^${NUMBER_CHARACTERS}{1,${MAX_NUMBER_LENGTH}}$`);

const SEQUENCE = /\{seq(?::([1-9]))?\}/g;
const DATE_PART = /\{(yyyy|yy|mm|dd)\}/g;

/** Describes what is wrong with a pattern, as the end of a sentence that starts with its name. */
export function numberingMistake(pattern: string): string | undefined {
	const sequences = [...pattern.matchAll(SEQUENCE)];
	if (sequences.length !== 1)
		return 'must contain {seq:6} exactly once (or another number of digits from 1 to 9)';
	const rest = pattern.replace(SEQUENCE, '').replace(DATE_PART, '0');
	if (!new RegExp(`^${NUMBER_CHARACTERS}*$`).test(rest)) {
		return 'may contain only capital letters, digits, periods, hyphens, slashes and {yyyy}, {yy}, {mm}, {dd}, {seq:6}';
	}
	return longestInSeries(seriesOf(pattern, '2000-01-01')).length > MAX_NUMBER_LENGTH
		? `must produce numbers of at most ${MAX_NUMBER_LENGTH} characters`
		: undefined;
}

/** Names the series of an issue date: `SB-2026-{seq:6}`. */
export function seriesOf(pattern: string, issuedOn: IsoDate): string {
	const [yyyy, mm, dd] = issuedOn.split('-') as [string, string, string];
	const parts: Readonly<Record<string, string>> = { yyyy, yy: yyyy.slice(2), mm, dd };
	return (
		pattern
			.replace(DATE_PART, (_, name: string) => parts[name] as string)
			// {seq} and {seq:1} produce the same numbers, so they are one series.
			.replace('{seq}', '{seq:1}')
	);
}

/** Returns the longest number that a series is expected to reach. A sequence may grow beyond its padding. */
export function longestInSeries(series: string): string {
	return numberInSeries(series, 9_999_999);
}

/** Returns the number at a position in a series, counted from 1: `SB-2026-000001`. */
export function numberInSeries(series: string, place: number): string {
	return series.replace(SEQUENCE, (_, digits: string) => String(place).padStart(Number(digits), '0'));
}

/**
 * The parts of a number from its end, for finding it by the end: `SB-2026-000102` → `102-2026-SB-`. Capitals, leading zeros
 * and the characters between the parts do not matter. Numbers that end alike begin alike in this form.
 */
export function numberEnd(number: string): string {
	const parts = number.toUpperCase().match(/[A-Z]+|\d+/g) ?? [];
	return parts
		.reverse()
		.map((part) => `${part.replace(/^0+(?=\d)/, '')}-`)
		.join('');
}
