import type { IsoDate } from '../../superbill/dates.ts';
import { type CodeIndex, STATE } from './code-index.ts';
import { bareCode, dayNumber, isBareCode } from './key.ts';
import { SYNONYMS } from './synonyms.ts';
import { stemOf, wordsOf } from './words.ts';

export interface CodeQuery {
	/** The beginning of a code, or words of its title in any order. Empty finds all codes. */
	readonly q: string;
	readonly date: IsoDate;
	/** Finds only codes that are, or are not, billable. */
	readonly billable?: boolean | undefined;
	readonly limit: number;
	/** `next` of the page before. */
	readonly start?: number | undefined;
}

export interface CodeMatches {
	/** Places of codes in the index, each with the edition in force. */
	readonly found: readonly { readonly place: number; readonly edition: number }[];
	/** The `start` of the next page, if there is one. */
	readonly next?: number;
}

/**
 * Finds codes that are valid on a date. If `q` is the beginning of a code, results are in order of code; otherwise those
 * with the fewest words in the title come first.
 */
export function search(index: CodeIndex, { q, date, billable, limit, start = 0 }: CodeQuery): CodeMatches {
	const edition = index.editionOn(date);
	if (edition < 0) return { found: [] };
	const day = dayNumber(date);
	const editionIfFound = (place: number): number => {
		const held = index.heldBy(place, edition, day);
		if (held < 0) return -1;
		return billable === undefined || (index.state(place, held) === STATE.billable) === billable ? held : -1;
	};
	const found: { place: number; edition: number }[] = [];
	for (const [position, place] of candidates(index, q, start)) {
		const held = editionIfFound(place);
		if (held < 0) continue;
		if (found.length === limit) return { found, next: position };
		found.push({ place, edition: held });
	}
	return { found };
}

/** Yields the places of matching codes with their positions in the result, from a position on. */
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
		// Most groups of 32 codes have no match, so they are skipped together.
		if (bits === 0) rank |= 31;
		else if (bits & (1 << (rank & 31))) yield [rank, index.data.ranked[rank] as number];
	}
}

interface Vocabulary {
	/** Sorted. */
	readonly words: readonly string[];
	/** The rank of a code by its place: the reverse of `ranked`. */
	readonly rankOf: Uint32Array;
	/** Matches of recent words. Frequent words are the most expensive to look up, and they recur. */
	readonly recent: Map<string, Uint32Array>;
}

/** Entries in `recent`. Each takes 12 KB for 100,000 codes. */
const MOST_RECENT = 256;

/** Built when a set is first searched. */
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

/**
 * A word up to this length must match a whole word, unless it is the last one, which may be unfinished. Words with
 * synonyms must match whole, too. All others are searched by their stem.
 */
const SHORT = 2;

/** Returns one bit per rank, set if a title has the word or a synonym names the code. */
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
