import fc from 'fast-check';
import t from 'tap';
import { runs } from '../../fixtures/property.ts';
import { itemsOf, json, read, refusal, said, superbillLines, visitLines } from '../uploads.ts';

t.test('each line is one superbill, wherever the bytes are cut', async (t) => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.dictionary(
					fc.string({ unit: 'binary' }).filter((name) => name !== 'number' && name !== '__proto__'),
					fc.jsonValue(),
				),
				{ minLength: 1, maxLength: 8 },
			),
			fc.constantFrom('\n', '\r\n', '\n\n'),
			fc.boolean(),
			fc.constantFrom('', '\uFEFF'),
			fc.array(fc.nat()),
			async (values, lineEnd, isEnded, mark, cuts) => {
				const texts = values.map((value) => JSON.stringify(value));
				const text = mark + texts.join(lineEnd) + (isEnded ? lineEnd : '');
				const { items, understood } = await read(superbillLines(text, cuts));
				t.strictSame(
					items.map((item) => !item.refused && item.body),
					texts.map((each) => JSON.parse(each)),
				);
				t.strictSame(
					items.map(({ position }) => position),
					texts.map((_, i) => i + 1),
				);
				t.strictSame(understood, { superbills: texts.length, refused: 0, rows: texts.length });
			},
		),
		{ numRuns: runs(300) },
	);
});

t.test('a bad line is reported by number and does not stop the others', async (t) => {
	const { items, understood } = await read(
		superbillLines(
			Buffer.concat([
				Buffer.from('{"a":1}\n\n{"a":1,"a":2}\n'),
				Buffer.from([0x22, 0xe9, 0x22, 0x0a]),
				Buffer.from(`"${'x'.repeat(1100)}"\n{"b":2\n{"c":3}\n`),
			]),
		),
		{ lineBytes: 1024 },
	);
	t.strictSame(
		items.map((item) => [item.position, item.rows?.[0], item.refused]),
		[
			[1, 1, false],
			[2, 3, true],
			[3, 4, true],
			[4, 5, true],
			[5, 6, true],
			[6, 7, false],
		],
	);
	t.strictSame(items.flatMap(said), [
		'3 Line 3 is not JSON: at column 8, expected a new property name: this object already has one with this name.',
		'4 Line 4 is not UTF-8.',
		'5 Line 5 is longer than 1 KB.',
		'6 Line 6 is not JSON: at column 7, expected a comma (,) or a closing }.',
	]);
	t.strictSame(understood, { superbills: 2, refused: 4, rows: 6 });
});

t.test('a last line that ends in the middle refuses the upload', async (t) => {
	const cutOff =
		/^unreadable: The upload ends in the middle of line 2\. Send the whole upload again; nothing was used\.$/;
	for (const torn of ['{"b', '{"b":', '{"b":2', '{"b":[1,', '{"b":"x']) {
		t.match(await refusal(superbillLines(`{"a":1}\n${torn}`)), cutOff, torn);
		t.equal(
			await refusal(superbillLines(`{"a":1}\n${torn}\n`)),
			'it was read',
			`${torn} and a line end is only a bad line`,
		);
	}
	t.equal(
		await refusal(superbillLines('{"a":1}\n{"b":2}x')),
		'it was read',
		'a mistake that is not at the end',
	);
});

t.test('a superbill number can be used once in an upload and practice', async (t) => {
	const lines = [
		{ number: 'SB-1' },
		{ number: 'SB-2' },
		{ number: ' SB-1 ' },
		{ number: 'SB-1', billingProvider: { practice: 'harbor' } },
		{ number: 'SB-1', billingProvider: { practice: 'harbor' } },
		{ number: 7 },
		{ number: 'a name' },
		[],
		null,
	].map((each) => JSON.stringify(each));
	const items = await itemsOf(superbillLines(lines.join('\n')));
	t.strictSame(
		items.map(({ label }) => label),
		['SB-1', 'SB-2', 'SB-1', 'SB-1', 'SB-1', undefined, undefined, undefined, undefined],
	);
	t.strictSame(items.flatMap(said), [
		'3 The number is the same as that of line 1.',
		'5 The number is the same as that of line 4.',
	]);
	const inList = await itemsOf(json({ superbills: [{ number: 'SB-1' }, { number: 'SB-1' }] }));
	t.match(inList.flatMap(said), [/^ The number is the same as that of superbill 1\./]);
	t.equal(inList[1]?.rows, undefined);
});

t.test('the most superbills that a batch takes are read, and one more refuses all', async (t) => {
	const lines = (count: number) => '{}\n'.repeat(count);
	t.equal((await itemsOf(superbillLines(lines(10_000)))).length, 10_000);
	t.match(
		await refusal(superbillLines(lines(10_001))),
		/^too-large: The upload has more than 10,000 superbills or visits\./,
	);
	t.match(await refusal(visitLines(lines(3)), { items: 2 }), /^too-large:/);
});

t.test('an empty upload is refused', async (t) => {
	for (const text of ['', '\n\r\n \n', '\uFEFF'])
		t.match(await refusal(superbillLines(text)), /^unreadable: /);
});

t.test('blank lines count, and an upload of nothing else is read only up to the limit', async (t) => {
	let read = 0;
	const endless = {
		*[Symbol.iterator]() {
			for (; read < 1000; read++) yield Buffer.from('\n'.repeat(1000));
		},
	};
	const form = { kind: 'ndjson', of: 'superbills' } as const;
	t.match(
		await refusal({ form, pieces: endless }),
		/^too-large: The upload has more than 100,000 lines, including blank ones\./,
	);
	t.equal(read, 100);
	t.equal(await refusal(superbillLines(`${' \t\r\n'.repeat(99_999)}{}`)), 'it was read');
});

t.test('a line that no program could keep is refused alone', async (t) => {
	const lines = ['{"a":1e309}', '"\\ud800"', '['.repeat(40) + ']'.repeat(40), '{"number":"SB-1"}'];
	const { items } = await read(superbillLines(lines.join('\n')));
	t.strictSame(
		items.map(({ refused }) => refused),
		[true, true, true, false],
	);
	t.equal(items.flatMap(said)[0], '1 Line 1 cannot be used: at column 6 (a), expected a smaller number.');
	t.match(items.flatMap(said)[1], /^2 Line 2 cannot be used: at column 1, expected/);
	const text = `{"superbills":[${lines.join()}]}`;
	t.strictSame(
		(await itemsOf(json(text))).map(({ refused }) => refused),
		[true, true, true, false],
	);
	t.match(
		await refusal(json('{"mode":1e309}')),
		/^unreadable: The upload cannot be used: at line 1, column 9,/,
	);
});
