import bidiFactory, { type Bidi } from 'bidi-js';
import { clustersOf } from '../fonts/clusters.ts';

/**
 * Orders text with right-to-left letters (UAX #9). A line is written in visual order, from left to right, with
 * right-to-left runs reversed and their brackets mirrored. Nearly all programs write PDFs that way, and readers reverse
 * such runs again for searching, copying and reading aloud. Each run is also marked as reversed (ISO 32000-1, 14.8.2.3.3).
 * Drawn from right to left, or with its logical text attached, it comes out of some readers backwards or without spaces.
 */

/** The package's types describe an ES module, but Node loads its CommonJS form. */
const bidi = (bidiFactory as unknown as () => Bidi)();

/** Hebrew and Samaritan, the right-to-left scripts that `isDrawnByCharacter` accepts. */
const RIGHT_TO_LEFT = /[\u0590-\u05ff\u0800-\u083f\ufb1d-\ufb4f]/;
/** Letters, and the marks of a number. */
const LEFT_TO_RIGHT = /(?![\u0590-\u05ff\u0800-\u083f\ufb1d-\ufb4f])[\p{L}\ufdd0-\ufdef]/u;

export function hasRightToLeft(text: string): boolean {
	return RIGHT_TO_LEFT.test(text);
}

/**
 * Embedding levels of a whole text, before it is broken into lines. A text with any left-to-right letter runs from left
 * to right like the page (UAX #9, HL1), so that names and facts line up with those of other lines.
 */
export function bidiLevels(text: string): Uint8Array {
	const direction = LEFT_TO_RIGHT.test(text) ? 'ltr' : 'rtl';
	const { levels } = bidi.getEmbeddingLevels(text, direction);
	return levels;
}

/** Part of a line with one direction. */
export interface DirectionalRun {
	readonly start: number;
	readonly end: number;
	readonly reversed: boolean;
}

/**
 * The runs of a line from left to right (UAX #9, L2). Space at the end of the line stays there, where it is invisible.
 *
 * @param start of the line in the text
 * @param end of the line in the text
 */
export function visualOrder(text: string, levels: Uint8Array, start: number, end: number): DirectionalRun[] {
	const visibleEnd = start + text.slice(start, end).trimEnd().length;
	const runs: { start: number; end: number; level: number }[] = [];
	for (let i = start; i < visibleEnd; i++) {
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
	const ordered = runs.map((run) => ({ start: run.start, end: run.end, reversed: run.level % 2 === 1 }));
	return visibleEnd < end ? [...ordered, { start: visibleEnd, end, reversed: false }] : ordered;
}

/** The text of a right-to-left run from left to right: marks follow their letter (UAX #9, L3), brackets are mirrored (L4). */
export function reverse(text: string): string {
	return clustersOf(text)
		.reverse()
		.map((cluster) => bidi.getMirroredCharacter(cluster) ?? cluster)
		.join('');
}
