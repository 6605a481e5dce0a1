import t from 'tap';
import { metadataOf } from '../../src/superbill/metadata.ts';
import { readRequest } from '../../src/superbill/read.ts';
import { plainWith } from '../fixtures/plain.ts';

const mistakes = (metadata: unknown) =>
	(readRequest(plainWith({ '/metadata': metadata })).findings ?? []).map(
		({ pointer, message, help }) => `${pointer} ${message} ${help}`,
	);

t.test('metadata is up to 20 short text pairs', async (t) => {
	t.strictSame(mistakes({ encounterId: 'ENC-1', empty: '' }), []);
	const pairs = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (_, i) => [`name${i}`, 'value']));
	t.strictSame(mistakes(pairs(20)), []);
	t.match(mistakes(pairs(21)), [/^\/metadata Metadata has more than 20 pairs\. Keep at most 20/]);
	t.match(mistakes({ a: 5 }), [/^\/metadata\/a .*is not text/]);
	t.match(mistakes({ a: 'x'.repeat(501) }), [/more than 500 characters/]);
	t.match(mistakes({ 'a b': 'x' }), [/letters, digits/]);
	t.match(mistakes({ ['x'.repeat(41)]: 'x' }), [/more than 40 characters/]);
	t.match(mistakes('text'), [/^\/metadata Metadata is not an object\. Put its fields in curly brackets/]);
});

t.test('metadata is read from a body that has mistakes elsewhere', async (t) => {
	t.strictSame(metadataOf({ metadata: { a: 'b' }, note: 5 }), { a: 'b' });
	for (const body of [null, 'text', {}, { metadata: { a: 5 } }]) t.equal(metadataOf(body), undefined);
});
