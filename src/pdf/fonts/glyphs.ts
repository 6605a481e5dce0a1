import { readCharacterMap } from './character-map.ts';
import type { Sfnt } from './sfnt.ts';

/** A character's glyph in a face, and its character code in a PDF. */
export interface Glyph {
	readonly id: number;
	/** In font units. */
	readonly advance: number;
	readonly codePoint: number;
	readonly shard: number;
	/** Its code as four hexadecimal digits. A common PDF/UA checker reads each byte of a literal string as a code. */
	readonly hex: string;
	/** A combining mark. */
	readonly mark: boolean;
	/** Position in the base set, or -1. */
	readonly base: number;
}

/** The glyphs of a font by code point, each read when first used. */
export interface Glyphs {
	get(codePoint: number): Glyph | undefined;
	/** All code points in the character map. */
	readonly codePoints: readonly number[];
}

const MARK = /\p{M}/u;

export const BASE_SHARD = 0;

/** Printable ASCII, Latin-1, and the punctuation of labels and amounts. */
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

/** The shard of letters such as "i" without their dot, under the codes of the dotted letters. */
export const DOTLESS_SHARD = 0x110001;

/**
 * The shard of a code point: the base set, or the block that contains it, by the block's first code point. A Latin letter
 * beyond Latin-1 is often the only one of its kind in a document, so its blocks are smaller.
 */
export function shardOf(codePoint: number): number {
	return BASE.has(codePoint) ? BASE_SHARD : codePoint - (codePoint % blockSize(codePoint)) + 1;
}

const blockSize = (codePoint: number): number =>
	(codePoint >= 0x100 && codePoint < 0x280) || (codePoint >= 0x1e00 && codePoint < 0x1f00) ? 16 : 128;

/** The code points of a shard. A font may lack some of them. */
export function codePointsOf(shard: number): number[] {
	if (shard === BASE_SHARD) return [...BASE];
	const first = shard - 1;
	const own = range(first, first + blockSize(first) - 1).filter((codePoint) => !BASE.has(codePoint));
	return holdsSpace(shard) ? [SPACE, ...own] : own;
}

/**
 * Checks whether a shard includes the space. It does, unless another character has the code of the space. Readers
 * restore the order of right-to-left text font by font, so the words of a name must share one font.
 */
export const holdsSpace = (shard: number): boolean =>
	shard !== DOTLESS_SHARD && characterCode(shard - 1) !== 0;

export const SPACE = 0x20;

/** A code point's two-byte character code: its low half, which is the code point itself in the Basic Multilingual Plane. */
export const characterCode = (codePoint: number): number => codePoint & 0xffff;

export const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

/** Glyphs of code points below this are kept in an array, which is faster than a map: most text is Latin-1. */
const LATIN_1 = 0x100;

export function readGlyphs(sfnt: Sfnt): Glyphs {
	const advances = readAdvances(sfnt);
	const ids = readCharacterMap(sfnt);
	const read = (codePoint: number): Glyph | undefined => {
		const id = ids.get(codePoint);
		// Code 0 always shows .notdef.
		if (id === undefined || characterCode(codePoint) === 0) return undefined;
		return {
			id,
			advance: advances(id),
			codePoint,
			shard: shardOf(codePoint),
			hex: hex4(characterCode(codePoint)),
			mark: MARK.test(String.fromCodePoint(codePoint)),
			base: BASE_ORDER.get(codePoint) ?? -1,
		};
	};
	const latin = range(0, LATIN_1 - 1).map(read);
	const others = new Map<number, Glyph | undefined>();
	return {
		codePoints: [...ids.keys()],
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

/** Advance widths (OpenType 1.9, "hmtx"). The last one applies to all following glyphs. */
export function readAdvances(sfnt: Sfnt): (glyph: number) => number {
	const count = sfnt.table('hhea').getUint16(34);
	const metrics = sfnt.table('hmtx');
	return (glyph) => metrics.getUint16(4 * Math.min(glyph, count - 1));
}

/** @throws RangeError for a character without a glyph: the rule `unprintable-text` reports those beforehand */
export function glyphOf(glyphs: Glyphs, codePoint: number): Glyph {
	const glyph = glyphs.get(codePoint);
	if (!glyph) throw new RangeError('a character has no glyph in this face');
	return glyph;
}

/** Number of UTF-16 units in a code point. */
export const unitsOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1);

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
