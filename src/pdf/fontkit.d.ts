/** What is used of fontkit 2.0, which ships no types. Only `face.ts` imports it. */
declare module 'fontkit' {
	export interface Glyph {
		readonly id: number;
		readonly advanceWidth: number;
	}

	export interface LazyArray<T> {
		readonly length: number;
		get(index: number): T;
		toArray(): T[];
	}

	export interface Coverage {
		readonly version: 1 | 2;
		readonly glyphs: readonly number[];
		readonly rangeRecords: readonly {
			readonly start: number;
			readonly end: number;
			readonly startCoverageIndex: number;
		}[];
	}

	export interface ClassDef {
		readonly version: 1 | 2;
		readonly startGlyph: number;
		readonly classValueArray: readonly number[];
		readonly classRangeRecord: readonly {
			readonly start: number;
			readonly end: number;
			readonly class: number;
		}[];
	}

	export interface ValueRecord {
		readonly xAdvance?: number;
	}

	export interface PairPos {
		readonly version: 1 | 2;
		readonly coverage: Coverage;
		readonly pairSets: LazyArray<readonly { readonly secondGlyph: number; readonly value1?: ValueRecord }[]>;
		readonly classDef1: ClassDef;
		readonly classDef2: ClassDef;
		readonly class1Count: number;
		readonly class2Count: number;
		readonly classRecords: LazyArray<LazyArray<{ readonly value1?: ValueRecord }>>;
	}

	export interface Lookup {
		readonly lookupType: number;
		readonly subTables: readonly unknown[];
	}

	export interface Subset {
		includeGlyph(glyphId: number): number;
		encode(): Uint8Array;
	}

	export interface Font {
		readonly unitsPerEm: number;
		readonly postscriptName: string;
		readonly ascent: number;
		readonly descent: number;
		readonly capHeight: number;
		readonly xHeight: number;
		readonly numGlyphs: number;
		readonly bbox: {
			readonly minX: number;
			readonly minY: number;
			readonly maxX: number;
			readonly maxY: number;
		};
		readonly characterSet: readonly number[];
		readonly GPOS?: {
			readonly lookupList: LazyArray<Lookup>;
			readonly featureList: readonly {
				readonly tag: string;
				readonly feature: { readonly lookupListIndexes: readonly number[] };
			}[];
		};
		glyphForCodePoint(codePoint: number): Glyph;
		createSubset(): Subset;
	}

	export function create(data: Uint8Array): Font;
}
