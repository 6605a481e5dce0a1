import { deflateSync } from 'node:zlib';
import { create, type Font } from 'fontkit';
import { type Kerning, readKerning } from './kerning.ts';
import { readSfnt, type Sfnt } from './sfnt.ts';

/**
 * One font file, read once per process and never changed after: code point to glyph by the character map alone, no
 * shaping. That keeps the text layer letter for letter what was asked for ("Thị", "O’Neil"), and lets every document
 * of the process share it.
 *
 * A PDF embeds the font in *shards*: fixed sets of code points, each subset and deflated once per process. Most
 * documents need only the base shard; a Vietnamese or Greek name adds one more. Nothing is subset per document, and
 * the same text gives the same bytes whatever was drawn before.
 */
export interface Face {
	/** PostScript name. */
	readonly name: string;
	/** Short and unique among the faces of a process: names its fonts in a page's resources. */
	readonly id: string;
	/** Font metrics in thousandths of an em; `descent` is negative. */
	readonly metrics: FaceMetrics;
	hasGlyph(codePoint: number): boolean;
	/** Width of a text in thousandths of an em, pair kerning included. */
	width(text: string): number;
	/** The text as shown by one TJ operator per shard. */
	encode(text: string): EncodedRun[];
	/** The font program of a shard. */
	shard(key: number): Shard;
}

export interface FaceMetrics {
	readonly ascent: number;
	readonly descent: number;
	readonly capHeight: number;
	readonly xHeight: number;
	readonly bbox: readonly [number, number, number, number];
}

/** Part of a text that one shard can show. */
export interface EncodedRun {
	/** The face whose shard it is; a chain of faces has several. */
	readonly face: Face;
	readonly shard: number;
	/** Operand of TJ (ISO 32000-1, 9.4.3): strings of two-byte codes with kerning between them. */
	readonly operand: string;
}

/** What a PDF needs to embed a shard as a CIDFontType2; character codes and CIDs are code points. */
export interface Shard {
	/** Six capital letters, told apart by shard (ISO 32000-1, 9.6.4). */
	readonly tag: string;
	/** Deflated TrueType program. */
	readonly program: Buffer;
	readonly programLength: number;
	/** Deflated CIDToGIDMap. */
	readonly glyphMap: Buffer;
	/** Deflated ToUnicode CMap. */
	readonly toUnicode: Buffer;
	/** The W array's content. */
	readonly widths: string;
}

export const BASE_SHARD = 0;

/** Printable ASCII, Latin-1 and the punctuation that labels and amounts use. */
const BASE = new Set<number>([
	...range(0x20, 0x7e),
	...range(0xa0, 0xff),
	0x2013,
	0x2014,
	0x2018,
	0x2019,
	0x201c,
	0x201d,
	0x2022,
	0x2026,
	0x20ac,
	0x2116,
	0x2122,
	0x2212,
]);

const BASE_ORDER = new Map([...BASE].map((codePoint, i) => [codePoint, i]));

/** Beyond the base set, 128 neighbouring code points make a shard. */
function shardOf(codePoint: number): number {
	return BASE.has(codePoint) ? BASE_SHARD : (codePoint >> 7) + 1;
}

/** Two-byte character code: the code point, or its low half in a shard beyond the Basic Multilingual Plane. */
const code = (codePoint: number): number => codePoint & 0xffff;

const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

export function readFace(id: string, file: Uint8Array): Face {
	const font = create(file);
	const scale = 1000 / font.unitsPerEm;
	const sfnt = readSfnt(file);
	const glyphs = readGlyphs(font, sfnt);
	const kerning = withBaseTable(readKerning(sfnt, font.numGlyphs), glyphs);
	const shards = new Map<number, Shard>();
	const face: Face = {
		id,
		name: font.postscriptName,
		metrics: {
			ascent: font.ascent * scale,
			descent: font.descent * scale,
			capHeight: font.capHeight * scale,
			xHeight: font.xHeight * scale,
			bbox: [font.bbox.minX * scale, font.bbox.minY * scale, font.bbox.maxX * scale, font.bbox.maxY * scale],
		},
		hasGlyph: (codePoint) => glyphs.has(codePoint),
		width(text) {
			let total = 0;
			let previous: Glyph | undefined;
			for (const character of text) {
				const glyph = glyphOf(glyphs, character);
				if (previous) total += kerning(previous, glyph);
				total += glyph.advance;
				previous = glyph;
			}
			return total * scale;
		},
		encode: (text) => encode(text, face, glyphs, kerning, scale),
		shard(key) {
			let shard = shards.get(key);
			if (!shard) {
				shard = makeShard(font, glyphs, key, scale);
				shards.set(key, shard);
			}
			return shard;
		},
	};
	return face;
}

interface Glyph {
	readonly id: number;
	/** In font units. */
	readonly advance: number;
	readonly codePoint: number;
	readonly shard: number;
	readonly hex: string;
	/** Position in the base set, or -1. */
	readonly base: number;
}

type Glyphs = ReadonlyMap<number, Glyph>;

function readGlyphs(font: Font, sfnt: Sfnt): Glyphs {
	const advances = readAdvances(sfnt);
	const glyphs = new Map<number, Glyph>();
	for (const codePoint of font.characterSet) {
		const { id } = font.glyphForCodePoint(codePoint);
		// Glyph 0 is .notdef, and code 0 cannot be told from it.
		if (id === 0 || code(codePoint) === 0) continue;
		glyphs.set(codePoint, {
			id,
			advance: advances(id),
			codePoint,
			shard: shardOf(codePoint),
			hex: hex4(code(codePoint)),
			base: BASE_ORDER.get(codePoint) ?? -1,
		});
	}
	return glyphs;
}

