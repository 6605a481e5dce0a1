import type { IsoDate } from '../../superbill/dates.ts';
import { isComplete } from './authority.ts';
import type { Container } from './container.ts';
import type { EditionDates, EditionRow } from './edition.ts';
import { codeOf, dateOfDay, dayNumber, keyOf, keyRange, lowerBound } from './key.ts';
import { factsOf, printedCode, type SetFacts } from './sets.ts';

/** State of a code in an edition. 0 means that the edition does not list it. */
export const STATE = { header: 1, billable: 2 } as const;

export interface IndexMeta {
	readonly set: string;
	/** In order of the first day. An edition ends when the next one takes over. */
	readonly editions: readonly EditionDates[];
}

/** `states` and `titles` have one row per edition with one place per code; `keys`, `from` and `to` have one place per code. */
export interface CodeIndexData extends Container<IndexMeta> {
	readonly sections: {
		readonly keys: Float64Array;
		readonly states: Uint8Array;
		readonly titles: Uint32Array;
		readonly from: Uint32Array;
		readonly to: Uint32Array;
		readonly titleBytes: Uint8Array;
		readonly titleEnds: Uint32Array;
		/** The places of codes by rank; the words of titles; and for each word the ranks of the codes that have it. */
		readonly ranked: Uint32Array;
		readonly words: Uint8Array;
		readonly wordEnds: Uint32Array;
		readonly holding: Uint32Array;
	};
}

/** One code set in memory: every code of every edition, found by binary search. Methods refer to a code by its place. */
export class CodeIndex {
	readonly set: string;
	readonly facts: SetFacts;
	readonly editions: IndexMeta['editions'];
	readonly data: CodeIndexData['sections'];
	readonly #from: Float64Array;
	readonly #to: Float64Array;

	constructor({ meta, sections }: CodeIndexData) {
		this.set = meta.set;
		this.facts = factsOf(meta.set);
		this.editions = meta.editions;
		this.data = sections;
		this.#from = Float64Array.from(meta.editions, ({ from }) => dayNumber(from));
		this.#to = Float64Array.from(meta.editions, ({ to }) => dayNumber(to) || Number.POSITIVE_INFINITY);
	}

	get size(): number {
		return this.data.keys.length;
	}

	/** Finds the place of a bare code. @returns -1 if no edition has it. */
	find(code: string): number {
		const key = keyOf(code);
		const place = lowerBound(this.data.keys, key);
		return this.data.keys[place] === key ? place : -1;
	}

	/** The places of the codes that begin with a prefix; a code equal to the prefix comes first. */
	range(prefix: string): readonly [start: number, end: number] {
		const [low, high] = keyRange(prefix);
		return [lowerBound(this.data.keys, low), lowerBound(this.data.keys, high)];
	}

	bare(place: number): string {
		return codeOf(this.data.keys[place] as number);
	}

	/** The code as people write it. */
	code(place: number): string {
		return printedCode(this.bare(place), this.facts);
	}

	/**
	 * The edition in force on a date, or -1. Sets whose rows carry dates always have one: the last that had begun by then,
	 * or else the first.
	 */
	editionOn(date: IsoDate): number {
		const day = dayNumber(date);
		let e = this.editions.length - 1;
		while (e >= 0 && (this.#from[e] as number) > day) e--;
		if (this.facts.datedRows) return Math.max(e, 0);
		return e >= 0 && day <= (this.#to[e] as number) ? e : -1;
	}

	/** True if a code that the edition does not list did not exist on the date. */
	isComplete(edition: number, date: IsoDate): boolean {
		return isComplete(this.set, this.editions[edition] as EditionDates, date);
	}

	/** The rows from which an edition was indexed. */
	*rows(edition: number): Iterable<EditionRow> {
		for (let place = 0; place < this.size; place++) {
			const state = this.state(place, edition);
			if (state === 0) continue;
			const { from, to } = this.rowDates(place);
			yield [
				this.bare(place),
				state === STATE.billable ? '1' : '0',
				this.title(place, edition),
				from ?? '',
				to ?? '',
			];
		}
	}

	state(place: number, edition: number): number {
		return this.data.states[edition * this.size + place] as number;
	}

	/** The edition that describes a code on a date, or -1 if the code is not valid on it. */
	heldBy(place: number, edition: number, day: number): number {
		if (!this.facts.datedRows) return this.state(place, edition) ? edition : -1;
		const { from, to } = this.data;
		if (day < (from[place] as number) || (to[place] && day > (to[place] as number))) return -1;
		return this.nearestEdition(place, edition);
	}

	/** The last edition up to this one that has the code, or else the first one after it. At least one edition must have it. */
	nearestEdition(place: number, edition: number): number {
		let e = edition;
		while (e >= 0 && !this.state(place, e)) e--;
		if (e >= 0) return e;
		e = edition + 1;
		while (!this.state(place, e)) e++;
		return e;
	}

	/** The official title; empty if no edition has one. */
	title(place: number, edition: number): string {
		const { titles, titleBytes, titleEnds } = this.data;
		const id = titles[edition * this.size + place] as number;
		if (id === 0) return '';
		const { buffer, byteOffset } = titleBytes;
		const start = titleEnds[id - 1] as number;
		return Buffer.from(buffer, byteOffset + start, (titleEnds[id] as number) - start).toString('utf8');
	}

	/** First and last day that the list states for a code; null where it states none. */
	rowDates(place: number): { readonly from: IsoDate | null; readonly to: IsoDate | null } {
		const { from, to } = this.data;
		const date = (day: number) => (day === 0 ? null : dateOfDay(day));
		return { from: date(from[place] as number), to: date(to[place] as number) };
	}
}
