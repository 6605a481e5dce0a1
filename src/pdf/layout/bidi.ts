import bidiFactory, { type Bidi } from 'bidi-js';

/**
 * Order of text with right-to-left letters (UAX #9). A line's characters are shown from left to right as they stand on
 * paper, those of right-to-left stretches reversed and their brackets mirrored: that is how nearly every program
 * writes such text into a PDF, and what readers expect that turn it back for searching, copying and reading aloud. Each
 * such stretch is marked as reversed besides (ISO 32000-1, 14.8.2.3.3). Drawn from right to left instead, or with its
 * logical text attached, it comes out of some readers backwards or without its spaces.
 */

/** Its types are those of an ES module, which is not what Node loads. */
const bidi = (bidiFactory as unknown as () => Bidi)();

/** Hebrew and Samaritan: the right-to-left scripts that are drawn one glyph a character. */
const RIGHT_TO_LEFT = /[\u0590-\u05ff\u0800-\u083f\ufb1d-\ufb4f]/;
const LEFT_TO_RIGHT = /(?![\u0590-\u05ff\u0800-\u083f\ufb1d-\ufb4f])\p{L}/u;

export function hasRightToLeft(text: string): boolean {
	return RIGHT_TO_LEFT.test(text);
}

/**
 * Levels of a whole text, before it is broken into lines. The page runs from left to right, and so does a text with
 * any letters that do (UAX #9, HL1): names and facts keep their places among those of other lines.
 */
export function bidiLevels(text: string): Uint8Array {
	const direction = LEFT_TO_RIGHT.test(text) ? 'ltr' : 'rtl';
	const { levels } = bidi.getEmbeddingLevels(text, direction);
	return levels;
}

/** A part of a line whose characters go one way. */
export interface Stretch {
	readonly start: number;
	readonly end: number;
	readonly reversed: boolean;
}

/** The stretches of a line from left to right (UAX #9, L2). The space at its end stays there, where it is not seen. */
export function visualOrder(text: string, levels: Uint8Array, start: number, end: number): Stretch[] {
	const seen = start + text.slice(start, end).trimEnd().length;
	const runs: { start: number; end: number; level: number }[] = [];
	for (let i = start; i < seen; i++) {
		const [level, last] = [levels[i] as number, runs.at(-1)];
		if (last?.level === level) last.end = i + 1;
		else runs.push({ start: i, end: i + 1, level });
	}
	for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level--) {
		for (let from = 0; from < runs.length; from++) {
			let to = from;
			while (to < runs.length && (runs[to]?.level as number) >= level) to++;
			runs.splice(from, to - from, ...runs.slice(from, to).reverse());
			from = to;
		}
	}
	const stretches = runs.map((run) => ({ start: run.start, end: run.end, reversed: run.level % 2 === 1 }));
	return seen < end ? [...stretches, { start: seen, end, reversed: false }] : stretches;
}

/** A character and the marks on it, which stay behind it (UAX #9, L3). */
const CLUSTERS = /\P{M}\p{M}*|\p{M}+/gu;

/** The text of a right-to-left stretch from left to right, brackets mirrored (UAX #9, L4). */
export function reverse(text: string): string {
	const clusters = text.match(CLUSTERS) ?? [];
	return clusters
		.reverse()
		.map((cluster) => bidi.getMirroredCharacter(cluster) ?? cluster)
		.join('');
}
