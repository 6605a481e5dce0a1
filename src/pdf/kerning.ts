import type { ClassDef, Coverage, Font, PairPos } from 'fontkit';

/**
 * Pair kerning read once from a font's GPOS table (OpenType 1.9, "Pair adjustment positioning") into flat arrays, so
 * that asking costs nanoseconds and changes nothing. Shaping each pair through a text engine takes a thousand times
 * as long and keeps state between documents.
 */
export type Kerning = (leftGlyph: number, rightGlyph: number) => number;

/** GPOS lookup types. */
const PAIR_ADJUSTMENT = 2;
const EXTENSION = 9;

const NOT_COVERED = -1;

export function readKerning(font: Font): Kerning {
	const lookups = kernLookups(font).map((subTables) =>
		subTables.map((table) => readPairs(table, font.numGlyphs)),
	);
	return (left, right) => {
		let total = 0;
		for (const subTables of lookups) {
			for (const pairs of subTables) {
				const value = pairs(left, right);
				if (value === undefined) continue;
				total += value;
				break;
			}
		}
		return total;
	};
}

/** The pair tables of every lookup that the `kern` feature names. */
function kernLookups({ GPOS }: Font): PairPos[][] {
	if (!GPOS) return [];
	const indexes = new Set(
		GPOS.featureList.filter(({ tag }) => tag === 'kern').flatMap(({ feature }) => feature.lookupListIndexes),
	);
	return [...indexes]
		.sort((a, b) => a - b)
		.map((index) => {
			const { lookupType, subTables } = GPOS.lookupList.get(index);
			if (lookupType === PAIR_ADJUSTMENT) return subTables as PairPos[];
			return (subTables as { lookupType: number; extension: PairPos }[])
				.filter((table) => lookupType === EXTENSION && table.lookupType === PAIR_ADJUSTMENT)
				.map((table) => table.extension);
		})
		.filter((tables) => tables.length > 0);
}

/** `undefined` when the table has nothing to say about a pair, so that the next one is asked. */
type Pairs = (left: number, right: number) => number | undefined;

function readPairs(table: PairPos, glyphs: number): Pairs {
	const coverage = readCoverage(table.coverage, glyphs);
	return table.version === 1 ? readGlyphPairs(table, coverage) : readClassPairs(table, coverage, glyphs);
}

function readGlyphPairs(table: PairPos, coverage: Int16Array): Pairs {
	const sets = table.pairSets
		.toArray()
		.map((set) => new Map(set.map(({ secondGlyph, value1 }) => [secondGlyph, value1?.xAdvance ?? 0])));
	return (left, right) => sets[coverage[left] as number]?.get(right);
}

function readClassPairs(table: PairPos, coverage: Int16Array, glyphs: number): Pairs {
	const first = readClasses(table.classDef1, glyphs);
	const second = readClasses(table.classDef2, glyphs);
	const width = table.class2Count;
	const values = new Int16Array(table.class1Count * width);
	table.classRecords.toArray().forEach((row, i) => {
		row.toArray().forEach(({ value1 }, j) => {
			values[i * width + j] = value1?.xAdvance ?? 0;
		});
	});
	return (left, right) =>
		coverage[left] === NOT_COVERED
			? undefined
			: values[(first[left] as number) * width + (second[right] as number)];
}

function readCoverage(coverage: Coverage, glyphs: number): Int16Array {
	const index = new Int16Array(glyphs).fill(NOT_COVERED);
	if (coverage.version === 1) {
		coverage.glyphs.forEach((glyph, i) => {
			index[glyph] = i;
		});
	} else {
		for (const { start, end, startCoverageIndex } of coverage.rangeRecords) {
			for (let glyph = start; glyph <= end; glyph++) index[glyph] = startCoverageIndex + glyph - start;
		}
	}
	return index;
}

function readClasses(definition: ClassDef, glyphs: number): Uint16Array {
	const classes = new Uint16Array(glyphs);
	if (definition.version === 1) {
		classes.set(definition.classValueArray, definition.startGlyph);
	} else {
		for (const range of definition.classRangeRecord) classes.fill(range.class, range.start, range.end + 1);
	}
	return classes;
}
