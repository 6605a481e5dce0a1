import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import t from 'tap';
import { checkFont } from '../../../src/pdf/fonts/check-font.ts';
import { readFace } from '../../../src/pdf/fonts/face.ts';
import { readSfnt } from '../../../src/pdf/fonts/sfnt.ts';
import { HEBREW } from './hebrew-font.ts';

const good = Buffer.from((HEBREW[0] as (typeof HEBREW)[0]).regular);

/** The font with a changed table. */
function changed(tag: string, change: (table: DataView) => void): Buffer {
	const copy = Buffer.from(new Uint8Array(good));
	change(readSfnt(copy).table(tag));
	return copy;
}

t.test('a good font is accepted', async (t) => {
	t.equal(checkFont(good), undefined);
	const noto = createRequire(import.meta.url).resolve(
		'@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
	);
	t.equal(checkFont(readFileSync(noto)), undefined);
});

t.test('a file of another format is rejected with the reason', async (t) => {
	const starting = (signature: string) => Buffer.concat([Buffer.from(signature, 'latin1'), good.subarray(4)]);
	t.match(checkFont(starting('OTTO')), /PostScript outlines/);
	t.match(checkFont(starting('ttcf')), /collection/);
	t.match(checkFont(starting('wOFF')), /for the web/);
	t.match(checkFont(starting('wOF2')), /for the web/);
	t.match(checkFont(starting('%PDF')), /not a TrueType/);
	t.match(checkFont(Buffer.alloc(0)), /not a TrueType/);
	t.match(checkFont(Buffer.alloc(25 * 1024 * 1024)), /larger than/);
});

t.test('a font that may not be embedded is rejected', async (t) => {
	const licensed = (permissions: number) =>
		checkFont(changed('OS/2', (table) => table.setUint16(8, permissions)));
	t.equal(licensed(0), undefined);
	t.equal(licensed(0x4), undefined);
	t.equal(licensed(0x8), undefined);
	t.match(licensed(0x2), /forbids embedding/);
	t.match(licensed(0x104), /forbids subsetting/);
	t.match(licensed(0x200), /only its bitmaps/);
});

t.test('a missing or broken table is found before a name needs it', async (t) => {
	const renamed = Buffer.from(new Uint8Array(good));
	renamed.write('gone', renamed.indexOf('hmtx'), 'latin1');
	t.match(checkFont(renamed), /lacks the hmtx table/);
	for (const length of [4, 100, 5000, good.length >> 1])
		t.match(checkFont(good.subarray(0, length)), /damaged|lacks/);
	const outlines = changed('loca', (table) => {
		for (let i = 0; i < table.byteLength; i += 2) table.setUint16(i, 0xfff0);
	});
	t.equal(checkFont(outlines), 'the font is damaged');
	const marks = changed('GPOS', (table) => {
		for (let i = 10; i < table.byteLength; i += 2) table.setUint16(i, 0xffff);
	});
	t.equal(checkFont(marks), 'the font is damaged');
});

t.test('any font name becomes a valid PDF name', async (t) => {
	const odd = changed('name', (table) => {
		for (let i = 6 + 12 * table.getUint16(2); i < table.byteLength; i++) table.setUint8(i, 0x2f);
	});
	t.match(readFace('X', odd).name, /^[A-Za-z0-9+-]{1,60}$/);
});
