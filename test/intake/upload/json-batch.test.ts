import fc from 'fast-check';
import t from 'tap';
import { splitBatch } from '../../../src/intake/upload/json-batch.ts';
import { LIMITS } from '../../../src/intake/upload/limits.ts';
import { parseStrictJson } from '../../../src/text/json.ts';
import { piecesOf } from '../../fixtures/pieces.ts';
import { runs } from '../../fixtures/property.ts';
import { itemsOf, json, read, refusal, said } from '../uploads.ts';

type Batch = Readonly<Record<string, unknown>>;

/** Puts the entries back into the outline. */
function whole(text: string, cuts: readonly number[]): unknown {
	const { outline, entries } = splitBatch(piecesOf(text, cuts), LIMITS);
	const filled = (list: readonly number[]) =>
		[...entries('Entry', list)].map(({ body, finding }) => finding ?? body);
	if (Array.isArray(outline)) return filled(outline);
	return Object.fromEntries(
		Object.entries(outline as Batch).map(([name, value]) => [
			name,
			Array.isArray(value) ? filled(value) : value,
		]),
	);
}

t.test('a batch that is split and put together is the same, however it is written', async (t) => {
	const list = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 });
	const batch = fc.dictionary(
		fc.string({ unit: fc.constantFrom('a', '"', '[', '{', ']', ',', '\\', 'é') }),
		fc.oneof(list, fc.string(), fc.dictionary(fc.string(), fc.integer())),
	);
	fc.assert(
		fc.property(
			fc.oneof(batch, list),
			fc.constantFrom('', ' ', '\t', '\n'),
			fc.array(fc.nat()),
			(value, indent, cuts) => {
				const text = JSON.stringify(value, undefined, indent);
				t.strictSame(whole(text, cuts), JSON.parse(text));
			},
		),
		{ numRuns: runs(500) },
	);
});

/** The refusal with the place that a reader of the whole text finds. */
function placeIn(text: string): string {
	const { line, column, expected } = parseStrictJson(text).error ?? {};
	return `unreadable: The upload is not JSON: at line ${line}, column ${column}, expected ${expected}.`;
}

t.test('a mistake is reported where it is in the whole upload', async (t) => {
	for (const text of [
		'{"superbills": [',
		'{"superbills": [{"é": 1},\n {"ü": "ö", "b" 2}]}',
		'{"superbills": [{}, {"a": 1, "a": 2}]}',
		'{"superbills": [\n{"a": [1, 2}\n]}',
		'{"superbills": [{}],\n"mode": "é" x}',
		'{"superbills": [1, "two"] "mode": 1}',
		'{"superbills": [1,, 2]}',
		'{"superbills": [1, 2,]}',
		'{"superbills": ["not closed]}',
		'{"mode": "issue", "mode": "issue", "superbills": [1]}',
		'1, 2',
		'}',
		'{"superbills": [1]]',
		'{"superbills" [1]}',
		'{superbills: [1]}',
		'{"superbills": [1]} {"superbills": [1]}',
	]) {
		t.equal(await refusal(json(text)), placeIn(text), text);
	}
});

t.test('an upload that is empty, not UTF-8 or not text is refused', async (t) => {
	t.equal(await refusal(json(' \n')), 'unreadable: The upload is empty. Send a JSON object.');
	const latin = (text: string) => ({
		form: { kind: 'json' } as const,
		pieces: [Buffer.from(text, 'latin1')],
	});
	t.match(await refusal(latin('{"mödus": 1}')), /^not-text: The upload is not UTF-8/);
	t.match(await refusal(json('{"superbills": ["\0"]}')), /^not-text: The upload has zero bytes/);
	const { items } = await read(latin('{"superbills": [{"a": 1}, {"b": "ö"}]}'));
	t.strictSame(items.flatMap(said), [' Superbill 2 is not UTF-8.']);
});

t.test('entries are counted and measured before any of them is parsed', async (t) => {
	t.match(
		await refusal(json(`{"visits": [${'1,'.repeat(3)}1]}`), { items: 3 }),
		/^too-large: .* more than 3 /,
	);
	t.equal(await refusal(json('{"visits": [1, 2, 3]}'), { items: 3 }), 'it was read');
	// Neither of these would ever be parsed completely.
	const endless = `{"superbills": [${'{"a":[]},'.repeat(10_001)}`;
	t.match(await refusal(json(endless)), /^too-large: .* more than 10,000 /);
	const names = Array.from({ length: 10_000 }, (_, i) => `"n${i}": 1`).join();
	t.match(await refusal(json(`{${names}}`)), /^too-large: .* more than 64 KB outside/);
});

t.test('an entry that is too long is refused alone', async (t) => {
	const long = 'x'.repeat(300 * 1024);
	for (const list of ['superbills', 'visits']) {
		const items = await itemsOf(json({ [list]: [long, { number: 'SB-1' }] }));
		const [place, name] = list === 'visits' ? ['1:', 'Visit'] : ['', 'Superbill'];
		t.equal(items.flatMap(said)[0], `${place} ${name} 1 is longer than 256 KB.`);
		t.equal(items[0]?.refused, true);
	}
});

t.test('a list without an object is read only where it is clear what it has', async (t) => {
	t.equal((await itemsOf(json([{}, {}], { of: 'superbills' }))).length, 2);
	t.match(await refusal(json([{}])), /^refused: /);
	t.match(await refusal(json('7', { of: 'visits', splitBy: 'visit' })), /^refused: /);
});
