import { at, gposSubtables, NOT_COVERED, readCoverage, type Sfnt } from './sfnt.ts';

/**
 * Where combining marks stand, read once from a font's GPOS table (OpenType 1.9, "Mark-to-Base" and "Mark-to-Mark
 * Attachment Positioning"): an anchor of the mark comes to lie on an anchor of what it belongs to.
 */

/** The place of the last of several glyphs, a base and its marks; `undefined` where the font does not say. */
export type MarkPlaces = (glyphs: readonly number[]) => Offset | undefined;

/** From the origin of the base to that of the mark, in font units. */
export interface Offset {
	readonly x: number;
	readonly y: number;
}

const MARK_TO_BASE = 4;
const MARK_TO_MARK = 6;

export function readMarks(font: Sfnt, glyphs: number): MarkPlaces {
	const read = (feature: string, type: number) => {
		const tables = gposSubtables(font, feature, type)
			.flat()
			.map((table) => readAnchors(table, glyphs));
		return (to: number, mark: number): Offset | undefined => {
			for (const attach of tables) {
				const offset = attach(to, mark);
				if (offset) return offset;
			}
			return undefined;
		};
	};
	const onBase = read('mark', MARK_TO_BASE);
	const onMark = read('mkmk', MARK_TO_MARK);
	return ([base, ...marks]) => {
		const places: Offset[] = [];
		for (const mark of marks) {
			const place = stacked(onMark, marks, places, mark) ?? onBase(base as number, mark);
			if (!place) return undefined;
			places.push(place);
		}
		return places.at(-1);
	};
}

/** The offset of a mark from what it is on. */
type Attach = (to: number, mark: number) => Offset | undefined;

/** On the nearest earlier mark that takes it: one above the letter passes over one below. */
function stacked(
	onMark: Attach,
	marks: readonly number[],
	places: readonly Offset[],
	mark: number,
): Offset | undefined {
	for (let i = places.length - 1; i >= 0; i--) {
		const offset = onMark(marks[i] as number, mark);
		const place = places[i] as Offset;
		if (offset) return { x: place.x + offset.x, y: place.y + offset.y };
	}
	return undefined;
}

/** Both kinds of table are alike: coverages of the marks and of what they go on, classes, and two arrays of anchors. */
function readAnchors(table: DataView, glyphs: number): Attach {
	const markIndex = readCoverage(at(table, 2), glyphs);
	const toIndex = readCoverage(at(table, 4), glyphs);
	const classes = table.getUint16(6);
	const marks = at(table, 8);
	const matrix = at(table, 10);
	return (to, mark) => {
		const [row, column] = [toIndex[to] as number, markIndex[mark] as number];
		if (row === NOT_COVERED || column === NOT_COVERED) return undefined;
		const markClass = marks.getUint16(2 + 4 * column);
		const anchor = 2 + 2 * (row * classes + markClass);
		if (matrix.getUint16(anchor) === 0) return undefined;
		const [toAnchor, markAnchor] = [at(matrix, anchor), at(marks, 4 + 4 * column)];
		return {
			x: toAnchor.getInt16(2) - markAnchor.getInt16(2),
			y: toAnchor.getInt16(4) - markAnchor.getInt16(4),
		};
	};
}
