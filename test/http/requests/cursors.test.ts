import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { importFiles } from '../../../src/codes/library/import.ts';
import { PRACTICE_EXAMPLES } from '../../../src/http/examples/practices-on-file.ts';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import { fixedKeyring } from '../../../src/vault/keyring.ts';
import { codeFile, ORDER_FILES } from '../../fixtures/code-files.ts';
import { visit } from '../../records/issuing.suite.ts';
import { KEY, testApp } from '../app.ts';

t.setTimeout(120_000);

t.test(
	'a cursor of one list is refused by every other list, and by its own with other filters',
	async (t) => {
		const dataDir = t.testdir();
		await importFiles(join(dataDir, 'codes'), ORDER_FILES.map(codeFile));
		const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
		t.teardown(() => store.close());
		const { send } = await testApp(t, { dataDir, apiKey: KEY }, { store: () => store });
		const authorization = `Bearer ${KEY}`;
		const get = (url: string) => send({ url, headers: { authorization } });
		const sendJson = (method: 'POST' | 'PUT', url: string, body: unknown) =>
			send({
				method,
				url,
				headers: { authorization, 'content-type': 'application/json' },
				payload: JSON.stringify(body),
			});

		const { id } = (
			await sendJson('POST', '/v1/batches', { mode: 'issue', superbills: [visit(), visit(), visit()] })
		).json();
		for (const i of [1, 2]) {
			const issued = await sendJson('POST', '/v1/superbills', visit());
			t.equal(issued.statusCode, 201);
			await sendJson('POST', '/v1/api-keys', { label: `Key ${i}`, scopes: ['admin'] });
			await sendJson('PUT', `/v1/practices/clinic-${i}`, PRACTICE_EXAMPLES['ketamine-clinic'].value);
		}
		const first = (await get('/v1/superbills?limit=1')).json().items[0].id;
		const history = `/v1/superbills/${first}/history`;
		// A page of a history holds a hundred events, and reading the superbill adds one.
		for (let i = 0; i < 101; i++) await get(`/v1/superbills/${first}`);

		/** Addresses with room for a cursor; a second one of the same list has another filter. */
		const lists: readonly (readonly [url: string, ...otherFilters: string[]])[] = [
			['/v1/superbills?limit=1', '/v1/superbills?status=void'],
			[`/v1/batches/${id}/items?limit=1`, `/v1/batches/${id}/items?state=failed`],
			['/v1/practices?limit=1'],
			['/v1/api-keys?limit=1'],
			['/v1/audit-events?limit=1', '/v1/audit-events?action=key.create'],
			[`${history}?`],
			['/v1/code-sets/icd10cm/codes?limit=1', '/v1/code-sets/icd10cm/codes?q=F33'],
		];
		const cursors = new Map<string, string>();
		for (const [url] of lists) {
			const { nextCursor } = (await get(url)).json();
			t.type(nextCursor, 'string', url);
			cursors.set(url, nextCursor);
			const next = await get(`${url}&cursor=${nextCursor}`);
			t.equal(next.statusCode, 200, `${url} goes on`);
		}
		const searched = (await sendJson('POST', '/v1/superbills/search', { limit: 1 })).json().nextCursor;
		for (const [own, ...otherFilters] of lists) {
			for (const [from, cursor] of [...cursors, ['a search', searched]] as const) {
				const refusing = from === own ? otherFilters : [own];
				for (const url of refusing) {
					// The list without criteria and the search without criteria are the same list.
					if (from === 'a search' && url.startsWith('/v1/superbills?')) continue;
					const answer = await get(`${url}&cursor=${cursor}`);
					t.equal(answer.statusCode, 400, `${url} with the cursor of ${from}`);
					t.match(answer.json().detail, /^cursor must be the nextCursor of the previous answer\. Send/);
				}
			}
		}
		const wrong = await sendJson('POST', '/v1/superbills/search', {
			cursor: cursors.get('/v1/practices?limit=1'),
		});
		t.equal(wrong.statusCode, 400);
		t.match(wrong.json().detail, /^cursor must be/);
	},
);
