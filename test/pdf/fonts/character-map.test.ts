import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import t from 'tap';
import { readCharacterMap } from '../../../src/pdf/fonts/character-map.ts';
import { readSfnt } from '../../../src/pdf/fonts/sfnt.ts';
import { packagedFile } from '../../../src/version.ts';
import { HEBREW } from './hebrew-font.ts';

const noto = readFileSync(packagedFile('NotoSans_400Regular.ttf'));

/** Noto Sans with other encodings in the records of its character maps of format 12. */
function withEncoding(encoding: number): Buffer {
	const copy = Buffer.from(new Uint8Array(noto));
	const cmap = readSfnt(copy).table('cmap');
	for (const [record, format] of formats(cmap)) if (format === 12) cmap.setUint16(record + 2, encoding);
	return copy;
}

function formats(cmap: DataView): (readonly [record: number, format: number])[] {
	return Array.from({ length: cmap.getUint16(2) }, (_, i) => {
		const record = 4 + 8 * i;
		return [record, cmap.getUint16(cmap.getUint32(record + 4))] as const;
	});
}

const mapOf = (file: Uint8Array) => readCharacterMap(readSfnt(file));

t.test('a character map agrees with a text engine, in both formats', async (t) => {
	for (const file of [noto, withEncoding(99), (HEBREW[0] as (typeof HEBREW)[0]).regular]) {
		const [map, font] = [mapOf(file), create(file)];
		t.ok(map.size > 400);
		const differing = Array.from({ length: 0x20000 }, (_, codePoint) => codePoint).filter(
			(codePoint) => (map.get(codePoint) ?? 0) !== font.glyphForCodePoint(codePoint).id,
		);
		t.strictSame(differing, []);
	}
});

t.test('a font without a table for Unicode has no characters', async (t) => {
	const copy = Buffer.from(new Uint8Array(noto));
	const cmap = readSfnt(copy).table('cmap');
	for (const [record] of formats(cmap)) cmap.setUint16(record, 1);
	t.equal(mapOf(copy).size, 0);
});

t.test('a group of characters beyond Unicode is damage', async (t) => {
	const copy = Buffer.from(new Uint8Array(noto));
	const cmap = readSfnt(copy).table('cmap');
	for (const [record, format] of formats(cmap)) {
		if (format === 12) cmap.setUint32(cmap.getUint32(record + 4) + 20, 0xffffffff);
	}
	t.throws(() => mapOf(copy), /beyond Unicode/);
});
