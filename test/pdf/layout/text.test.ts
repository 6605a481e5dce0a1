import fc from 'fast-check';
import t from 'tap';
import { FACES } from '../../../src/pdf/fonts/faces.ts';
import { lookOf } from '../../../src/pdf/layout/style.ts';
import { breakText, widthOf } from '../../../src/pdf/layout/text.ts';
import { runs } from '../../fixtures/property.ts';

const look = lookOf('regular', '#123a5e', FACES);

const lines = (text: Parameters<typeof breakText>[0], width: number) =>
	breakText(text, look.body, width).lines.map((line) => line.parts.map((part) => part.text).join(''));

t.test('every character of a text is in one of its lines', async (t) => {
	const printable = fc
		.string({
			unit: fc.oneof(
				fc.constantFrom(' ', '-', '/', 'a', 'W', 'ệ'),
				fc.integer({ min: 0x20, max: 0x24f }).map((code) => String.fromCodePoint(code)),
			),
			maxLength: 120,
		})
		.filter((text) => [...text].every((character) => FACES.canDraw(character.codePointAt(0) as number)));
	fc.assert(
		fc.property(printable, fc.integer({ min: 20, max: 300 }), (text, width) => {
			t.equal(lines(text, width).join(''), text);
			for (const line of breakText(text, look.body, width).lines) {
				const visible = line.parts
					.map((part) => part.text)
					.join('')
					.trimEnd();
				if ([...visible].length > 1) t.ok(widthOf(visible, look.body) <= width + 0.01, `"${visible}"`);
			}
		}),
		{ numRuns: runs(300) },
	);
});

t.test(
	'lines end at spaces and after hyphens and slashes, but not within dates, times or addresses',
	async (t) => {
		t.same(lines('Individual psychotherapy session', 115), ['Individual ', 'psychotherapy session']);
		t.same(lines('O’Placeholder-Müller', 80), ['O’Placeholder-', 'Müller']);
		t.same(lines('on 10/06/2026', 56), ['on ', '10/06/2026']);
		t.same(lines('pretend-harbor.example.com', 145), ['pretend-harbor.example.com']);
		t.same(lines('a pretend-harbor.example.com', 140), ['a ', 'pretend-harbor.example.com']);
	},
);

t.test('a word wider than a line is split between syllables, with a hyphen that is no text', async (t) => {
	t.same(lines('Wolfeschlegelsteinhausenbergerdorff', 100), ['Wolfeschlegelstein', 'hausenbergerdorff']);
	const { lines: broken } = breakText('Wolfeschlegelsteinhausenbergerdorff', look.body, 100);
	t.same(
		broken.map(({ parts }) => parts.map(({ hyphen }) => hyphen)),
		[[true], [undefined]],
	);
	for (const line of broken) t.ok(line.width <= 100);
});

t.test('a word without syllables and an address are split without one', async (t) => {
	t.same(lines('WWWWWWWWWW', 45), ['WWWW', 'WWWW', 'WW']);
	t.same(lines('FICT-ABC-00000005', 60), ['FICT-ABC-', '00000005']);
	t.same(lines('somebody@elsewhere.example.com', 115), ['somebody@', 'elsewhere.example.com']);
});

t.test('span styles change weight and size', async (t) => {
	const { lines: broken } = breakText(
		[{ text: 'Balance ' }, { text: 'now', manner: 'strong' }, { text: ' or later', manner: 'muted' }],
		look.body,
		200,
	);
	t.same(
		broken.map(({ parts }) => parts.map(({ text, style }) => [text, style.face.id, style.size])),
		[
			[
				['Balance ', 'R', 10],
				['now', 'B', 10],
				[' or later', 'R', 8.5],
			],
		],
	);
});

t.test('figures are tabular, so that amounts align', async (t) => {
	const width = FACES.regular.width('0');
	for (const digit of '123456789') t.equal(FACES.regular.width(digit), width);
});
