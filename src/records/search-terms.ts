import type { IsoDate } from '../superbill/dates.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import type { DataKey } from '../vault/data-key.ts';
import { keyedHash } from '../vault/data-key.ts';

/** What a superbill can be found by. A name is found by each of its words, and by all of them written as one. */
export type Term =
	| `last:${string}`
	| `first:${string}`
	| `born:${string}`
	| `account:${string}`
	| `day:${string}`
	| `month:${string}`
	| `year:${string}`
	| `century:${string}`;

const TERM_BYTES = 16;

export function termsOf({ patient, serviceLines }: SuperbillRequest): Term[] {
	const firstNames = [patient.firstName, patient.middleName, patient.preferredName].filter(
		(name) => name !== undefined,
	);
	const days = serviceLines.map(({ date }) => date);
	return [
		...new Set<Term>([
			...foundBy(patient.lastName).map((word): Term => `last:${word}`),
			...firstNames.flatMap(foundBy).map((word): Term => `first:${word}`),
			`born:${patient.birthDate}`,
			...(patient.accountNumber === undefined ? [] : [`account:${plain(patient.accountNumber)}` as const]),
			...days.flatMap(dayTerms),
		]),
	];
}

/** A day by all the terms that stand for it. Of whole centuries there is one, so that a range may begin long ago. */
function dayTerms(day: IsoDate): Term[] {
	const terms: Term[] = [`day:${day}`, `month:${day.slice(0, 7)}`, `year:${day.slice(0, 4)}`];
	return day < FIRST_OF_THIS_CENTURY ? [...terms, 'century:19'] : terms;
}

/** Before the first, nobody was served whom a superbill could be for. */
export const FIRST_DAY: IsoDate = '1900-01-01';
export const FIRST_OF_THIS_CENTURY: IsoDate = '2000-01-01';

/**
 * What stands in the database instead of a term: the beginning of a keyed hash, another one for each practice, so that
 * not even the same name in two practices looks the same.
 */
export function blind({ indexing }: DataKey, practiceId: string, term: Term): Buffer {
	return keyedHash(indexing, `${practiceId}\n${term}`).subarray(0, TERM_BYTES);
}

/** Words of a name as they are compared: "Nguyễn-Đỗ" → nguyen, do. */
export function words(name: string): string[] {
	return plain(name)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
}

/** Words, and all of them as one: "de la Cruz" is also found as "delacruz". */
function foundBy(name: string): string[] {
	const all = words(name);
	return all.length > 1 ? [...all, all.join('')] : all;
}

/**
 * What must hold of a name that is looked for: of each list, one term. Its words are words of the name, in any order, or
 * what is written as several words on one side is written as one on the other.
 */
export function nameClauses(kind: 'last' | 'first', name: string): Term[][] {
	const all = words(name);
	const asOne: Term = `${kind}:${all.join('')}`;
	return [...new Set(all)].map((word) => [...new Set<Term>([`${kind}:${word}`, asOne])]);
}

/** Letters that are no base letter with a mark to Unicode, though people type them so. */
const LIKE: Readonly<Record<string, string>> = {
	đ: 'd',
	ð: 'd',
	ø: 'o',
	ł: 'l',
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	þ: 'th',
	ı: 'i',
	ħ: 'h',
	ŧ: 't',
	ς: 'σ',
};

/** What stands for an apostrophe, on one keyboard or another. */
const APOSTROPHES = /['‘’ʻʼʹ´`′＇]/g;

/** Without capitals, accents, apostrophes and spaces around: "O’Brién" → obrien. */
export function plain(text: string): string {
	return text
		.replace(APOSTROPHES, '')
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[đðøłßæœþıħŧς]/g, (letter) => LIKE[letter] as string)
		.trim();
}
