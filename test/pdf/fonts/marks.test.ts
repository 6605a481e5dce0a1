import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { create } from 'fontkit';
import t from 'tap';
import { FACES } from '../../../src/pdf/fonts/faces.ts';
import { DOTLESS_SHARD, shardOf } from '../../../src/pdf/fonts/glyphs.ts';
import { lookOf } from '../../../src/pdf/layout/style.ts';
import { breakText } from '../../../src/pdf/layout/text.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { pdfOf } from '../../service/service-under-test.ts';
import { readPdf } from '../reader.ts';
import { flaws } from '../validity/checks/all.ts';
import { readTaggedPdf } from '../validity/document.ts';

const { regular } = FACES;

/** Names with letters and marks that have no composed form: Yoruba, Igbo, Lithuanian, Navajo. */
const NAMES = ['Ọ́lá', 'Ṣẹ́gun', 'Ẹ̀bùn', 'Ụ́', 'ė́ą́ų̃', 'Hastíín ǫ́ʼ', 'į́į́', 'Ị́fẹ́'].map((name) =>
	name.normalize('NFC'),
);

/** A text as shaped by a text engine. */
interface Shaped {
	readonly glyphs: readonly { readonly id: number }[];
	readonly positions: readonly {
		readonly xAdvance: number;
		readonly xOffset: number;
		readonly yOffset: number;
	}[];
	readonly advanceWidth: number;
}
const engine = create(
	readFileSync(
		createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
	),
) as unknown as { layout(text: string): Shaped };

/** Position of the last glyph of an encoded text, and of the pen after it, in thousandths of an em. */
function lastGlyph(text: string): { x: number; y: number; pen: number } {
	const mark = regular.encode(text).at(-1);
	const [, there, back] = /^\[(-?\d+)<[0-9a-f]{4}>(-?\d+)\]$/.exec(mark?.operand ?? '') ?? [];
	const letter = regular.width(text);
	return { x: letter - Number(there), y: mark?.rise ?? 0, pen: letter - Number(there) - Number(back) };
}

t.test('marks have the same positions as in a text engine', async (t) => {
	for (const text of ['Ọ́', 'ė́', 'ǫ́', 'ẹ̀', 'ɔ̃', 'm̀', 'V̂', 'x̣', 'x̌']) {
		const { positions } = engine.layout(text.normalize('NFC'));
		const pen = positions.slice(0, -1).reduce((sum, { xAdvance }) => sum + xAdvance, 0);
		const last = positions.at(-1) as Shaped['positions'][number];
		const { x, y } = lastGlyph(text.normalize('NFC'));
		t.same([x, y], [pen + last.xOffset, last.yOffset], text);
	}
});

t.test('a mark is placed on the mark before it', async (t) => {
	const once = lastGlyph('x\u0301');
	const twice = lastGlyph('x\u0301\u0304');
	t.ok(twice.y > once.y + 100, 'higher');
	t.equal(lastGlyph('x\u0323\u0301').y, once.y, 'but a mark above is not placed on a mark below');
});

t.test('thirty marks are placed on a letter, and the next are shown by themselves', async (t) => {
	const heights = (marks: number) => regular.encode(`x${'\u0301'.repeat(marks)}`).map(({ rise = 0 }) => rise);
	t.equal(heights(30).length, 31);
	t.same(
		heights(30).toSorted((a, b) => a - b),
		heights(30),
		'each higher than the last',
	);
	t.equal(heights(31).length, 32);
	t.equal(heights(31).at(-1), 0);
});

t.test('marks take no width, and kerning skips them', async (t) => {
	t.equal(regular.width('V\u0302A'), regular.width('VA'));
	t.equal(regular.width('Ọ\u0301lá'), regular.width('Ọlá'));
	const { pen } = lastGlyph('Ọ\u0301');
	t.ok(Math.abs(pen - regular.width('Ọ')) < 1, 'the pen returns to the end of the letter');
});

t.test('an accent replaces the dot, and the code remains that of the dotted letter', async (t) => {
	const [letter] = regular.encode('į\u0301');
	t.match(letter, { shard: DOTLESS_SHARD, operand: '[<012f>]' });
	const shard = regular.shard(DOTLESS_SHARD);
	t.match(inflateSync(shard.toUnicode).toString(), '<012f> <012f> <012f>');
	t.equal(lastGlyph('i\u0301').y, lastGlyph('\u0131\u0301').y, 'as low as on a letter without a dot');
	t.not(regular.encode('į\u0323')[0]?.shard, DOTLESS_SHARD, 'a mark below leaves the dot');
	t.not(regular.encode('e\u0301')[0]?.shard, DOTLESS_SHARD);
});

t.test('a mark without a letter is shown by itself', async (t) => {
	t.same(regular.encode('\u0301'), [{ face: regular, shard: shardOf(0x301), operand: '[<0301>]' }]);
});

t.test('a line never begins with a mark', async (t) => {
	const look = lookOf('regular', '#123a5e', FACES);
	for (const text of ['W\u0323\u0301'.repeat(30), 'ab \u0301c '.repeat(9), 'e\u0323-\u0301f'.repeat(20)]) {
		for (const width of [12, 20, 31, 47]) {
			const lines = breakText(text, look.body, width).lines.map(({ parts }) =>
				parts.map((part) => part.text).join(''),
			);
			t.equal(lines.join(''), text);
			t.ok(lines.length > 1);
			t.same(
				lines.filter((line) => /^\p{M}/u.test(line)),
				[],
			);
		}
	}
});

t.test('names with marks can be extracted letter for letter from a valid file', async (t) => {
	for (const lastName of NAMES) {
		const pdf = pdfOf({ ...minimal, patient: { ...minimal.patient, lastName } });
		const { pages } = await readPdf(pdf);
		t.ok(
			pages[0]?.outline.some((text) => text === `P: Marlow ${lastName}`),
			lastName,
		);
		t.same(flaws(readTaggedPdf(pdf)), [], lastName);
	}
});
