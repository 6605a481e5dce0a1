import type { Glyph } from './glyphs.ts';
import { gposSubtables, NOT_COVERED, readCoverage, type Sfnt, subtableAt } from './sfnt.ts';

/** Position of a mark on a base that has other marks already; `undefined` if the font has none. */
export type PlaceMark = (base: Glyph, placed: readonly PlacedMark[], mark: Glyph) => MarkOffset | undefined;

export interface PlacedMark {
	readonly glyph: Glyph;
	readonly offset: MarkOffset;
}

/** From the origin of the base to the origin of the mark, in font units. */
export interface MarkOffset {
	readonly x: number;
	readonly y: number;
}

const MARK_TO_BASE = 4;
const MARK_TO_MARK = 6;

/**
 * Reads the positions of combining marks from a font's GPOS table (OpenType 1.9, "Mark-to-Base Attachment Positioning"
 * and "Mark-to-Mark Attachment Positioning"): the mark's anchor is placed on an anchor of its base or of another mark.
 *
 * @param glyphs count of glyphs in the font
 */
export function readMarkPositions(font: Sfnt, glyphs: number): PlaceMark {
	const read = (feature: string, type: number) => {
		const tables = gposSubtables(font, feature, type)
			.flat()
			.map((table) => readAnchors(table, glyphs));
		return (to: number, mark: number): MarkOffset | undefined => {
			for (const attach of tables) {
				const offset = attach(to, mark);
				if (offset) return offset;
			}
			return undefined;
		};
	};
	const onBase = read('mark', MARK_TO_BASE);
	const onMark = read('mkmk', MARK_TO_MARK);
	return (base, placed, mark) => stacked(onMark, placed, mark.id) ?? onBase(base.id, mark.id);
}

/** The offset of a mark from the glyph below it. */
type Attach = (to: number, mark: number) => MarkOffset | undefined;

/** Places a mark on the nearest earlier mark that it attaches to: a mark above skips the marks below. */
function stacked(onMark: Attach, placed: readonly PlacedMark[], mark: number): MarkOffset | undefined {
	for (let i = placed.length - 1; i >= 0; i--) {
		const { glyph, offset: place } = placed[i] as PlacedMark;
		const offset = onMark(glyph.id, mark);
		if (offset) return { x: place.x + offset.x, y: place.y + offset.y };
	}
	return undefined;
}

/** Reads a table of either kind: coverage of marks and bases, classes, and two arrays of anchors. */
function readAnchors(table: DataView, glyphs: number): Attach {
	const markIndex = readCoverage(subtableAt(table, 2), glyphs);
	const toIndex = readCoverage(subtableAt(table, 4), glyphs);
	const classes = table.getUint16(6);
	const marks = subtableAt(table, 8);
	const matrix = subtableAt(table, 10);
	return (to, mark) => {
		const [row, column] = [toIndex[to] as number, markIndex[mark] as number];
		if (row === NOT_COVERED || column === NOT_COVERED) return undefined;
		const markClass = marks.getUint16(2 + 4 * column);
		const anchor = 2 + 2 * (row * classes + markClass);
		if (matrix.getUint16(anchor) === 0) return undefined;
		const [toAnchor, markAnchor] = [subtableAt(matrix, anchor), subtableAt(marks, 4 + 4 * column)];
		return {
			x: toAnchor.getInt16(2) - markAnchor.getInt16(2),
			y: toAnchor.getInt16(4) - markAnchor.getInt16(4),
		};
	};
}
