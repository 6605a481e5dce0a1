import { DEFAULT_PRACTICE, issuerOf, type PracticeProfile } from '../practices/practice.ts';
import type { Store } from '../store/store.ts';
import type { IsoDate } from '../superbill/dates.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import type { DataKey } from '../vault/data-key.ts';
import { keyedHash } from '../vault/data-key.ts';
import type { Keyring } from '../vault/keyring.ts';

/**
 * A term that finds a superbill. A name is found by each of its words, and by all of them written as one. First and
 * last names share the terms of their beginnings, so that the database does not show which is which.
 */
export type SearchTerm =
	| `last:${string}`
	| `first:${string}`
	| `begins:${string}`
	| `born:${string}`
	| `account:${string}`
	| `pair:${string}`
	| `issuer:${string}`
	| `day:${string}`
	| `month:${string}`
	| `year:${string}`
	| `century:${string}`;

const TERM_BYTES = 16;

/**
 * Letters of a word's beginnings that are terms. Two would find many patients and reveal more than they help. More
 * than eight tell few names apart, and each adds a term to a superbill.
 */
const BEGINNING = { shortest: 3, longest: 8 };

/** @param beginnings true if names are also found by the beginnings of their words */
export function termsOf(
	{ patient, serviceLines, metadata = {} }: SuperbillRequest,
	beginnings: boolean,
): SearchTerm[] {
	const firstNames = [patient.firstName, patient.middleName, patient.preferredName].filter(
		(name) => name !== undefined,
	);
	const days = serviceLines.map(({ date }) => date);
	const last = foundBy(patient.lastName);
	const first = firstNames.flatMap(foundBy);
	return [
		...new Set<SearchTerm>([
			...last.map((word): SearchTerm => `last:${word}`),
			...first.map((word): SearchTerm => `first:${word}`),
			...(beginnings ? [...last, ...first].flatMap(beginningsOf) : []),
			`born:${patient.birthDate}`,
			...(patient.accountNumber === undefined ? [] : [`account:${plain(patient.accountNumber)}` as const]),
			...days.flatMap(dayTerms),
			...Object.entries(metadata).map(([name, value]) => pairTerm(name, value)),
		]),
	];
}

/** Hashes all terms of a superbill. One that belongs to no practice on file is also found by the practice that it spells out. */
export function hashedTerms(
	{ nameBeginnings }: Pick<Store, 'nameBeginnings'>,
	key: DataKey,
	owner: string,
	request: SuperbillRequest,
): Buffer[] {
	const terms = termsOf(request, nameBeginnings);
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
const FIRST_DAY: IsoDate = '1900-01-01';
const FIRST_OF_THIS_CENTURY: IsoDate = '2000-01-01';

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

function beginningsOf(word: string): SearchTerm[] {
	const letters = [...word];
	const { shortest, longest } = BEGINNING;
	const count = Math.max(0, Math.min(letters.length, longest) - shortest + 1);
	return Array.from(
		{ length: count },
		(_, i) => `begins:${letters.slice(0, shortest + i).join('')}` as const,
	);
}

/**
 * The clauses of a search for words of which each begins a last or first name. A word with fewer letters than the shortest
 * beginning must be a whole word. If it is the last one after longer ones, it is probably being typed and not compared.
 */
export function anyNameClauses(name: string, beginnings: boolean): SearchTerm[][] {
	const all = words(name);
	const isLong = (word: string) => [...word].length >= BEGINNING.shortest;
	const compared = all.some(isLong) && !isLong(all.at(-1) as string) ? all.slice(0, -1) : all;
	const asOne = all.join('');
	return [...new Set(compared)].map((word) => [
		...new Set<SearchTerm>([
			...[word, asOne].flatMap((whole) => [`last:${whole}`, `first:${whole}`] as const),
			...(beginnings ? beginningsOf(word).slice(-1) : []),
			...(beginnings && [...asOne].length <= BEGINNING.longest ? beginningsOf(asOne).slice(-1) : []),
		]),
	]);
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
