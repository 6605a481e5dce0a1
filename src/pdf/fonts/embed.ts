import type { ObjectWriter } from '../file/object-writer.ts';
import type { Face } from './face.ts';

/**
 * Writes a shard as a composite font whose character codes and CIDs are code points (ISO 32000-1, 9.7).
 *
 * @returns the font's object number
 */
export function embedShard(file: ObjectWriter, face: Face, key: number): number {
	const shard = face.shard(key);
	const { ascent, descent, capHeight, xHeight, bbox } = face.metrics;
	const name = `/${shard.tag}+${face.name}`;
	const deflated = (data: Uint8Array, entries = '') =>
		`${file.addStream(`${entries}/Filter/FlateDecode`, data)} 0 R`;
	const program = deflated(shard.program, `/Length1 ${shard.programLength}`);
	const descriptor = file.add(
		`<</Type/FontDescriptor/FontName${name}/Flags 4/FontBBox[${bbox.join(' ')}]/ItalicAngle 0/Ascent ${ascent}` +
			`/Descent ${descent}/CapHeight ${capHeight}/XHeight ${xHeight}/StemV 0/FontFile2 ${program}>>`,
	);
	const glyphMap = deflated(shard.glyphMap);
	const descendant = file.add(
		`<</Type/Font/Subtype/CIDFontType2/BaseFont${name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>` +
			`/FontDescriptor ${descriptor} 0 R/CIDToGIDMap ${glyphMap}/W[${shard.widths}]>>`,
	);
	const toUnicode = deflated(shard.toUnicode);
	return file.add(
		`<</Type/Font/Subtype/Type0/BaseFont${name}/Encoding/Identity-H/DescendantFonts[${descendant} 0 R]` +
			`/ToUnicode ${toUnicode}>>`,
	);
}
