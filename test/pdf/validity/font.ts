import type { Dict, Value } from './pdf-file.ts';

/** A composite font (ISO 32000-1, 9.7). */
export interface PdfFont {
	readonly name: string;
	readonly dict: Dict;
	readonly descendant: Dict | undefined;
	/** The embedded TrueType program. */
	readonly program: TrueType | undefined;
	glyph(code: number): number;
	/** Width in thousandths of an em, from the `W` array. */
	width(code: number): number;
	/** The text of a code, from the ToUnicode CMap. */
	unicode(code: number): string | undefined;
}

export function readFont(dict: Dict): PdfFont {
	const descendant = dict.entries('DescendantFonts')[0]?.value as Dict | undefined;
	const map = descendant?.dict('CIDToGIDMap')?.bytes();
	const widths = readWidths(descendant?.list('W') ?? []);
	const fallback = descendant?.get('DW') ?? 1000;
	const toUnicode = readToUnicode(Buffer.from(dict.dict('ToUnicode')?.bytes() ?? []).toString('latin1'));
	const file = descendant?.dict('FontDescriptor')?.dict('FontFile2')?.bytes();
	return {
		name: String(dict.get('BaseFont')),
		dict,
		descendant,
		program: file && new TrueType(file),
		glyph: (code) => (map ? (map[2 * code] ?? 0) * 256 + (map[2 * code + 1] ?? 0) : code),
		width: (code) => widths.get(code) ?? Number(fallback),
		unicode: (code) => toUnicode.get(code),
	};
}

/** Reads entries of the forms `c [w1 w2 …]` and `first last w` (ISO 32000-1, 9.7.4.3). */
function readWidths(entries: readonly Value[]): Map<number, number> {
	const widths = new Map<number, number>();
	for (let i = 0; i < entries.length; ) {
		const first = entries[i] as number;
		const next = entries[i + 1];
		if (Array.isArray(next)) {
			next.forEach((width, j) => {
				widths.set(first + j, width as number);
			});
			i += 2;
		} else {
			for (let code = first; code <= (next as number); code++) widths.set(code, entries[i + 2] as number);
			i += 3;
		}
	}
	return widths;
}

/** Reads the `bfchar` and `bfrange` entries of a CMap (ISO 32000-1, 9.10.3). */
function readToUnicode(cmap: string): Map<number, string> {
	const map = new Map<number, string>();
	for (const [, block = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
		for (const [, code = '', text = ''] of block.matchAll(/<([^>]*)>\s*<([^>]*)>/g)) {
			map.set(Number.parseInt(code, 16), utf16(text));
		}
	}
	for (const [, block = ''] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
		for (const [, from = '', to = '', text = ''] of block.matchAll(/<([^>]*)>\s*<([^>]*)>\s*<([^>]*)>/g)) {
			const first = Number.parseInt(from, 16);
			const units = utf16(text);
			const head = units.slice(0, -1);
			const last = units.charCodeAt(units.length - 1);
			for (let code = first; code <= Number.parseInt(to, 16); code++) {
				map.set(code, head + String.fromCharCode(last + code - first));
			}
		}
	}
	return map;
}

function utf16(hex: string): string {
	return Buffer.from(hex.replace(/\s/g, ''), 'hex').swap16().toString('utf16le');
}

/** A TrueType program's glyph count and widths (OpenType 1.9, `head`, `hhea`, `hmtx`, `maxp`). */
export class TrueType {
	readonly #view: DataView;
	readonly #tables = new Map<string, number>();
	readonly glyphCount: number;
	readonly #unitsPerEm: number;
	readonly #metricCount: number;

	constructor(file: Uint8Array) {
		this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength);
		for (let i = 0; i < this.#view.getUint16(4); i++) {
			const record = 12 + 16 * i;
			const tag = Buffer.from(file.subarray(record, record + 4)).toString('latin1');
			this.#tables.set(tag, this.#view.getUint32(record + 8));
		}
		this.#unitsPerEm = this.#view.getUint16(this.#at('head') + 18);
		this.#metricCount = this.#view.getUint16(this.#at('hhea') + 34);
		this.glyphCount = this.#view.getUint16(this.#at('maxp') + 4);
	}

	#at(table: string): number {
		const offset = this.#tables.get(table);
		if (offset === undefined) throw new RangeError(`the font program has no ${table} table`);
		return offset;
	}

	/** Width in thousandths of an em. */
	width(glyph: number): number {
		const metric = Math.min(glyph, this.#metricCount - 1);
		return (this.#view.getUint16(this.#at('hmtx') + 4 * metric) * 1000) / this.#unitsPerEm;
	}
}
