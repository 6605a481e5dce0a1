import type { IsoDate } from '../../superbill/dates.ts';

/**
 * An index stores codes and days as numbers in flat arrays; 100,000 codes as objects would take ten times the memory. A
 * code is packed in base 37 and padded at its end, so the numbers sort like the codes (ASCII), and all codes with a
 * prefix lie in one range.
 */
const RADIX = 37;

/** Longest code that a number can hold exactly (37^10 < 2^53). A NUCC taxonomy code has ten characters. */
export const LONGEST_CODE = 10;

const SPAN = Array.from({ length: LONGEST_CODE + 1 }, (_, length) => RADIX ** (LONGEST_CODE - length));

/** Normalizes a code for storing and comparing: capitals, no dot, no spaces around it. */
export function bareCode(text: string): string {
	return text.trim().toUpperCase().replaceAll('.', '');
}

export function isBareCode(text: string): boolean {
	return /^[0-9A-Z]{1,10}$/.test(text);
}

function digit(charCode: number): number {
	if (charCode >= 48 && charCode <= 57) return charCode - 47;
	return charCode >= 65 && charCode <= 90 ? charCode - 54 : Number.NaN;
}

/** Packs a bare code into a number; NaN if the text is not one. */
export function keyOf(code: string): number {
	if (code.length > LONGEST_CODE) return Number.NaN;
	let key = 0;
	for (let i = 0; i < code.length; i++) key = key * RADIX + digit(code.charCodeAt(i));
	return key * (SPAN[code.length] as number);
}

/** The range of keys of the codes with a prefix: from `low` up to but not including `high`. */
export function keyRange(prefix: string): readonly [low: number, high: number] {
	const low = keyOf(prefix);
	return [low, low + (SPAN[prefix.length] as number)];
}

export function codeOf(key: number): string {
	let code = '';
	for (let rest = key; rest > 0; rest = Math.floor(rest / RADIX)) {
		const value = rest % RADIX;
		if (value > 0) code = String.fromCharCode(value < 11 ? value + 47 : value + 54) + code;
	}
	return code;
}

/** Writes a day as a number like 20261001, which sorts like the calendar. 0 means no date. */
export function dayNumber(date: IsoDate | null | undefined): number {
	return date
		? Number(date.slice(0, 4)) * 10_000 + Number(date.slice(5, 7)) * 100 + Number(date.slice(8, 10))
		: 0;
}

/** The reverse of `dayNumber`. */
export function dateOfDay(day: number): IsoDate {
	const text = String(day);
	return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

export function shiftDays(date: IsoDate, days: number): IsoDate {
	return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Finds the first place in ascending numbers whose value is at least `value`. */
export function lowerBound(values: Float64Array, value: number): number {
	let low = 0;
	let high = values.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((values[middle] as number) < value) low = middle + 1;
		else high = middle;
	}
	return low;
}
