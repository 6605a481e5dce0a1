/** A font file's tables (OpenType 1.9, "The OpenType Font File"). */
export interface Sfnt {
	/** @throws RangeError if the font has no such table */
	table(tag: string): DataView;
	has(tag: string): boolean;
}

export function readSfnt(file: Uint8Array): Sfnt {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	const tables = new Map<string, DataView>();
	for (let i = 0; i < view.getUint16(4); i++) {
		const record = 12 + 16 * i;
		const tag = String.fromCharCode(...file.subarray(record, record + 4));
		tables.set(
			tag,
			new DataView(file.buffer, file.byteOffset + view.getUint32(record + 8), view.getUint32(record + 12)),
		);
	}
	return {
		has: (tag) => tables.has(tag),
		table(tag) {
			const found = tables.get(tag);
			if (!found) throw new RangeError(`the font has no ${tag} table`);
			return found;
		},
	};
}

/** The table at the 16-bit offset that is stored at a position. */
export function subtableAt(view: DataView, position: number): DataView {
	return new DataView(view.buffer, view.byteOffset + view.getUint16(position));
}

/** Number of glyphs (OpenType 1.9, "maxp"). */
export const glyphCount = (font: Sfnt): number => font.table('maxp').getUint16(4);

function uint16s(view: DataView, position: number, count: number): number[] {
	return Array.from({ length: count }, (_, i) => view.getUint16(position + 2 * i));
}

export const NOT_COVERED = -1;

/** Coverage indexes by glyph (OpenType 1.9, "Coverage Table"). */
export function readCoverage(view: DataView, glyphs: number): Int16Array {
	const index = new Int16Array(glyphs).fill(NOT_COVERED);
	const count = view.getUint16(2);
	if (view.getUint16(0) === 1) {
		for (let i = 0; i < count; i++) index[view.getUint16(4 + 2 * i)] = i;
	} else {
		for (let i = 0; i < count; i++) {
			const [start, end, first] = uint16s(view, 4 + 6 * i, 3) as [number, number, number];
			for (let glyph = start; glyph <= end; glyph++) index[glyph] = first + glyph - start;
		}
	}
	return index;
}

/** Classes by glyph (OpenType 1.9, "Class Definition Table"). */
export function readClasses(view: DataView, glyphs: number): Uint16Array {
	const classes = new Uint16Array(glyphs);
	if (view.getUint16(0) === 1) {
		classes.set(uint16s(view, 6, view.getUint16(4)), view.getUint16(2));
	} else {
		for (let i = 0; i < view.getUint16(2); i++) {
			const [start, end, value] = uint16s(view, 4 + 6 * i, 3) as [number, number, number];
			classes.fill(value, start, end + 1);
		}
	}
	return classes;
}

/** Subtables of each GPOS lookup of a feature, in lookup order, with extensions resolved. */
export function gposSubtables(font: Sfnt, feature: string, lookupType: number): DataView[][] {
	if (!font.has('GPOS')) return [];
	const gpos = font.table('GPOS');
	const features = subtableAt(gpos, 6);
	const lookups = subtableAt(gpos, 8);
	const indexes = new Set<number>();
	for (let i = 0; i < features.getUint16(0); i++) {
		const record = 2 + 6 * i;
		const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => features.getUint8(record + byte)));
		if (tag !== feature) continue;
		const table = subtableAt(features, record + 4);
		for (const index of uint16s(table, 4, table.getUint16(2))) indexes.add(index);
	}
	return [...indexes]
		.sort((a, b) => a - b)
		.map((index) => lookupSubtables(subtableAt(lookups, 2 + 2 * index), lookupType))
		.filter((subtables) => subtables.length > 0);
}

const EXTENSION = 9;

function lookupSubtables(lookup: DataView, wanted: number): DataView[] {
	const type = lookup.getUint16(0);
	const subtables = Array.from({ length: lookup.getUint16(4) }, (_, i) => subtableAt(lookup, 6 + 2 * i));
	if (type === wanted) return subtables;
	if (type !== EXTENSION) return [];
	return subtables
		.filter((subtable) => subtable.getUint16(2) === wanted)
		.map((subtable) => new DataView(subtable.buffer, subtable.byteOffset + subtable.getUint32(4)));
}

/** Size in bytes of a value record (OpenType 1.9, "Value Record"): two for each bit of its format. */
export function valueSize(format: number): number {
	let bits = 0;
	for (let rest = format; rest > 0; rest >>= 1) bits += rest & 1;
	return 2 * bits;
}
