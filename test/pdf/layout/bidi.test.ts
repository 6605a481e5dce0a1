import fc from 'fast-check';
import t from 'tap';
import { facesOf } from '../../../src/pdf/fonts/faces.ts';
import { bidiLevels, hasRightToLeft, reverse, visualOrder } from '../../../src/pdf/layout/bidi.ts';
import { lookOf } from '../../../src/pdf/layout/style.ts';
import { setText } from '../../../src/pdf/layout/text.ts';
import { runs } from '../../fixtures/property.ts';
import { HEBREW } from '../fonts/hebrew-font.ts';

const look = lookOf('regular', '#123a5e', facesOf(HEBREW));

/** Hebrew written with small letters that name each character: a reader of the test need not read Hebrew. */
const hebrew = (text: string): string =>
	text.replace(/[a-z]/g, (letter) => String.fromCharCode(0x5d0 + letter.charCodeAt(0) - 97));
const plain = (text: string): string =>
	text.replace(/[\u05d0-\u05e9]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x5d0 + 97));

/** The lines of a text as they stand on paper from left to right; capitals are Latin, small letters Hebrew. */
const onPaper = (text: string, width = 1000): string[] =>
	setText(hebrew(text), look.body, width).lines.map(({ parts }) =>
		plain(parts.map((part) => part.text).join('')),
	);

t.test('right-to-left words are turned, the others are not', async (t) => {
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

t.test('brackets are mirrored with what they hold', async (t) => {
	t.same(onPaper('(abc) def'), ['fed (cba)']);
	t.same(onPaper('abc (def)'), ['(fed) cba']);
	t.same(onPaper('DR. (abc) X'), ['DR. (cba) X']);
});

t.test('each line is turned by itself, after it was broken', async (t) => {
	const lines = onPaper('abc def ghi jkl', 45);
	t.ok(lines.length > 1);
	t.equal(lines[0]?.trim().split(' ').at(-1), 'cba', 'the first word is at the right end of the first line');
	t.match(lines.at(-1), /^lkj/);
});

t.test('marks stay behind their letter', async (t) => {
	t.equal(reverse('\u05e9\u05c1\u05b8\u05dc'), '\u05dc\u05e9\u05c1\u05b8');
});

t.test('manners and languages stay with their words', async (t) => {
	const { lines } = setText(
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

t.test('nothing is lost or doubled, and nothing is wider than before', async (t) => {
	const mixed = fc.string({
		unit: fc.constantFrom(...'abcxyzABC 12.,()-/"', '\u05b8', ' ', 'é'),
		maxLength: 80,
	});
	fc.assert(
		fc.property(mixed, fc.integer({ min: 30, max: 200 }), (text, width) => {
			const { lines } = setText(hebrew(text), look.body, width);
			const shown = lines.flatMap(({ parts }) => parts.map((part) => part.text)).join('');
			const bag = (characters: string) => [...characters.replace(/[()]/g, '|')].sort().join('');
			t.equal(bag(shown), bag(hebrew(text)));
			t.equal(hasRightToLeft(shown), hasRightToLeft(hebrew(text)));
		}),
		{ numRuns: runs(300) },
	);
});

t.test('stretches cover the line from end to end', async (t) => {
	const text = hebrew('A abc 12 (def) B ');
	const stretches = visualOrder(text, bidiLevels(text), 0, text.length);
	const sorted = [...stretches].sort((a, b) => a.start - b.start);
	t.equal(sorted[0]?.start, 0);
	t.equal(sorted.at(-1)?.end, text.length);
	for (const [i, { end }] of sorted.slice(0, -1).entries()) t.equal(sorted[i + 1]?.start, end);
	t.match(stretches.at(-1), { reversed: false, end: text.length }, 'the space at its end stays there');
});