/** Advance widths (OpenType, "hmtx"): the last one holds for every glyph after it. */
function readAdvances(sfnt: Sfnt): (glyph: number) => number {
	const count = sfnt.table('hhea').getUint16(34);
	const metrics = sfnt.table('hmtx');
	return (glyph) => metrics.getUint16(4 * Math.min(glyph, count - 1));
}

type GlyphKerning = (left: Glyph, right: Glyph) => number;

/** Nearly all pairs are of base characters: one array tells them all. */
function withBaseTable(kerning: Kerning, glyphs: Glyphs): GlyphKerning {
	const size = BASE.size;
	const table = new Int16Array(size * size);
	const base = [...BASE].flatMap((codePoint) => glyphs.get(codePoint) ?? []);
	for (const left of base) {
		for (const right of base) table[left.base * size + right.base] = kerning(left.id, right.id);
	}
	return (left, right) =>
		left.base >= 0 && right.base >= 0
			? (table[left.base * size + right.base] as number)
			: kerning(left.id, right.id);
}

/** @throws RangeError for a character without a glyph: the `unprintable-text` rule refuses those beforehand. */
function glyphOf(glyphs: Glyphs, character: string): Glyph {
	const glyph = glyphs.get(character.codePointAt(0) as number);
	if (!glyph) throw new RangeError('a character has no glyph in this face');
	return glyph;
}

function encode(
	text: string,
	face: Face,
	glyphs: Glyphs,
	kerning: GlyphKerning,
	scale: number,
): EncodedRun[] {
	const runs: EncodedRun[] = [];
	let operand = '';
	let previous: Glyph | undefined;
	for (const character of text) {
		const glyph = glyphOf(glyphs, character);
		const kern = previous ? Math.round(-kerning(previous, glyph) * scale) : 0;
		if (previous && previous.shard !== glyph.shard) {
			runs.push({
				face,
				shard: previous.shard,
				operand: kern === 0 ? `[<${operand}>]` : `[<${operand}>${kern}]`,
			});
			operand = '';
		} else if (kern !== 0) {
			operand += `>${kern}<`;
		}
		operand += glyph.hex;
		previous = glyph;
	}
	if (previous) runs.push({ face, shard: previous.shard, operand: `[<${operand}>]` });
	return runs;
}

function makeShard(font: Font, glyphs: Glyphs, key: number, scale: number): Shard {
	const members = [...glyphs.values()]
		.filter((glyph) => glyph.shard === key)
		.sort((a, b) => code(a.codePoint) - code(b.codePoint));
	const subset = font.createSubset();
	const map = Buffer.alloc(2 * (code((members.at(-1) as Glyph).codePoint) + 1));
	for (const { id, codePoint } of members) map.writeUInt16BE(subset.includeGlyph(id), 2 * code(codePoint));
	const program = subset.encode();
	return {
		tag: tag(key),
		program: deflateSync(program, { level: 9 }),
		programLength: program.length,
		glyphMap: deflateSync(map, { level: 9 }),
		toUnicode: deflateSync(toUnicode(members.map(({ codePoint }) => codePoint)), { level: 9 }),
		widths: runsOf(members, ({ codePoint }) => code(codePoint))
			.map((run) => `${code(run[0].codePoint)} [${run.map((glyph) => glyph.advance * scale).join(' ')}]`)
			.join(' '),
	};
}

/** ISO 32000-1, 9.10.3. A range may not cross the low byte. */
function toUnicode(codePoints: readonly number[]): string {
	const ranges = runsOf(
		codePoints,
		(codePoint) => codePoint,
		(codePoint) => codePoint % 256 === 0,
	).map((run) => {
		const last = run.at(-1) as number;
		return `<${hex4(code(run[0]))}> <${hex4(code(last))}> <${utf16Hex(run[0])}>`;
	});
	return [
		'/CIDInit /ProcSet findresource begin',
		'12 dict begin',
		'begincmap',
		'/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
		'/CMapName /Adobe-Identity-UCS def',
		'/CMapType 2 def',
		'1 begincodespacerange',
		'<0000> <ffff>',
		'endcodespacerange',
		...chunks(ranges, 100).flatMap((chunk) => [`${chunk.length} beginbfrange`, ...chunk, 'endbfrange']),
		'endcmap',
		'CMapName currentdict /CMap defineresource pop',
		'end',
		'end',
	].join('\n');
}

function utf16Hex(codePoint: number): string {
	return Array.from(String.fromCodePoint(codePoint).split(''), (unit) => hex4(unit.charCodeAt(0))).join('');
}

type Run<T> = [T, ...T[]];

/** Splits a sorted list where numbers stop being neighbours, or where `breaks` says so. */
function runsOf<T>(
	items: readonly T[],
	number: (item: T) => number,
	breaks: (item: T) => boolean = () => false,
): Run<T>[] {
	const runs: Run<T>[] = [];
	for (const item of items) {
		const run = runs.at(-1);
		if (run && number(item) === number(run.at(-1) as T) + 1 && !breaks(item)) run.push(item);
		else runs.push([item]);
	}
	return runs;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
		items.slice(i * size, (i + 1) * size),
	);
}

/** A number as six letters: shard 0 is AAAAAA. */
function tag(key: number): string {
	return Array.from({ length: 6 }, (_, i) =>
		String.fromCharCode(65 + (Math.trunc(key / 26 ** (5 - i)) % 26)),
	).join('');
}

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
