import fc from 'fast-check';
import t from 'tap';
import { facesOf } from '../../../src/pdf/fonts/faces.ts';
import { bidiLevels, hasRightToLeft, reverse, visualOrder } from '../../../src/pdf/layout/bidi.ts';
import { lookOf } from '../../../src/pdf/layout/style.ts';
import { breakText } from '../../../src/pdf/layout/text.ts';
import { runs } from '../../fixtures/property.ts';
import { HEBREW } from '../fonts/hebrew-font.ts';

const look = lookOf('regular', '#123a5e', facesOf(HEBREW));

/** Replaces small letters with Hebrew ones: the tests can be read without knowing Hebrew. */
const hebrew = (text: string): string =>
	text.replace(/[a-z]/g, (letter) => String.fromCharCode(0x5d0 + letter.charCodeAt(0) - 97));
const plain = (text: string): string =>
	text.replace(/[\u05d0-\u05e9]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x5d0 + 97));

/** The lines of a text as printed, from left to right. Capitals are Latin, small letters Hebrew. */
const onPaper = (text: string, width = 1000): string[] =>
	breakText(hebrew(text), look.body, width).lines.map(({ parts }) =>
		plain(parts.map((part) => part.text).join('')),
	);

t.test('only right-to-left words are reversed', async (t) => {
	t.same(onPaper('abc'), ['cba']);
	t.same(onPaper('DR. abc def, MD'), ['DR. fed cba, MD']);
	t.same(onPaper('abc COHEN'), ['cba COHEN'], 'a text with Latin letters runs from left to right');
	t.same(onPaper('MARLOW'), ['MARLOW']);
});

t.test('numbers keep their order among right-to-left words', async (t) => {
	t.same(onPaper('abc def 12'), ['12 fed cba']);
	t.same(onPaper('abc 12.5 def'), ['fed 12.5 cba']);
	t.same(onPaper('ROOM 7, abc 12'), ['ROOM 7, 12 cba']);
});

t.test('brackets around right-to-left text are mirrored', async (t) => {
	t.same(onPaper('(abc) def'), ['fed (cba)']);
	t.same(onPaper('abc (def)'), ['(fed) cba']);
	t.same(onPaper('DR. (abc) X'), ['DR. (cba) X']);
});

t.test('each line is reversed after the text is broken', async (t) => {
	const lines = onPaper('abc def ghi jkl', 45);
	t.ok(lines.length > 1);
	t.equal(lines[0]?.trim().split(' ').at(-1), 'cba', 'the first word is at the right end of the first line');
	t.match(lines.at(-1), /^lkj/);
});

t.test('marks of direction order what is around them and are not drawn', async (t) => {
	t.same(onPaper('ROOM abc 7'), ['ROOM 7 cba']);
	t.same(onPaper('ROOM abc\u200e 7'), ['ROOM cba 7'], 'the number stays after the Hebrew word');
	t.same(onPaper('ROOM abc !\u200f'), ['ROOM ! cba'], 'the exclamation mark belongs to the Hebrew word');
	t.same(onPaper('abc\u200e !X'), ['cba !X']);
});

t.test('marks follow their letter', async (t) => {
	t.equal(reverse('\u05e9\u05c1\u05b8\u05dc'), '\u05dc\u05e9\u05c1\u05b8');
});

t.test('styles and languages stay with their words', async (t) => {
	const { lines } = breakText(
		[{ text: hebrew('abc '), manner: 'strong' }, { text: hebrew('def') }, { text: ' X', lang: 'es' }],
		look.body,
		1000,
	);
	t.same(
		lines[0]?.parts.map(({ text, style, lang, reversed }) => [plain(text), style.face.id, lang, reversed]),
		[
			['fed', 'R', undefined, true],
			[' cba', 'B', undefined, true],
			[' X', 'R', 'es', false],
		],
	);
});

t.test('no character is lost or duplicated', async (t) => {
	const mixed = fc.string({
		unit: fc.constantFrom(...'abcxyzABC 12.,()-/"', '\u05b8', ' ', 'é'),
		maxLength: 80,
	});
	fc.assert(
		fc.property(mixed, fc.integer({ min: 30, max: 200 }), (text, width) => {
			const { lines } = breakText(hebrew(text), look.body, width);
			const shown = lines.flatMap(({ parts }) => parts.map((part) => part.text)).join('');
			const bag = (characters: string) => [...characters.replace(/[()]/g, '|')].sort().join('');
			t.equal(bag(shown), bag(hebrew(text)));
			t.equal(hasRightToLeft(shown), hasRightToLeft(hebrew(text)));
		}),
		{ numRuns: runs(300) },
	);
});

t.test('runs cover the whole line', async (t) => {
	const text = hebrew('A abc 12 (def) B ');
	const runs = visualOrder(text, bidiLevels(text), 0, text.length);
	const sorted = [...runs].sort((a, b) => a.start - b.start);
	t.equal(sorted[0]?.start, 0);
	t.equal(sorted.at(-1)?.end, text.length);
	for (const [i, { end }] of sorted.slice(0, -1).entries()) t.equal(sorted[i + 1]?.start, end);
	t.match(runs.at(-1), { reversed: false, end: text.length }, 'the space at the end stays there');
});
