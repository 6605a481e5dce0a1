import type { Font } from 'fontkit';
import { DOTLESS_SHARD, type Glyph, type Glyphs, glyphOf, readAdvances } from './glyphs.ts';
import { type MarkPlaces, type Offset, readMarks } from './marks.ts';
import type { Sfnt } from './sfnt.ts';

/** Text in which letters carry combining marks: "Ọ́", "ė́", "į́". */
export interface MarkedText {
	/** The glyphs of a text, each mark with its place. */
	place(text: string): PlacedGlyph[];
	/** Letters such as "i" without their dot, by code point: a mark above takes its place. */
	dotless(): Glyphs;
}

export interface PlacedGlyph {
	readonly glyph: Glyph;
	/** Of a mark that the font places on the letter before it; it then takes no room. */
	readonly offset?: Offset | undefined;
}

/** What fonts are asked about is read when the first mark is met: few documents have any. */
export function readMarkedText(font: Font, sfnt: Sfnt, glyphs: Glyphs): MarkedText {
	const places = once(() => readMarks(sfnt, font.numGlyphs));
	const dotless = once(() => readDotless(font, sfnt, glyphs));
	return {
		dotless,
		place(text) {
			const placed: PlacedGlyph[] = [];
			/** A letter and its marks so far. */
			let cluster: Glyph[] = [];
			for (const character of text) {
				const glyph = glyphOf(glyphs, character);
				if (!glyph.mark || cluster.length === 0) {
					cluster = [glyph];
					placed.push({ glyph });
					continue;
				}
				cluster.push(glyph);
				let offset = placeLast(places(), cluster);
				const letter = cluster[0] as Glyph;
				const bare = offset && dotless().get(letter.codePoint);
				const onBare = bare && placeLast(places(), [bare, ...cluster.slice(1)]);
				if (offset && onBare && onBare.y < offset.y) {
					placed[placed.length - cluster.length + 1] = { glyph: bare };
					cluster[0] = bare;
					offset = onBare;
				}
				placed.push({ glyph, offset });
			}
			return placed;
		},
	};
}

const placeLast = (places: MarkPlaces, cluster: readonly Glyph[]): Offset | undefined =>
	places(cluster.map(({ id }) => id));

const SOFT_DOTTED = /\p{Soft_Dotted}/u;
const ACUTE = '\u0301';

/** Asks the font's own rules what becomes of each dotted letter under an accent. */
function readDotless(font: Font, sfnt: Sfnt, glyphs: Glyphs): Glyphs {
	const advances = readAdvances(sfnt);
	const dotless = new Map<number, Glyph>();
	for (const glyph of glyphs.values()) {
		const letter = String.fromCodePoint(glyph.codePoint);
		if (glyph.codePoint > 0xffff || !SOFT_DOTTED.test(letter)) continue;
		const [first, ...rest] = font.layout(letter + ACUTE).glyphs;
		if (!first || first.id === glyph.id || rest.length !== 1) continue;
		dotless.set(glyph.codePoint, {
			...glyph,
			id: first.id,
			advance: advances(first.id),
			shard: DOTLESS_SHARD,
			base: -1,
		});
	}
	return dotless;
}

function once<T>(read: () => T): () => T {
	let value: T | undefined;
	return () => {
		value ??= read();
		return value;
	};
}
