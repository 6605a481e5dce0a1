import type { Font } from 'fontkit';
import { once } from '../../text/once.ts';
import { DOTLESS_SHARD, type Glyph, type Glyphs, glyphOf, readAdvances } from './glyphs.ts';
import { type PlacedMark, readMarkPositions } from './marks.ts';
import { glyphCount, type Sfnt } from './sfnt.ts';

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

/** The most marks on one letter, so that looking for the mark below takes a limited time. No language needs more. */
const MAX_MARKS = 30;

/** A cluster that is being read. */
interface GrowingCluster extends Cluster {
	letter: Glyph;
	readonly marks: PlacedMark[];
	/** Where its marks are on the letter. */
	onLetter: PlacedMark[];
	/** The letter without its dot, and where the marks are on it, as long as it could replace the letter. */
	bare: Glyph | undefined;
	readonly onBare: PlacedMark[];
}

/** The font's tables are read with the first mark, because few documents have any. */
export function readMarkedText(font: () => Font, sfnt: Sfnt, glyphs: Glyphs): MarkedText {
	const positions = once(() => readMarkPositions(sfnt, glyphCount(sfnt)));
	const dotless = once(() => readDotless(font(), sfnt, glyphs));

	const newCluster = (letter: Glyph): GrowingCluster => ({
		letter,
		marks: [],
		onLetter: [],
		bare: undefined,
		onBare: [],
	});

	/** Adds a mark. @returns false if the font has no position for it */
	const addMark = (cluster: GrowingCluster, glyph: Glyph): boolean => {
		const { letter, marks, onLetter, onBare } = cluster;
		if (marks.length === 0) cluster.bare = dotless().get(letter.codePoint);
		const { bare } = cluster;
		const offset = marks.length < MAX_MARKS ? positions()(letter, onLetter, glyph) : undefined;
		if (!offset) return false;
		const bareOffset = bare && positions()(bare, onBare, glyph);
		onLetter.push({ glyph, offset });
		if (bareOffset) onBare.push({ glyph, offset: bareOffset });
		else cluster.bare = undefined;
		if (bare && bareOffset && bareOffset.y < offset.y) {
			cluster.letter = bare;
			cluster.onLetter = onBare;
			cluster.bare = undefined;
		}
		marks.push(cluster.onLetter.at(-1) as PlacedMark);
		return true;
	};

	return {
		dotless,
		readAll() {
			positions();
			dotless();
		},
		clusters(text) {
			const clusters: GrowingCluster[] = [];
			for (const character of text) {
				const glyph = glyphOf(glyphs, character.codePointAt(0) as number);
				const last = clusters.at(-1);
				if (!last || !glyph.mark || !addMark(last, glyph)) clusters.push(newCluster(glyph));
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
