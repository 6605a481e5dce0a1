import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { create } from 'fontkit';
import t from 'tap';
import { FACES } from '../../../src/pdf/fonts/faces.ts';
import { BASE_SHARD } from '../../../src/pdf/fonts/glyphs.ts';

const { regular } = FACES;

t.test('kerning agrees with a text engine', async (t) => {
	const path = createRequire(import.meta.url).resolve(
		'@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
	);
	const font = create(readFileSync(path)) as ReturnType<typeof create> & {
		layout(text: string, features: object): { advanceWidth: number };
	};
	for (const pair of [
		'AV',
		'To',
		'LT',
		'P.',
		'Yo',
		'r.',
		'“A',
		'11',
		'ab',
		'Łą',
		'ТА',
		'Γα',
		'ĽT',
		'ḞA',
		'fi',
	]) {
		const features = { kern: true, liga: false, clig: false, calt: false, ccmp: false, locl: false };
		t.equal(regular.width(pair), font.layout(pair, features).advanceWidth, pair);
	}
});

t.test('a text is encoded by code point, with kerning, one operand per shard', async (t) => {
	t.same(regular.encode('AV'), [{ face: regular, shard: BASE_SHARD, operand: '[<0041>40<0056>]' }]);
	t.same(regular.encode('aệb'), [
		{ face: regular, shard: BASE_SHARD, operand: '[<0061>]' },
		{ face: regular, shard: 0x1ec1, operand: '[<1ec7>]' },
		{ face: regular, shard: BASE_SHARD, operand: '[<0062>]' },
	]);
	t.same(regular.encode(''), []);
});

t.test('kerning applies between shards', async (t) => {
	const runs = regular.encode('TẠ');
	t.equal(runs.length, 2);
	t.match(runs[0]?.operand, /^\[<0054>-?\d+\]$/);
});

t.test('a shard maps every code to its code point and to a glyph of its program', async (t) => {
	const shard = regular.shard(BASE_SHARD);
	const map = inflateSync(shard.glyphMap);
	const cmap = inflateSync(shard.toUnicode).toString();
	t.match(cmap, '<0020> <007e> <0020>');
	t.match(cmap, '<2212> <2212> <2212>');
	for (const character of 'Aa09é€−') t.ok(map.readUInt16BE(2 * character.charCodeAt(0)) > 0, character);
	t.equal(inflateSync(shard.program).length, shard.programLength);
	t.match(shard.tag, /^[A-Z]{6}$/);
	t.not(shard.tag, regular.shard(0x1ec1).tag);
	t.equal(regular.shard(BASE_SHARD), shard, 'made once');
});

t.test('a character without a glyph can be checked beforehand, and is never drawn as a box', async (t) => {
	t.notOk(FACES.canDraw(0x4e2d));
	t.notOk(FACES.canDraw(0x1f600));
	t.ok(FACES.canDraw(0x1ec7));
	t.throws(() => regular.width('中'), RangeError);
	t.throws(() => regular.encode('中'), RangeError);
});
