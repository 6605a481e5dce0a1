import { deflateSync } from 'node:zlib';
import type { Font } from 'fontkit';
import { characterCode, type Glyph, hex4 } from './glyphs.ts';

/** A shard ready to be embedded as a CIDFontType2. */
export interface Shard {
	/** Six capital letters, different for each shard (ISO 32000-1, 9.6.4). */
	readonly tag: string;
	/** Deflated TrueType program. */
	readonly program: Buffer;
	readonly programLength: number;
	/** Deflated CIDToGIDMap. */
	readonly glyphMap: Buffer;
	/** Deflated ToUnicode CMap. */
	readonly toUnicode: Buffer;
	/** Content of the W array. */
	readonly widths: string;
}

export function makeShard(font: Font, glyphs: readonly Glyph[], key: number, scale: number): Shard {
	const members = glyphs.toSorted((a, b) => characterCode(a.codePoint) - characterCode(b.codePoint));
	const subset = font.createSubset();
	const map = Buffer.alloc(2 * (characterCode((members.at(-1) as Glyph).codePoint) + 1));
	for (const { id, codePoint } of members)
		map.writeUInt16BE(subset.includeGlyph(id), 2 * characterCode(codePoint));
	const program = subset.encode();
	return {
		tag: tag(key),
		program: deflateSync(program, { level: 9 }),
		programLength: program.length,
		glyphMap: deflateSync(map, { level: 9 }),
		toUnicode: deflateSync(toUnicode(members.map(({ codePoint }) => codePoint)), { level: 9 }),
		widths: runsOf(members, ({ codePoint }) => characterCode(codePoint))
			.map(
				(run) =>
					`${characterCode(run[0].codePoint)} [${run.map((glyph) => glyph.advance * scale).join(' ')}]`,
			)
			.join(' '),
	};
}

/** The ToUnicode CMap (ISO 32000-1, 9.10.3), in which the codes of a range differ only in their low byte. */
function toUnicode(codePoints: readonly number[]): string {
	const ranges = runsOf(
		codePoints,
		(codePoint) => codePoint,
		(codePoint) => codePoint % 256 === 0,
	).map((run) => {
		const last = run.at(-1) as number;
		return `<${hex4(characterCode(run[0]))}> <${hex4(characterCode(last))}> <${utf16Hex(run[0])}>`;
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

type NonEmptyRun<T> = [T, ...T[]];

/**
 * Splits a sorted list into runs of consecutive numbers. A run also ends before each item for which `breaks` is true.
 */
function runsOf<T>(
	items: readonly T[],
	number: (item: T) => number,
	breaks: (item: T) => boolean = () => false,
): NonEmptyRun<T>[] {
	const runs: NonEmptyRun<T>[] = [];
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

/** Writes a number as six letters: shard 0 is AAAAAA. */
function tag(key: number): string {
	return Array.from({ length: 6 }, (_, i) =>
		String.fromCharCode(65 + (Math.trunc(key / 26 ** (5 - i)) % 26)),
	).join('');
}
