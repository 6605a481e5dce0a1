import { DEFAULT_PRACTICE, issuerOf, type PracticeProfile } from '../practices/practice.ts';
import type { IsoDate } from '../superbill/dates.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import type { DataKey } from '../vault/data-key.ts';
import { keyedHash } from '../vault/data-key.ts';
import type { Keyring } from '../vault/keyring.ts';

/** A term that finds a superbill. A name is found by each of its words, and by all of them written as one. */
export type SearchTerm =
	| `last:${string}`
	| `first:${string}`
	| `born:${string}`
	| `account:${string}`
	| `pair:${string}`
	| `issuer:${string}`
	| `day:${string}`
	| `month:${string}`
	| `year:${string}`
	| `century:${string}`;

const TERM_BYTES = 16;

export function termsOf({ patient, serviceLines, metadata = {} }: SuperbillRequest): SearchTerm[] {
	const firstNames = [patient.firstName, patient.middleName, patient.preferredName].filter(
		(name) => name !== undefined,
	);
	const days = serviceLines.map(({ date }) => date);
	return [
		...new Set<SearchTerm>([
			...foundBy(patient.lastName).map((word): SearchTerm => `last:${word}`),
			...firstNames.flatMap(foundBy).map((word): SearchTerm => `first:${word}`),
			`born:${patient.birthDate}`,
			...(patient.accountNumber === undefined ? [] : [`account:${plain(patient.accountNumber)}` as const]),
			...days.flatMap(dayTerms),
			...Object.entries(metadata).map(([name, value]) => pairTerm(name, value)),
		]),
	];
}

/** Hashes all terms of a superbill. One that belongs to no practice on file is also found by the practice that it spells out. */
export function hashedTerms(key: DataKey, owner: string, request: SuperbillRequest): Buffer[] {
	const terms = termsOf(request);
	if (owner === DEFAULT_PRACTICE) terms.push(`issuer:${issuerOf(request.billingProvider)}`);
	return terms.map((term) => blind(key, owner, term));
}

/** Finds the superbills that belong to no practice on file and spell out this one, whichever key hashed their terms. */
export function spelledOutTerms(keyring: Keyring, practice: PracticeProfile): Buffer[] {
	const term: SearchTerm = `issuer:${issuerOf(practice.billingProvider)}`;
	return keyring().map((key) => blind(key, DEFAULT_PRACTICE, term));
}

/** The term of a pair of metadata, which is found only as it was given. Names have no line breaks. */
export function pairTerm(name: string, value: string): SearchTerm {
	return `pair:${name}\n${value}`;
}

/** The terms of a day. The whole last century is one term, because a range may begin long ago. */
function dayTerms(day: IsoDate): SearchTerm[] {
	const terms: SearchTerm[] = [`day:${day}`, `month:${day.slice(0, 7)}`, `year:${day.slice(0, 4)}`];
	return day < FIRST_OF_THIS_CENTURY ? [...terms, 'century:19'] : terms;
}

/** No date of service is earlier. */
export const FIRST_DAY: IsoDate = '1900-01-01';
export const FIRST_OF_THIS_CENTURY: IsoDate = '2000-01-01';

/**
 * Hashes a term for the database, with a secret key. The hash depends on the practice: the same name looks different in
 * two practices.
 */
export function blind({ indexing }: DataKey, practiceId: string, term: SearchTerm): Buffer {
	return keyedHash(indexing, `${practiceId}\n${term}`).subarray(0, TERM_BYTES);
}

/** The words of a name in comparable form: "Nguyễn-Đỗ" → nguyen, do. */
export function words(name: string): string[] {
	return plain(name)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
}

/** The words of a name, and all of them as one: "de la Cruz" is also found as "delacruz". */
function foundBy(name: string): string[] {
	const all = words(name);
	return all.length > 1 ? [...all, all.join('')] : all;
}

/**
 * The clauses of a search for a name; one term of each clause must match. Words match in any order, and several words
 * also match the same letters written as one word.
 */
export function nameClauses(kind: 'last' | 'first', name: string): SearchTerm[][] {
	const all = words(name);
	const asOne: SearchTerm = `${kind}:${all.join('')}`;
	return [...new Set(all)].map((word) => [...new Set<SearchTerm>([`${kind}:${word}`, asOne])]);
}

/** Letters that people type as plain ones, although Unicode does not decompose them. */
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

/** The characters that keyboards produce for an apostrophe. */
const APOSTROPHES = /['‘’ʻʼʹ´`′＇]/g;

/** Writes a text in lowercase, without accents, apostrophes and surrounding spaces: "O’Brién" → obrien. */
export function plain(text: string): string {
	return text
		.replace(APOSTROPHES, '')
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[đðøłßæœþıħŧς]/g, (letter) => LIKE[letter] as string)
		.trim();
}
