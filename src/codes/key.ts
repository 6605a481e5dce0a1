import type { IsoDate } from '../superbill/dates.ts';

/**
 * Codes and days as numbers, so that an index is flat arrays: 100,000 codes as objects would take ten times the memory.
 * A code is packed in base 37, padded at its end: the order of the numbers is the (ASCII) order of the codes, and all
 * codes with a prefix lie in one range.
 */
const RADIX = 37;

/** The longest code that a number holds exactly: 37^10 < 2^53. A NUCC taxonomy code has ten characters. */
export const LONGEST_CODE = 10;

const SPAN = Array.from({ length: LONGEST_CODE + 1 }, (_, length) => RADIX ** (LONGEST_CODE - length));

/** A code as it is stored and compared: capitals, no dot, no blanks around it. */
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

/** NaN for what is no bare code. */
export function keyOf(code: string): number {
	if (code.length > LONGEST_CODE) return Number.NaN;
	let key = 0;
	for (let i = 0; i < code.length; i++) key = key * RADIX + digit(code.charCodeAt(i));
	return key * (SPAN[code.length] as number);
}

/** Codes with this prefix have keys of at least the first number and less than the second. */
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

/** A day as the number 20261001: text order, number order and calendar order are one. 0 is "no date". */
export function dayOf(date: IsoDate | null | undefined): number {
	return date
		? Number(date.slice(0, 4)) * 10_000 + Number(date.slice(5, 7)) * 100 + Number(date.slice(8, 10))
		: 0;
}

export function dateOf(day: number): IsoDate {
	const text = String(day);
	return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

export function shiftDays(date: IsoDate, days: number): IsoDate {
	return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** First place in ascending numbers whose value is not less. */
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
