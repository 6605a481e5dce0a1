import type { IsoDate } from '../superbill/dates.ts';
import { type CodeIndex, STATE } from './code-index.ts';
import { bareCode, dayOf, isBareCode } from './key.ts';
import { SYNONYMS } from './synonyms.ts';
import { stemOf, wordsOf } from './words.ts';

export interface Question {
	/** The beginning of a code, or words of its title in any order; empty asks for all codes. */
	readonly q: string;
	readonly date: IsoDate;
	/** Leaves the others out. */
	readonly billable?: boolean | undefined;
	readonly limit: number;
	/** Where the page before ended. */
	readonly start?: number | undefined;
}

export interface Page {
	/** Codes by place, with the edition that is in force. */
	readonly found: readonly { readonly place: number; readonly edition: number }[];
	/** Where the next page starts. */
	readonly next?: number;
}

/** Codes that hold on a date: by code where the question begins one, else by the fewest words in the title. */
export function search(index: CodeIndex, { q, date, billable, limit, start = 0 }: Question): Page {
	const edition = index.editionOn(date);
	if (edition < 0) return { found: [] };
	const day = dayOf(date);
	const holds = (place: number): number => {
		const held = index.heldBy(place, edition, day);
		if (held < 0) return -1;
		return billable === undefined || (index.state(place, held) === STATE.billable) === billable ? held : -1;
	};
	const found: { place: number; edition: number }[] = [];
	for (const [position, place] of candidates(index, q, start)) {
		const held = holds(place);
		if (held < 0) continue;
		if (found.length === limit) return { found, next: position };
		found.push({ place, edition: held });
	}
	return { found };
}

/** Places of codes in order, from a position on, each with its own. */
function* candidates(
	index: CodeIndex,
	q: string,
	from: number,
): Iterable<readonly [position: number, place: number]> {
	const prefix = bareCode(q);
	const [low, high] = prefix === '' || isBareCode(prefix) ? index.range(prefix) : [0, 0];
	if (high > low) {
		for (let place = low + from; place < high; place++) yield [place - low, place];
		return;
	}
	const words = wordsOf(q);
	if (words.length === 0) return;
	const ranks = words
		.map((word, i) => holdersOf(index, word, i === words.length - 1))
		.reduce((all, some) => all.map((bits, i) => bits & (some[i] as number)));
	for (let rank = from; rank < index.size; rank++) {
		const bits = ranks[rank >>> 5] as number;
		// Most stretches of thirty-two codes hold none.
		if (bits === 0) rank |= 31;
		else if (bits & (1 << (rank & 31))) yield [rank, index.data.ranked[rank] as number];
	}
}

interface Vocabulary {
	/** In order. */
	readonly words: readonly string[];
	/** Of a code by its place: the reverse of `ranked`. */
	readonly rankOf: Uint32Array;
	/** What was found for words that were asked lately: the frequent ones cost most, and come again. */
	readonly recent: Map<string, Uint32Array>;
}

/** Sets of bits that are kept, of 12 KB each for 100,000 codes. */
const MOST_RECENT = 256;

/** Made when a set is searched for the first time. */
const vocabularies = new WeakMap<CodeIndex, Vocabulary>();

function vocabularyOf(index: CodeIndex): Vocabulary {
	let vocabulary = vocabularies.get(index);
	if (!vocabulary) {
		const rankOf = new Uint32Array(index.size);
		index.data.ranked.forEach((place, rank) => {
			rankOf[place] = rank;
		});
		vocabulary = {
			words: Buffer.from(index.data.words).toString('utf8').split('\n'),
			rankOf,
			recent: new Map(),
		};
		vocabularies.set(index, vocabulary);
	}
	return vocabulary;
}

/** A longer word is looked for by its stem; a short one must be whole, unless it is still being typed, as must one with synonyms. */
const SHORT = 2;

/** One bit for each rank: whether a title has the word, or a synonym names the code. */
function holdersOf(index: CodeIndex, word: string, beingTyped: boolean): Uint32Array {
	const { recent } = vocabularyOf(index);
	const key = `${word} ${beingTyped && word.length <= SHORT}`;
	let bits = recent.get(key);
	if (!bits) {
		bits = findHolders(index, word, beingTyped);
		if (recent.size >= MOST_RECENT) recent.delete(recent.keys().next().value as string);
		recent.set(key, bits);
	}
	return bits;
}

function findHolders(index: CodeIndex, word: string, beingTyped: boolean): Uint32Array {
	const bits = new Uint32Array(Math.ceil(index.size / 32));
	const mark = (rank: number) => {
		bits[rank >>> 5] = (bits[rank >>> 5] as number) | (1 << (rank & 31));
	};
	const { wordEnds, holding } = index.data;
	const { words, rankOf } = vocabularyOf(index);
	const named = index.set === 'icd10cm' ? SYNONYMS.get(word) : undefined;
	const whole = named !== undefined || (word.length <= SHORT && !beingTyped);
	const stem = whole ? word : stemOf(word);
	for (let w = firstWord(words, stem); words[w]?.startsWith(stem); w++) {
		if (whole && words[w] !== word) continue;
		for (let h = w === 0 ? 0 : (wordEnds[w - 1] as number); h < (wordEnds[w] as number); h++) {
			mark(holding[h] as number);
		}
	}
	for (const prefix of named ?? []) {
		const [start, end] = index.range(prefix);
		for (let place = start; place < end; place++) mark(rankOf[place] as number);
	}
	return bits;
}

function firstWord(words: readonly string[], stem: string): number {
	let low = 0;
	let high = words.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((words[middle] as string) < stem) low = middle + 1;
		else high = middle;
	}
	return low;
}
