import type { Font } from 'fontkit';
import type { Sfnt } from './sfnt.ts';

/** A character's glyph in a face, and how text shows it. */
export interface Glyph {
	readonly id: number;
	/** In font units. */
	readonly advance: number;
	readonly codePoint: number;
	readonly shard: number;
	/** Its code as four hexadecimal digits: in a literal string, some readers take each byte for a code. */
	readonly hex: string;
	/** Goes over, under or through the character before it. */
	readonly mark: boolean;
	/** Position in the base set, or -1. */
	readonly base: number;
}

/** The glyphs of a font by code point, each read when it is first asked for. */
export interface Glyphs {
	get(codePoint: number): Glyph | undefined;
	/** What the character map names. */
	readonly codePoints: readonly number[];
}

const MARK = /\p{M}/u;

export const BASE_SHARD = 0;

/** Printable ASCII, Latin-1 and the punctuation that labels and amounts use. */
export const BASE = new Set<number>([
	...range(0x20, 0x7e),
	...range(0xa0, 0xff),
	0x2013,
	0x2014,
	0x2018,
	0x2019,
	0x201c,
	0x201d,
	0x2022,
	0x2026,
	0x20ac,
	0x2116,
	0x2122,
	0x2212,
]);

const BASE_ORDER = new Map([...BASE].map((codePoint, i) => [codePoint, i]));

/** Letters such as "i" without their dot, under the codes of the letters that they are. */
export const DOTLESS_SHARD = (0x110000 >> 7) + 1;

/** Beyond the base set, 128 neighbouring code points make a shard. */
export function shardOf(codePoint: number): number {
	return BASE.has(codePoint) ? BASE_SHARD : (codePoint >> 7) + 1;
}

/** The code points of a shard, which a font may not have all of. */
export function codePointsOf(shard: number): number[] {
	if (shard === BASE_SHARD) return [...BASE];
	const first = (shard - 1) << 7;
	const own = range(first, first + 127).filter((codePoint) => !BASE.has(codePoint));
	return holdsSpace(shard) ? [SPACE, ...own] : own;
}

/**
 * A space is in every shard whose codes leave room for it, so that the words of a name stay in one font: readers that
 * turn right-to-left text back do so font by font.
 */
export const holdsSpace = (shard: number): boolean => shard !== DOTLESS_SHARD && ((shard - 1) & 0x1ff) !== 0;

export const SPACE = 0x20;

/** Two-byte character code: the code point, or its low half in a shard beyond the Basic Multilingual Plane. */
export const code = (codePoint: number): number => codePoint & 0xffff;

export const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

/** Up to here most of all text: in an array, which is quicker than a map. */
const LATIN_1 = 0x100;

export function readGlyphs(font: Font, sfnt: Sfnt): Glyphs {
	const advances = readAdvances(sfnt);
	const read = (codePoint: number): Glyph | undefined => {
		const { id } = font.glyphForCodePoint(codePoint);
		// Glyph 0 is .notdef, and code 0 cannot be told from it.
		if (id === 0 || code(codePoint) === 0) return undefined;
		return {
			id,
			advance: advances(id),
			codePoint,
			shard: shardOf(codePoint),
			hex: code(codePoint).toString(16).padStart(4, '0'),
			mark: MARK.test(String.fromCodePoint(codePoint)),
			base: BASE_ORDER.get(codePoint) ?? -1,
		};
	};
	const latin = range(0, LATIN_1 - 1).map(read);
	const others = new Map<number, Glyph | undefined>();
	return {
		codePoints: font.characterSet,
		get(codePoint) {
			if (codePoint < LATIN_1) return latin[codePoint];
			let glyph = others.get(codePoint);
			if (!glyph && !others.has(codePoint)) {
				glyph = read(codePoint);
				others.set(codePoint, glyph);
			}
			return glyph;
		},
	};
}

/** Advance widths (OpenType, "hmtx"): the last one holds for every glyph after it. */
export function readAdvances(sfnt: Sfnt): (glyph: number) => number {
	const count = sfnt.table('hhea').getUint16(34);
	const metrics = sfnt.table('hmtx');
	return (glyph) => metrics.getUint16(4 * Math.min(glyph, count - 1));
}

/** @throws RangeError for a character without a glyph: the `unprintable-text` rule refuses those beforehand. */
export function glyphOf(glyphs: Glyphs, codePoint: number): Glyph {
	const glyph = glyphs.get(codePoint);
	if (!glyph) throw new RangeError('a character has no glyph in this face');
	return glyph;
}

/** How many UTF-16 units a code point takes. */
export const unitsOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1);

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
