import fc from 'fast-check';
import t from 'tap';
import { parseStrictJson } from '../../src/text/json.ts';
import { findJsonError } from '../../src/text/json-error.ts';
import { assertProperty, runs } from '../fixtures/property.ts';

const REPEATED_NAME = /already has one/;

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** JSON with a few characters removed or inserted. */
const nearlyJson = fc
	.tuple(
		fc.json(),
		fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '"', '{', ']', ',', ':', '\\', '1', '\n', 'e'))),
	)
	.map(([text, edits]) =>
		edits.reduce((edited, [at, put]) => {
			const i = at % (edited.length + 1);
			return edited.slice(0, i) + put + edited.slice(i + (put === '' ? 1 : 0));
		}, text),
	);

t.test('it finds a mistake if and only if JSON.parse does', async (t) => {
	assertProperty(
		t,
		fc.property(fc.oneof(nearlyJson, fc.json({ maxDepth: 5 }), fc.string()), (text) => {
			const error = findJsonError(text);
			// Nothing is read after a repeated name or a value that cannot be kept.
			return error?.path || error?.expected.match(REPEATED_NAME)
				? true
				: (error === undefined) === isJson(text);
		}),
		runs(5_000),
	);
});

t.test('a mistake has its line, its column and what was expected', async (t) => {
	const cases: [text: string, line: number, column: number, expected: RegExp][] = [
		['', 1, 1, /^a value/],
		['{"a": 1,}', 1, 9, /^a property name/],
		['{a: 1}', 1, 2, /^a property name/],
		['{"a" 1}', 1, 6, /^a colon/],
		['{"a": "x" "b": 2}', 1, 11, /^a comma \(,\) or a closing \}$/],
		['[1 2]', 1, 4, /^a comma \(,\) or a closing \]$/],
		['{\n  "a": 01\n}', 2, 8, /^a value/],
		['{"a": "x\ny"}', 1, 9, /on the same line/],
		['{"a": "\\x"}', 1, 8, /^\\"/],
		['{"a": "x', 1, 9, /at the end of the text/],
		['{} {}', 1, 4, /^nothing more/],
		['{"charge": 150.00.1}', 1, 12, /^a value/],
		['[', 1, 2, /^a value/],
	];
	for (const [text, line, column, expected] of cases) {
		t.match(findJsonError(text), { line, column, expected }, text);
	}
});

t.test('a repeated name is a mistake, because one of its values would be lost', async (t) => {
	t.match(findJsonError('{"charge": "300.00",\n "charge": "30.00"}'), {
		line: 2,
		column: 2,
		expected: REPEATED_NAME,
	});
	t.match(findJsonError('{"a": {"b": 1, "\\u0062": 2}}'), { column: 16, expected: REPEATED_NAME });
	t.equal(findJsonError('[{"a": 1}, {"a": 1, "b": {"a": 1}}]'), undefined);
});

t.test('deep and long texts do not overflow the stack', async (t) => {
	t.equal(findJsonError('[{"a":'.repeat(500_000))?.column, 97);
	t.equal(findJsonError(`"${'a\\n'.repeat(300_000)}"`), undefined);
	t.match(findJsonError(`[${'1'.repeat(900_000)}`), { expected: /smaller number/ });
});

t.test('a value that cannot be kept as it is has its line, its column and its field', async (t) => {
	const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
	const cases: [text: string, line: number, column: number, path: (string | number)[], expected: RegExp][] = [
		['{"a": [1,\n {"b": -1e309}]}', 2, 8, ['a', 1, 'b'], /^a smaller number/],
		[`[1${'0'.repeat(400)}]`, 1, 2, [0], /^a smaller number/],
		['"\\ud800"', 1, 1, [], /pair/],
		['{"a": ["\\uD83D\\uDE00", "\\uDE00\\uD83D"]}', 1, 24, ['a', 1], /pair/],
		['"\ud800"', 1, 1, [], /pair/],
		['{"a": {"\\udfff": 1}}', 1, 8, ['a'], /pair/],
		['{"a": 1, "b": [1, 2, 3]}', 1, 21, ['b', 2], /^at most 4 values/],
		['{"a": 1, "b": [1, 2], "c": 3}', 1, 22, [], /^at most 4 values/],
		['[1, 2, 3, []]', 1, 13, [3], /^at most 4 values/],
	];
	for (const [text, line, column, path, expected] of cases) {
		t.match(findJsonError(text, 4), { line, column, path, expected }, text);
		t.strictSame(parseStrictJson(text, 4).error, findJsonError(text, 4), text);
	}
	t.equal(findJsonError('[1, [], 3]', 4), undefined);
	const name = 'x'.repeat(201);
	t.match(parseStrictJson(`{"a": {"${name}": 1}}`).error, {
		column: 8,
		path: ['a'],
		expected: /at most 200/,
	});
	t.strictSame(parseStrictJson(`{"${name.slice(1)}": 1}`), { value: { [name.slice(1)]: 1 } });
	t.equal(findJsonError(deep(32)), undefined);
	t.match(parseStrictJson(deep(33)).error, {
		column: 33,
		path: Array(32).fill(0),
		expected: /^at most 32 levels/,
	});
	t.equal(findJsonError('["\\uD83D\\uDE00", 1e308, 1e-400, -0]'), undefined);
});

t.test('a text that ends within an escape is cut off', async (t) => {
	t.match(findJsonError('"\\'), { expected: /./ });
	t.match(findJsonError('"\\u12'), { expected: /./ });
	t.match(findJsonError('"\\q"'), { expected: /./ });
});
