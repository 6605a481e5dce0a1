import fc from 'fast-check';
import t from 'tap';
import { ndcText, readNdc } from '../../src/superbill/ndc.ts';
import { assertProperty } from '../fixtures/property.ts';

const digits = (length: number) =>
	fc
		.array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length })
		.map((all) => all.join(''));

const printed = (text: string): string | undefined => {
	const reading = readNdc(text);
	return 'ndc' in reading ? ndcText(reading.ndc) : undefined;
};

t.test('every label form is printed as 5-4-2 with the same digits', async (t) => {
	t.equal(printed('0000-1234-05'), '00000-1234-05');
	t.equal(printed('00000-028-03'), '00000-0028-03');
	t.equal(printed('00000-5678-9'), '00000-5678-09');
	t.strictSame(readNdc('00000-5678-9'), { ndc: { labeler: '00000', product: '5678', package: '09' } });
	for (const [labeler, product, pack] of [
		[4, 4, 2],
		[5, 3, 2],
		[5, 4, 1],
		[5, 4, 2],
	] as const) {
		assertProperty(
			t,
			fc.property(digits(labeler), digits(product), digits(pack), (a, b, c) => {
				return (
					printed(`${a}-${b}-${c}`) === `${a.padStart(5, '0')}-${b.padStart(4, '0')}-${c.padStart(2, '0')}`
				);
			}),
			50,
		);
	}
});

t.test('eleven digits and 5-4-2 are the same code', async (t) => {
	assertProperty(
		t,
		fc.property(digits(11), (eleven) => {
			const text = printed(eleven) as string;
			return text.replaceAll('-', '') === eleven && printed(text) === text;
		}),
	);
});

t.test('ten digits without hyphens are ambiguous, and any other text is not an NDC', async (t) => {
	assertProperty(
		t,
		fc.property(digits(10), (ten) => 'problem' in readNdc(ten) && printed(ten) === undefined),
	);
	t.strictSame(readNdc('0000123405'), { problem: 'ambiguous' });
	for (const text of [
		'',
		'000001234',
		'000001234056',
		'0000-1234-5',
		'000000-1234-05',
		'00000-12-345',
		'00000 1234 05',
	]) {
		t.strictSame(readNdc(text), { problem: 'format' }, JSON.stringify(text));
	}
});
