import {
	glyphCount,
	gposSubtables,
	NOT_COVERED,
	readClasses,
	readCoverage,
	type Sfnt,
	subtableAt,
	valueSize,
} from './sfnt.ts';

/** Kerning of two glyphs in font units. */
export type Kerning = (leftGlyph: number, rightGlyph: number) => number;

const PAIR_ADJUSTMENT = 2;

/** Value format bits of the fields before the horizontal advance, and of the advance itself. */
const PLACEMENT = 0x3;
const X_ADVANCE = 0x4;

/**
 * Reads a font's GPOS table (OpenType 1.9, "Pair Adjustment Positioning") into flat arrays. A text engine would take a
 * thousand times as long for each pair, and keeps state between documents.
 */
export function readKerning(font: Sfnt): Kerning {
	const glyphs = glyphCount(font);
	const lookups = gposSubtables(font, 'kern', PAIR_ADJUSTMENT).map((subtables) =>
		subtables.filter((table) => table.getUint16(4) & X_ADVANCE).map((table) => readPairs(table, glyphs)),
	);
	return (left, right) => {
		let total = 0;
		for (const subtables of lookups) {
			for (const pairs of subtables) {
				const value = pairs(left, right);
				if (value === undefined) continue;
				total += value;
				break;
			}
		}
		return total;
	};
}

/** The kerning of a pair; `undefined` if the table does not cover it, so that the next table decides. */
type Pairs = (left: number, right: number) => number | undefined;

function readPairs(table: DataView, glyphs: number): Pairs {
	const coverage = readCoverage(subtableAt(table, 2), glyphs);
	const [format1, format2] = [table.getUint16(4), table.getUint16(6)];
	const advanceAt = valueSize(format1 & PLACEMENT);
	const recordSize = valueSize(format1) + valueSize(format2);
	return table.getUint16(0) === 1
		? readGlyphPairs(table, coverage, advanceAt, recordSize)
		: readClassPairs(table, coverage, advanceAt, recordSize, glyphs);
}

function readGlyphPairs(table: DataView, coverage: Int16Array, advanceAt: number, recordSize: number): Pairs {
	const sets = Array.from({ length: table.getUint16(8) }, (_, i) => {
		const set = subtableAt(table, 10 + 2 * i);
		const pairs = new Map<number, number>();
		for (let pair = 0; pair < set.getUint16(0); pair++) {
			const record = 2 + pair * (2 + recordSize);
			pairs.set(set.getUint16(record), set.getInt16(record + 2 + advanceAt));
		}
		return pairs;
	});
	return (left, right) => sets[coverage[left] as number]?.get(right);
}

function readClassPairs(
	table: DataView,
	coverage: Int16Array,
	advanceAt: number,
	recordSize: number,
	glyphs: number,
): Pairs {
	const first = readClasses(subtableAt(table, 8), glyphs);
	const second = readClasses(subtableAt(table, 10), glyphs);
	const [height, width] = [table.getUint16(12), table.getUint16(14)];
	const values = new Int16Array(height * width);
	for (let i = 0; i < values.length; i++) values[i] = table.getInt16(16 + i * recordSize + advanceAt);
	return (left, right) =>
		coverage[left] === NOT_COVERED
			? undefined
			: values[(first[left] as number) * width + (second[right] as number)];
}
