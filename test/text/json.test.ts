import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { parseStrictJson } from '../../src/text/json.ts';
import { findJsonError } from '../../src/text/json-error.ts';
import { runs } from '../fixtures/property.ts';

/** Few letters, so names repeat; quotes, colons and backslashes, so strings look like other parts of JSON. */
const string = fc.string({ unit: fc.constantFrom('a', 'b', '"', ':', '\\', '{', 'ä', '\n'), maxLength: 3 });
const { text: anyText } = fc.letrec<{ text: string }>((tie) => ({
	text: fc.oneof(
		{ depthSize: 'small' },
		string.map((value) => JSON.stringify(value)),
		fc.constantFrom('0', '-1.5e3', 'true', 'null', '{}', '[ ]', '{"__proto__": 1}', '"\\u0061"'),
		fc.array(tie('text'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
		fc
			.array(fc.tuple(string, tie('text')), { maxLength: 4 })
			.map((members) => `{${members.map(([name, text]) => `${JSON.stringify(name)} : ${text}`).join(',')}}`),
	),
}));

t.test('it reads JSON without mistakes, and locates the first mistake', async (t) => {
	let refused = 0;
	fc.assert(
		fc.property(anyText, (text) => {
			const error = findJsonError(text);
			if (error) refused++;
			return isDeepStrictEqual(parseStrictJson(text), error ? { error } : { value: JSON.parse(text) });
		}),
		{ numRuns: runs(2_000) },
	);
	t.ok(refused > 0 && refused < runs(2_000), `${refused} had a repeated name`);
});

t.test('a repeated name is found in every spelling', async (t) => {
	for (const text of [
		'{"charge": "300.00", "charge": "30.00"}',
		'[{"a": {"b": 1, "\\u0062": 2}}]',
		'{"__proto__": 1, "__proto__": 2}',
		'{"1": 1, "1": 1}',
		'{"": 1, "": 1}',
	]) {
		t.match(parseStrictJson(text), { error: { expected: /already has one/ } }, text);
	}
});

t.test('broken, deep and long texts are handled', async (t) => {
	t.match(parseStrictJson('{"a": 1,}'), { error: { line: 1, column: 9, expected: /^a property name/ } });
	t.match(parseStrictJson(''), { error: { expected: /^a value/ } });
	t.equal(parseStrictJson('['.repeat(500_000)).error?.column, 33);
	const deep = `${'[{"a":'.repeat(16)}1${'}]'.repeat(16)}`;
	t.strictSame(JSON.stringify(parseStrictJson(deep).value), deep);
	t.equal(parseStrictJson(JSON.stringify(':"\\'.repeat(300_000))).error, undefined);
});
