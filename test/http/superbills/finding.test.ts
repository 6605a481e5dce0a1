import { randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import type { AppParts } from '../../../src/app.ts';
import { createLog } from '../../../src/start/log.ts';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import { fixedKeyring } from '../../../src/vault/keyring.ts';
import { visit } from '../../records/issuing.suite.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { DOCUMENT, testApp } from '../app.ts';

async function stocked(t: Test, parts: AppParts = {}) {
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	t.teardown(() => store.close());
	const { send } = await testApp(t, {}, { store: () => store, service: serviceUnderTest(), ...parts });
	const numbers: string[] = [];
	for (let i = 0; i < 3; i++) {
		const { headers } = await send({ method: 'POST', url: '/v1/superbills', payload: visit() as object });
		numbers.unshift(headers['superbill-number'] as string);
	}
	const list = (query = '') => send({ method: 'GET', url: `/v1/superbills${query}` });
	const search = (payload: object) => send({ method: 'POST', url: '/v1/superbills/search', payload });
	return { store, numbers, list, search, send };
}

const numbersOf = (answer: { json(): { items: { number: string }[] } }): string[] =>
	answer.json().items.map(({ number }) => number);

t.test('cursors lead through a list, and each item has links', async (t) => {
	const { numbers, list } = await stocked(t);
	const first = await list('?limit=2');
	t.equal(first.statusCode, 200);
	t.strictSame(numbersOf(first), numbers.slice(0, 2));
	const { items, nextCursor } = first.json();
	const self = `/v1/superbills/${items[0].id}`;
	t.strictSame(items[0].links, {
		self,
		pdf: `${self}/pdf`,
		request: `${self}/request`,
		history: `${self}/history`,
	});
	const second = await list(`?limit=2&cursor=${nextCursor}`);
	t.strictSame(numbersOf(second), numbers.slice(2));
	t.equal(second.json().nextCursor, null);
	const other = await list(`?limit=2&status=void&cursor=${nextCursor}`);
	t.equal(other.statusCode, 400);
	t.match(
		other.json().detail,
		/^cursor must be the nextCursor of the previous answer\. Send it as you received it/,
	);
});

t.test('a wrong query is refused in plain words', async (t) => {
	const { list } = await stocked(t);
	const wrong: readonly (readonly [query: string, detail: RegExp])[] = [
		['?limit=0', /^The query parameter limit must be a whole number from 1 to 100\.$/],
		['?limit=101', /^The query parameter limit must be/],
		['?issuedFrom=2026-02-30', /^The query parameter issuedFrom is not a date\. Write it as/],
		[
			'?issuedFrom=2026-02-02&issuedTo=2026-02-01',
			/^The query parameter issuedTo must not be before issuedFrom\.$/,
		],
		[
			'?status=paid',
			/^The query parameter status is not one of the choices\. Write "issued", "replaced", or "void"\.$/,
		],
		['?cursor=%20', /^cursor must be the nextCursor/],
		[
			'?lastName=Fakenham',
			/^This operation has no query parameter lastName\. It takes issuedFrom, .* and limit\.$/,
		],
	];
	for (const [query, detail] of wrong) {
		const answer = await list(query);
		t.equal(answer.statusCode, 400, query);
		t.match(answer.json().detail, detail, query);
		t.notMatch(answer.body, /Fakenham/, 'nothing that was sent comes back');
	}
});

t.test('a search returns what it finds, or says what is wrong with the request', async (t) => {
	const { numbers, search } = await stocked(t);
	t.strictSame(numbersOf(await search({ lastName: 'FAKENHAM', birthDate: '1984-02-29' })), numbers);
	t.strictSame(numbersOf(await search({ number: numbers[1] })), [numbers[1]]);
	const refused = await search({ lastName: 'Fakenham', birthday: '1984-02-29', limit: 500 });
	t.equal(refused.statusCode, 422);
	t.strictSame(
		refused.json().findings.map(({ pointer }: { pointer: string }) => pointer),
		['/limit', '/birthday'],
	);
	t.notMatch(refused.body, /Fakenham|1984/);
});

t.test('every example of a search is valid', async (t) => {
	const { search } = await stocked(t);
	const content = DOCUMENT.paths['/v1/superbills/search']?.['post']?.requestBody?.content;
	const examples = Object.values(content?.['application/json']?.examples ?? {});
	t.ok(examples.length >= 4);
	for (const { summary, value } of examples) {
		t.equal((await search(value as object)).statusCode, 200, summary);
	}
});

t.test(
	'a superbill that was tampered with is not decrypted, the list goes on, and the log has one line about it',
	async (t) => {
		const lines: string[] = [];
		const log = createLog('error', { write: (line: string) => void lines.push(line) });
		const { store, numbers, list, send } = await stocked(t, { log });
		await store.db
			.updateTable('superbills')
			.set({ practice_id: 'meadow' })
			.where('number', '<>', numbers[1] as string)
			.execute();
		const answer = await list();
		t.equal(answer.statusCode, 200);
		t.strictSame(numbersOf(answer), numbers);
		const { items } = answer.json();
		t.strictSame(
			items.map(({ patient }: { patient: { lastName: string } | null }) => patient?.lastName),
			[undefined, 'Fakenham', undefined],
		);
		t.equal(lines.length, 1);
		t.match(JSON.parse(lines.splice(0)[0] as string), {
			requestId: answer.headers['x-request-id'],
			error: { code: 'SEAL_BROKEN' },
			msg: 'failure',
		});
		for (const what of ['', '/pdf']) {
			const url = `/v1/superbills/${items[0].id}${what}`;
			t.equal((await send({ method: 'GET', url })).statusCode, 500, what);
		}
		t.strictSame(
			lines.map((line) => JSON.parse(line).error.code),
			['SEAL_BROKEN', 'SEAL_BROKEN'],
		);
	},
);
