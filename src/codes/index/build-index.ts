import { type CodeIndexData, STATE } from './code-index.ts';
import type { Edition, EditionDates, EditionRow } from './edition.ts';
import { dayNumber, keyOf, shiftDays } from './key.ts';
import { wordsOf } from './words.ts';

/**
 * Builds the index of a set from all of its editions. A code without a title in one edition takes the title of the
 * edition before, or else of the one after.
 */
export function buildCodeIndex(set: string, given: readonly Edition[]): CodeIndexData {
	const editions = given
		.map(({ rows, ...dates }) => ({ ...dates, rows: [...rows] }))
		.sort((a, b) => dayNumber(a.from) - dayNumber(b.from));
	const keys = Float64Array.from(
		new Set(editions.flatMap(({ rows }) => rows.map(([code = '']) => keyOf(code)))),
	).sort();
	const places = new Map(Array.from(keys, (key, place) => [key, place]));
	const count = keys.length;
	const states = new Uint8Array(count * editions.length);
	const titles = new Uint32Array(count * editions.length);
	const from = new Uint32Array(count);
	const to = new Uint32Array(count);
	const pool = titlePool();
	editions.forEach(({ rows }, e) => {
		for (const [code = '', billable, title = '', first, last] of rows as readonly EditionRow[]) {
			const place = places.get(keyOf(code)) as number;
			states[e * count + place] = billable === '1' ? STATE.billable : STATE.header;
			titles[e * count + place] = pool.idOf(title);
			// Editions come oldest first: the newest one decides when a code ended.
			from[place] = dayNumber(first);
			to[place] = dayNumber(last);
		}
	});
	inheritTitles(states, titles, count);
	return {
		meta: { set, editions: inForce(editions).map(({ rows: _, ...dates }) => dates) },
		sections: { keys, states, titles, from, to, ...pool.sections(), ...wordIndex(titles, count, pool.texts) },
	};
}

/** Ends each edition on its own last day or on the day before the next one begins, whichever is first. */
export function inForce<E extends EditionDates>(editions: readonly E[]): E[] {
	return editions.map((edition, e) => {
		const next = editions[e + 1]?.from;
		const eve = next ? shiftDays(next, -1) : null;
		const to = eve !== null && (edition.to === null || eve < edition.to) ? eve : edition.to;
		return { ...edition, to };
	});
}

/** Collects each distinct title once. Number 0 means no title. */
function titlePool() {
	const texts = [''];
	const ids = new Map([['', 0]]);
	return {
		texts,
		idOf(text: string): number {
			let id = ids.get(text);
			if (id === undefined) {
				id = texts.push(text) - 1;
				ids.set(text, id);
			}
			return id;
		},
		sections() {
			const encoded = texts.map((text) => Buffer.from(text));
			let end = 0;
			const titleEnds = Uint32Array.from(encoded, ({ length }) => {
				end += length;
				return end;
			});
			return { titleBytes: new Uint8Array(Buffer.concat(encoded)), titleEnds };
		},
	};
}

function inheritTitles(states: Uint8Array, titles: Uint32Array, count: number): void {
	const editions = titles.length / (count || 1);
	const inherit = (place: number, heir: number, donor: number) => {
		if (states[heir * count + place] && !titles[heir * count + place]) {
			titles[heir * count + place] = titles[donor * count + place] as number;
		}
	};
	for (let place = 0; place < count; place++) {
		for (let e = 1; e < editions; e++) inherit(place, e, e - 1);
		for (let e = editions - 2; e >= 0; e--) inherit(place, e, e + 1);
	}
}

/**
 * Lists, for each word, the codes that have it in any of their titles. Codes are numbered by rank, those with the fewest
 * words first, so that results come out in order without sorting.
 */
function wordIndex(titles: Uint32Array, count: number, texts: readonly string[]) {
	const wordsOfTitle = texts.map(wordsOf);
	const editions = titles.length / (count || 1);
	const length = Uint32Array.from({ length: count }, (_, place) => {
		let newest = 0;
		for (let e = 0; e < editions; e++) newest = titles[e * count + place] || newest;
		return (wordsOfTitle[newest] as string[]).length;
	});
	const ranked = Uint32Array.from({ length: count }, (_, place) => place).sort(
		(a, b) => (length[a] as number) - (length[b] as number) || a - b,
	);
	const holders = new Map<string, number[]>();
	ranked.forEach((place, rank) => {
		for (let e = 0; e < editions; e++) {
			for (const word of wordsOfTitle[titles[e * count + place] as number] as string[]) {
				const ranks = holders.get(word);
				if (!ranks) holders.set(word, [rank]);
				else if (ranks.at(-1) !== rank) ranks.push(rank);
			}
		}
	});
	const words = [...holders.keys()].sort();
	let end = 0;
	const ends = Uint32Array.from(words, (word) => {
		end += (holders.get(word) as number[]).length;
		return end;
	});
	const holding = new Uint32Array(end);
	words.forEach((word, w) => {
		holding.set(holders.get(word) as number[], w === 0 ? 0 : ends[w - 1]);
	});
	return { ranked, words: new Uint8Array(Buffer.from(words.join('\n'))), wordEnds: ends, holding };
}
