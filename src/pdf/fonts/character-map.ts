import type { Sfnt } from './sfnt.ts';

/** Glyphs by code point. Glyph 0, which stands for missing characters, is left out. */
export type CharacterMap = ReadonlyMap<number, number>;

/** Unicode tables by platform and encoding, the larger ones first (OpenType 1.9, "cmap"). */
const UNICODE = ['3 10', '0 6', '0 4', '3 1', '0 3', '0 2', '0 1', '0 0'];

type Emit = (codePoint: number, glyph: number) => void;

const FORMATS: Readonly<Record<number, (table: DataView, emit: Emit) => void>> = {
	4: readSegments,
	12: readGroups,
};

/**
 * Reads a font's character map. fontkit would do it too, but takes long to load, and the main thread asks for little else.
 */
export function readCharacterMap(font: Sfnt): CharacterMap {
	const cmap = font.table('cmap');
	const tables = new Map<string, DataView>();
	for (let i = 0; i < cmap.getUint16(2); i++) {
		const record = 4 + 8 * i;
		const table = new DataView(cmap.buffer, cmap.byteOffset + cmap.getUint32(record + 4));
		if (FORMATS[table.getUint16(0)])
			tables.set(`${cmap.getUint16(record)} ${cmap.getUint16(record + 2)}`, table);
	}
	const map = new Map<number, number>();
	const table = UNICODE.map((key) => tables.get(key)).find((found) => found !== undefined);
	if (table) {
		FORMATS[table.getUint16(0)]?.(table, (codePoint, glyph) => {
			if (glyph !== 0) map.set(codePoint, glyph);
		});
	}
	return map;
}

/** Format 4: segments of the Basic Multilingual Plane. */
function readSegments(table: DataView, emit: Emit): void {
	const size = table.getUint16(6);
	const [ends, starts] = [14, 16 + size];
	for (let i = 0; i < size; i += 2) {
		const last = table.getUint16(ends + i);
		const delta = table.getUint16(starts + size + i);
		const offsetAt = starts + 2 * size + i;
		const offset = table.getUint16(offsetAt);
		const first = table.getUint16(starts + i);
		for (let codePoint = first; codePoint <= last; codePoint++) {
			const glyph = offset === 0 ? codePoint : table.getUint16(offsetAt + offset + 2 * (codePoint - first));
			emit(codePoint, offset !== 0 && glyph === 0 ? 0 : (glyph + delta) & 0xffff);
		}
	}
}

/** Format 12: groups of any code points. */
function readGroups(table: DataView, emit: Emit): void {
	for (let i = 0; i < table.getUint32(12); i++) {
		const group = 16 + 12 * i;
		const [first, last] = [table.getUint32(group), table.getUint32(group + 4)];
		if (last > 0x10ffff) throw new RangeError('a group of the character map is beyond Unicode');
		for (let codePoint = first; codePoint <= last; codePoint++) {
			emit(codePoint, table.getUint32(group + 8) + codePoint - first);
		}
	}
}
