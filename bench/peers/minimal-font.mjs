import { readFileSync } from 'node:fs';
import { create } from 'fontkit';

/** fontkit reads the file once per process. Mapping, kerning and subsetting are done here. */
export function openFont(path) {
	const file = readFileSync(path);
	const font = create(file);
	const glyphs = new Map();
	const kerns = new Map();
	const tables = tablesOf(file);
	const toEm = 1000 / font.unitsPerEm;
	const PLAIN = { liga: false, clig: false, ccmp: false, locl: false };

	const glyph = (character) => {
		let found = glyphs.get(character);
		if (!found) {
			const { id, advanceWidth } = font.glyphForCodePoint(character.codePointAt(0));
			found = { id, character, advance: advanceWidth };
			glyphs.set(character, found);
		}
		return found;
	};
	const kern = (left, right) => {
		const pair = left.character + right.character;
		let found = kerns.get(pair);
		if (found === undefined) {
			found = font.layout(pair, PLAIN).positions[0].xAdvance - left.advance;
			kerns.set(pair, found);
		}
		return found;
	};

	return { subset: () => subsetOf({ font, tables, glyph, kern, toEm }) };
}

/** The glyphs that a document uses, numbered in the order of their first use. */
function subsetOf({ font, tables, glyph, kern, toEm }) {
	const ids = [0];
	const numbers = new Map([[0, 0]]);
	const used = [];
	const shaped = new Map();

	function shape(text) {
		let known = shaped.get(text);
		if (known) return known;
		let advance = 0;
		let shown = '<';
		let before;
		for (const character of text) {
			const one = glyph(character);
			let number = numbers.get(one.id);
			if (number === undefined) {
				number = ids.push(one.id) - 1;
				numbers.set(one.id, number);
				used.push(one);
			}
			const space = before ? kern(before, one) : 0;
			if (space !== 0) shown += `>${Math.round(-space * toEm)}<`;
			shown += hex(number);
			advance += one.advance + space;
			before = one;
		}
		known = { width: (advance * toEm) / 1000, shown: `${shown}>` };
		shaped.set(text, known);
		return known;
	}

	/** Writes Type 0 font, CID font, descriptor, file and ToUnicode, with object numbers from `first`. */
	function objects(first) {
		const em = (units) => Math.round(units * toEm);
		const { bbox } = font;
		const widths = used.map(({ advance }) => em(advance)).join(' ');
		const map = used.map(({ character }, i) => `<${hex(i + 1)}><${utf16(character)}>`);
		const blocks = [];
		// A block may have at most a hundred lines (Adobe Technical Note 5411).
		for (let i = 0; i < map.length; i += 100) {
			const block = map.slice(i, i + 100);
			blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
		}
		const name = `AAAAAA+${font.postscriptName}`;
		return [
			`<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[${first + 1} 0 R]/ToUnicode ${first + 4} 0 R>>`,
			`<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ${first + 2} 0 R/CIDToGIDMap/Identity/W[1[${widths}]]>>`,
			`<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[${em(bbox.minX)} ${em(bbox.minY)} ${em(bbox.maxX)} ${em(bbox.maxY)}]/ItalicAngle 0/Ascent ${em(font.ascent)}/Descent ${em(font.descent)}/CapHeight ${em(font.capHeight)}/StemV 80/FontFile2 ${first + 3} 0 R>>`,
			{ dictionary: '', data: fontFile(tables, ids) },
			{
				dictionary: '',
				data: Buffer.from(
					`/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapType 2 def 1 begincodespacerange<0000><FFFF>endcodespacerange\n${blocks.join('\n')}\nendcmap end end`,
				),
			},
		];
	}

	return { width: (text) => shape(text).width, shown: (text) => shape(text).shown, objects };
}

const hex = (number) => number.toString(16).padStart(4, '0');
const utf16 = (text) => Buffer.from(text, 'utf16le').swap16().toString('hex');

function tablesOf(file) {
	const tables = {};
	for (let i = 0; i < file.readUInt16BE(4); i++) {
		const at = 12 + 16 * i;
		const start = file.readUInt32BE(at + 8);
		tables[file.toString('latin1', at, at + 4)] = file.subarray(start, start + file.readUInt32BE(at + 12));
	}
	return tables;
}

/** Writes a TrueType file with these glyphs, followed by the components of composite ones. */
function fontFile(tables, used) {
	const { glyf, loca, hmtx, head, hhea, maxp, 'cvt ': cvt, fpgm, prep } = tables;
	const longOffsets = head.readInt16BE(50) === 1;
	const offset = (id) => (longOffsets ? loca.readUInt32BE(4 * id) : 2 * loca.readUInt16BE(2 * id));
	const metrics = hhea.readUInt16BE(34);
	const ids = [...used];
	const numbers = new Map(ids.map((id, number) => [id, number]));
	const outlines = [];
	for (let i = 0; i < ids.length; i++) {
		const outline = Buffer.from(glyf.subarray(offset(ids[i]), offset(ids[i] + 1)));
		outlines.push(outline);
		if (outline.length === 0 || outline.readInt16BE(0) >= 0) continue;
		for (let at = 10, flags = 0x20; flags & 0x20; ) {
			flags = outline.readUInt16BE(at);
			const part = outline.readUInt16BE(at + 2);
			if (!numbers.has(part)) numbers.set(part, ids.push(part) - 1);
			outline.writeUInt16BE(numbers.get(part), at + 2);
			at += 4 + (flags & 1 ? 4 : 2) + (flags & 8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
		}
	}
	const places = Buffer.alloc(4 * (ids.length + 1));
	const advances = Buffer.alloc(4 * ids.length);
	let length = 0;
	ids.forEach((id, i) => {
		const at = 4 * Math.min(id, metrics - 1);
		advances.writeUInt16BE(hmtx.readUInt16BE(at), 4 * i);
		advances.writeInt16BE(
			id < metrics ? hmtx.readInt16BE(at + 2) : hmtx.readInt16BE(4 * metrics + 2 * (id - metrics)),
			4 * i + 2,
		);
		length += outlines[i].length;
		places.writeUInt32BE(length, 4 * (i + 1));
	});
	const changed = (table, change) => {
		const copy = Buffer.from(table);
		change(copy);
		return copy;
	};
	return assembled([
		['cvt ', cvt],
		['fpgm', fpgm],
		['glyf', Buffer.concat(outlines, length)],
		['head', changed(head, (copy) => copy.writeInt16BE(1, 50))],
		['hhea', changed(hhea, (copy) => copy.writeUInt16BE(ids.length, 34))],
		['hmtx', advances],
		['loca', places],
		['maxp', changed(maxp, (copy) => copy.writeUInt16BE(ids.length, 4))],
		['prep', prep],
	]);
}

/** Leaves out checksums, which PDF readers do not check. */
function assembled(all) {
	const tables = all.filter(([, data]) => data);
	const directory = Buffer.alloc(12 + 16 * tables.length);
	directory.writeUInt32BE(0x00010000, 0);
	directory.writeUInt16BE(tables.length, 4);
	const parts = [directory];
	let at = directory.length;
	tables.forEach(([tag, data], i) => {
		const entry = 12 + 16 * i;
		directory.write(tag, entry, 'latin1');
		directory.writeUInt32BE(at, entry + 8);
		directory.writeUInt32BE(data.length, entry + 12);
		const padding = -data.length & 3;
		parts.push(data, Buffer.alloc(padding));
		at += data.length + padding;
	});
	return Buffer.concat(parts, at);
}
