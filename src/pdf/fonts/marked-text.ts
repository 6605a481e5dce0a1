import type { Font } from 'fontkit';
import { once } from '../../text/once.ts';
import { DOTLESS_SHARD, type Glyph, type Glyphs, glyphOf, readAdvances } from './glyphs.ts';
import { type MarkOffset, readMarkPositions } from './marks.ts';
import type { Sfnt } from './sfnt.ts';

/** Positions of letters with combining marks: "Ọ́", "ė́", "į́". */
export interface MarkedText {
	clusters(text: string): Cluster[];
	/** Letters such as "i" without their dot, which a mark above replaces, by code point. */
	dotless(): ReadonlyMap<number, Glyph>;
	/** Reads the font's tables, which are otherwise read with the first mark. */
	readAll(): void;
}

/** A letter and the marks that the font positions on it. A mark without a position is a cluster by itself. */
export interface Cluster {
	readonly letter: Glyph;
	readonly marks: readonly PlacedMark[];
}

export interface PlacedMark {
	readonly glyph: Glyph;
	readonly offset: MarkOffset;
}

/** The font's tables are read with the first mark, because few documents have any. */
export function readMarkedText(font: Font, sfnt: Sfnt, glyphs: Glyphs): MarkedText {
	const positions = once(() => readMarkPositions(sfnt, font.numGlyphs));
	const dotless = once(() => readDotless(font, sfnt, glyphs));

	/** Adds a mark; `undefined` if the font has no position for it. */
	const withMark = ({ letter, marks }: Cluster, mark: Glyph): Cluster | undefined => {
		const glyphsOn = (base: Glyph) => [base, ...marks.map(({ glyph }) => glyph), mark].map(({ id }) => id);
		const bare = dotless().get(letter.codePoint) ?? letter;
		const offset = positions()(glyphsOn(letter));
		const onBare = positions()(glyphsOn(bare));
		if (!offset) return undefined;
		return onBare && onBare.y < offset.y
			? { letter: bare, marks: [...marks, { glyph: mark, offset: onBare }] }
			: { letter, marks: [...marks, { glyph: mark, offset }] };
	};

	return {
		dotless,
		readAll() {
			positions();
			dotless();
		},
		clusters(text) {
			const clusters: Cluster[] = [];
			for (const character of text) {
				const glyph = glyphOf(glyphs, character.codePointAt(0) as number);
				const last = clusters.at(-1);
				const joined = glyph.mark && last ? withMark(last, glyph) : undefined;
				if (joined) clusters[clusters.length - 1] = joined;
				else clusters.push({ letter: glyph, marks: [] });
			}
			return clusters;
		},
	};
}

const SOFT_DOTTED = /\p{Soft_Dotted}/u;
const ACUTE = '\u0301';

/** Finds the dotless forms by the font's own rules, which replace each dotted letter under an accent. */
function readDotless(font: Font, sfnt: Sfnt, glyphs: Glyphs): ReadonlyMap<number, Glyph> {
	const advances = readAdvances(sfnt);
	const dotless = new Map<number, Glyph>();
	for (const codePoint of glyphs.codePoints) {
		const letter = String.fromCodePoint(codePoint);
		const glyph = codePoint > 0xffff || !SOFT_DOTTED.test(letter) ? undefined : glyphs.get(codePoint);
		if (!glyph) continue;
		const [first, ...rest] = font.layout(letter + ACUTE).glyphs;
		if (!first || first.id === glyph.id || rest.length !== 1) continue;
		dotless.set(codePoint, {
			...glyph,
			id: first.id,
			advance: advances(first.id),
			shard: DOTLESS_SHARD,
			base: -1,
		});
	}
	return dotless;
}
