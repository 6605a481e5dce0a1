import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import t, { type Test } from 'tap';
import { createKeys } from '../../../src/access/keys.ts';
import { SUBJECT_KINDS } from '../../../src/audit/events.ts';
import { ACTOR_NAMES, ANYONE, OPERATOR, SCOPES } from '../../../src/calls/actor.ts';
import type { Config } from '../../../src/config.ts';
import { PRACTICE_EXAMPLES } from '../../../src/http/examples/practices-on-file.ts';
import { checkUploadedImage } from '../../../src/pdf/pictures/decode.ts';
import { createPractices } from '../../../src/practices/on-file/practices.ts';
import { storeUnavailable } from '../../../src/store/database/unavailable.ts';
import { openMemoryStore, sqliteFile } from '../../../src/store/open-store.ts';
import { fixedKeyring } from '../../../src/vault/keyring.ts';
import { fillBatches } from '../../batches/filled.ts';
import { superbillHere } from '../../cli/in-process.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { fill } from '../../store/stores.ts';
import { KEY, testApp } from '../app.ts';
import { start } from '../process.ts';

t.setTimeout(120_000);

async function service(t: Test, config: Partial<Config> = {}) {
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	let gone = false;
	t.teardown(() => store.close());
	const { app, send } = await testApp(t, config, {
		store: () => {
			if (gone) throw storeUnavailable('ECONNREFUSED');
			return store;
		},
	});
	return {
		app,
		store,
		send: (request: InjectOptions, key?: string) =>
			send({ ...request, headers: { ...request.headers, ...(key && { authorization: `Bearer ${key}` }) } }),
		post: (url: string, body: unknown, key?: string) =>
			send({
				method: 'POST',
				url,
				headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
				payload: JSON.stringify(body),
			}),
		lose: () => {
			gone = true;
		},
	};
}

const ADMIN = { label: 'Administrator', scopes: ['admin'] };

t.test('the first key closes the service at once, and lets it answer to other host names', async (t) => {
	const { send, post } = await service(t);
	const elsewhere = { url: '/v1/rules', headers: { host: 'clinic-host' } };
	t.equal((await send({ url: '/v1/rules' })).statusCode, 200);
	t.equal((await send(elsewhere)).statusCode, 421);
	const made = await post('/v1/api-keys', ADMIN);
	t.equal(made.statusCode, 201);
	t.equal((await send({ url: '/v1/rules' })).statusCode, 401);
	t.equal((await send(elsewhere)).statusCode, 401);
	t.equal((await send(elsewhere, made.json().key)).statusCode, 200);
	const forbidden = await post('/v1/superbills/render', minimal, made.json().key);
	t.equal(forbidden.statusCode, 403);
	t.match(forbidden.json().detail, 'superbills:write');
});

t.test('a revoked key is refused at the next request, and the audit log records it', async (t) => {
	const { send, post } = await service(t, { apiKey: KEY });
	const { id, key } = (await post('/v1/api-keys', ADMIN, KEY)).json();
	t.equal((await send({ url: '/v1/api-keys' }, key)).statusCode, 200);
	await send({ method: 'DELETE', url: `/v1/api-keys/${id}` }, KEY);
	const refused = await send({ url: '/v1/api-keys' }, key);
	t.equal(refused.statusCode, 401);
	t.match(refused.json().detail, 'was revoked');
	const events = (await send({ url: `/v1/audit-events?actor=key:${id}` }, KEY)).json().items;
	t.match(events, [
		{ action: 'request.refuse', outcome: '401', details: { method: 'GET', route: '/v1/api-keys' } },
		{ action: 'key.list', outcome: 'ok' },
	]);
	const changes = (await send({ url: `/v1/audit-events?subject=key:${id}` }, KEY)).json().items;
	t.strictSame(
		changes.map(({ action }: { action: string }) => action),
		['key.revoke', 'key.create'],
	);
});

t.test('a caller learns whose key was sent, what it allows, and that none is needed yet', async (t) => {
	const { send, post } = await service(t);
	const current = async (key?: string) => (await send({ url: '/v1/api-keys/current' }, key)).json();
	const all = [...SCOPES];
	t.strictSame(await current(), {
		authentication: 'none',
		actor: 'anyone',
		name: null,
		scopes: all,
		practice: null,
		expiresAt: null,
	});
	const PROFILE = PRACTICE_EXAMPLES['ketamine-clinic'].value;
	await send({ method: 'PUT', url: '/v1/practices/harbor', payload: PROFILE });
	const make = async (body: object) => (await post('/v1/api-keys', body, admin?.key)).json();
	let admin: { id: string; key: string } | undefined;
	admin = await make({ ...ADMIN, expiresAt: '2099-01-01T00:00:00Z' });
	const reader = await make({ label: 'Front desk', scopes: ['admin'], practice: 'harbor' });
	const away = await make({ label: 'Elsewhere', scopes: ['admin'], practice: 'meadow' });
	t.match(await current(admin?.key), { authentication: 'key', name: 'Administrator', practice: null });
	t.strictSame(await current(reader.key), {
		authentication: 'key',
		actor: `key:${reader.id}`,
		name: 'Front desk',
		scopes: ['admin'],
		practice: { id: 'harbor', name: PROFILE.billingProvider.name },
		expiresAt: '2099-01-01T00:00:00.000Z',
	});
	t.strictSame((await current(away.key)).practice, { id: 'meadow', name: null }, 'not on file');
	for (const wrong of [
		undefined,
		'wrong',
		`${reader.key.slice(0, -1)}${reader.key.endsWith('A') ? 'B' : 'A'}`,
	])
		t.equal((await current(wrong)).status, 401);
	const { send: sendTo } = await service(t, { apiKey: KEY });
	const operator = (await sendTo({ url: '/v1/api-keys/current' }, KEY)).json();
	t.match(operator, { authentication: 'key', actor: 'operator', name: null, scopes: all, practice: null });
});

t.test('the audit log and a history show the names of keys, also of revoked ones', async (t) => {
	const { store, send, post } = await service(t, { apiKey: KEY });
	const scopes = ['superbills:write', 'superbills:read'];
	const make = async (label: string, more = {}) =>
		(await post('/v1/api-keys', { label, scopes, ...more }, KEY)).json();
	const testa = await make('Testa');
	const { number: _, ...visit } = minimal;
	const self = String((await post('/v1/superbills', visit, testa.key)).headers['location']);
	await send({ method: 'DELETE', url: `/v1/api-keys/${testa.id}` }, KEY);
	await send({ url: self }, KEY);
	const { items } = (await send({ url: `${self}/history` }, KEY)).json();
	t.match(items, [
		{ actor: `key:${testa.id}`, actorName: 'Testa' },
		{ actor: 'operator', actorName: null },
	]);
	const log = async (key: string, action = 'superbill.issue') =>
		(await send({ url: `/v1/audit-events?action=${action}` }, key)).json();
	t.match((await log(KEY)).items, [{ actorName: 'Testa' }]);

	const everywhere = await make('Head office', { scopes: ['admin'] });
	const own = { label: 'Harbor', scopes: ['admin'], practice: 'harbor' };
	const harbor = (await post('/v1/api-keys', own, everywhere.key)).json();
	await send({ url: `${self}/history` }, harbor.key);
	t.match((await log(harbor.key, 'request.refuse')).items, [{ actorName: 'Harbor' }]);
	t.match((await log(harbor.key, 'key.create')).items, [{ actorName: 'Head office' }]);
	await store.db.updateTable('api_keys').set({ label: 'Someone else' }).where('id', '=', testa.id).execute();
	t.match((await log(KEY)).items, [{ actorName: null }], 'a name that was changed by hand is not shown');
});

t.test('refused attempts are in the audit log, refused checks are not', async (t) => {
	const { send, post } = await service(t, { apiKey: KEY });
	const { key } = (await post('/v1/api-keys', { ...ADMIN, practice: 'harbor' }, KEY)).json();
	await send({ url: '/v1/rules' });
	await send({ url: '/v1/rules' }, 'wrong');
	await send({ url: '/v1/superbills/00000000-0000-4000-8000-000000000101' }, key);
	await send({ method: 'DELETE', url: '/v1/api-keys/abcdefgh' }, key);
	await post('/v1/superbills', {}, KEY);
	await post('/v1/superbills/render', {}, KEY);
	await send({ url: '/v1/templates/none' }, KEY);
	const { items } = (await send({ url: '/v1/audit-events?action=request.refuse' }, KEY)).json();
	t.strictSame(
		items
			.map((event: Record<string, unknown>) => [event['outcome'], event['practice'], event['details']])
			.reverse(),
		[
			['401', null, { method: 'GET', route: '/v1/rules' }],
			['403', 'harbor', { method: 'GET', route: '/v1/superbills/:id' }],
			['404', 'harbor', { method: 'DELETE', route: '/v1/api-keys/:id' }],
			['422', null, { method: 'POST', route: '/v1/superbills' }],
		],
	);
	const own = (await send({ url: '/v1/audit-events' }, key)).json().items;
	t.ok(own.length >= 2);
	t.ok(own.every(({ practice }: { practice: string }) => practice === 'harbor'));
});

t.test('the history lists what was done to a superbill, oldest first', async (t) => {
	const { send, post } = await service(t);
	const { number: _, ...visit } = minimal;
	const issued = await post('/v1/superbills', visit);
	t.equal(issued.statusCode, 201);
	const self = String(issued.headers['location']);
	await send({ url: `${self}/pdf` });
	await post(`${self}/void`, { reason: 'No visit' });
	await send({ url: `${self}/history` });
	const { items, nextCursor } = (await send({ url: `${self}/history` })).json();
	t.equal(nextCursor, null);
	t.match(items, [
		{ action: 'superbill.issue', actor: 'anyone', requestId: issued.headers['x-request-id'] },
		{ action: 'superbill.read-pdf' },
		{ action: 'superbill.void' },
		{ action: 'superbill.read-history' },
	]);
	t.equal(items.length, 4);
});

t.test('every subject and every actor that is written can be searched for', async (t) => {
	const { store, send } = await service(t, { apiKey: KEY });
	await fill(store);
	await fillBatches(t, store);
	const call = { actor: OPERATOR, now: new Date() };
	await createKeys(() => store).create(call, ADMIN);
	await createPractices({
		store: () => store,
		service: serviceUnderTest(),
		checkImage: checkUploadedImage,
	}).save(call, 'meadow', PRACTICE_EXAMPLES['ketamine-clinic'].value, () => true);
	await send({ url: '/v1/rules' }, 'wrong');
	const rows = await store.db.selectFrom('audit_events').select(['subject', 'actor']).execute();
	const written = (column: 'subject' | 'actor') => [...new Set(rows.map((row) => row[column]))];
	const subjects = written('subject').filter((subject) => subject !== null);
	const kinds = new Set(subjects.map((subject) => subject.split(':')[0]));
	t.strictSame([...kinds].sort(), [...SUBJECT_KINDS].sort(), 'there is an event about each kind of subject');
	const queries = [
		...subjects.map((subject) => `subject=${subject}`),
		...written('actor').map((actor) => `actor=${actor}`),
		...ACTOR_NAMES.map((actor) => `actor=${actor}`),
	];
	for (const query of queries) {
		const answer = await send({ url: `/v1/audit-events?${query}` }, KEY);
		t.equal(answer.statusCode, 200, query);
		const known = !query.startsWith('actor=') || written('actor').includes(query.slice('actor='.length));
		t.equal(answer.json().items.length > 0, known, query);
	}
	for (const query of ['subject=invoice:1', 'subject=batch:', 'actor=somebody', 'actor=key:']) {
		const answer = await send({ url: `/v1/audit-events?${query}` }, KEY);
		t.equal(answer.statusCode, 400, query);
		t.match(answer.json().detail, new RegExp(`${query.split('=')[0]} must be one of .*key:<id>`));
	}
});

t.test('cursors lead through all pages, and a wrong parameter is named', async (t) => {
	const { send, post } = await service(t);
	const { key } = (await post('/v1/api-keys', ADMIN)).json();
	for (let i = 0; i < 4; i++) await post('/v1/api-keys', ADMIN, key);
	for (const url of ['/v1/api-keys?limit=2', '/v1/audit-events?action=key.create&limit=2']) {
		const seen: string[] = [];
		for (let next = ''; ; ) {
			const { items, nextCursor } = (await send({ url: `${url}${next}` }, key)).json();
			seen.push(...items.map((item: { id?: string; subject?: string }) => item.id ?? item.subject));
			if (nextCursor === null) break;
			next = `&cursor=${nextCursor}`;
		}
		t.equal(seen.length, 5);
		t.equal(new Set(seen).size, 5);
	}
	for (const [query, name] of [
		['limit=0', 'limit'],
		['cursor=x', 'cursor'],
		['cursor=W10', 'cursor'],
		['from=yesterday', 'from'],
		['action=look', 'action'],
		['subject=Jane%20Doe', 'subject'],
		['actor=Jane%20Doe', 'actor'],
		['patient=x', 'query parameter'],
	] as const) {
		const wrong = await send({ url: `/v1/audit-events?${query}` }, key);
		t.equal(wrong.statusCode, 400, query);
		t.match(wrong.json().detail, name);
		t.notMatch(wrong.body, /Jane|yesterday/);
	}
});

t.test('each key has its own rate limit', async (t) => {
	const { send, post } = await service(t, { apiKey: KEY, rateLimit: 4 });
	const first = (await post('/v1/api-keys', ADMIN, KEY)).json().key;
	const second = (await post('/v1/api-keys', ADMIN, KEY)).json().key;
	for (let i = 0; i < 4; i++) t.equal((await send({ url: '/v1/rules' }, first)).statusCode, 200);
	t.equal((await send({ url: '/v1/rules' }, first)).statusCode, 429);
	t.equal((await send({ url: '/v1/rules' }, second)).statusCode, 200);
	t.equal((await send({ url: '/v1/rules' }, KEY)).statusCode, 200);
});

t.test('without the store, the key in the environment still renders, and other keys get 503', async (t) => {
	const { send, post, lose } = await service(t, {
		apiKey: KEY,
		databaseUrl: 'postgres://nobody@localhost/none',
	});
	const { key } = (await post('/v1/api-keys', { ...ADMIN, scopes: ['superbills:write'] }, KEY)).json();
	lose();
	t.equal((await post('/v1/superbills/render', minimal, KEY)).statusCode, 200);
	t.equal((await post('/v1/superbills/render', minimal, 'wrong')).statusCode, 401);
	const other = await post('/v1/superbills/render', minimal, key);
	t.equal(other.statusCode, 503);
	t.match(other.headers['retry-after'], /^\d+$/);
	t.equal((await send({ url: '/health/live', headers: { host: 'clinic-host' } })).statusCode, 200);
});

t.test(
	'while the store cannot say if there are keys, only loopback may call what needs no store',
	async (t) => {
		const folder = t.testdir();
		const kept = { url: '/v1/superbills/00000000-0000-4000-8000-000000000101' };
		const render = {
			method: 'POST',
			url: '/v1/superbills/render',
			headers: { 'content-type': 'application/json' },
			payload: JSON.stringify(minimal),
		} as const;
		const statuses = async (config: Partial<Config>, host: string) => {
			const { send } = await testApp(t, { dataDir: folder, ...config });
			const ask = async (request: InjectOptions) =>
				(await send({ ...request, headers: { ...request.headers, host } })).statusCode;
			return [await ask(render), await ask(kept)];
		};
		t.strictSame(await statuses({}, 'localhost'), [200, 503]);
		t.strictSame(await statuses({}, 'evil.example'), [421, 421]);
		writeFileSync(sqliteFile(folder), '');
		t.strictSame(await statuses({}, 'localhost'), [200, 503]);
		t.strictSame(await statuses({}, 'evil.example'), [421, 503]);
		t.strictSame(await statuses({ host: '0.0.0.0' }, 'clinic-host'), [503, 503]);
		const { send } = await testApp(t, { dataDir: folder });
		t.equal((await send({ url: '/docs', headers: { host: 'clinic-host' } })).statusCode, 200);
	},
);

t.test('an app with a route without a scope cannot be built', async (t) => {
	const { app } = await testApp(t);
	t.ok(app);
	const { default: Fastify } = await import('fastify');
	const { requireKey } = await import('../../../src/http/requests/authorization.ts');
	const bare = Fastify();
	requireKey(
		bare,
		{ isOpen: async () => true, admit: async () => ANYONE, identify: async () => t.fail() as never },
		async () => undefined,
	);
	t.throws(() => bare.get('/v1/forgotten', async () => 'x'), /GET \/v1\/forgotten must name its scope/);
});

t.test('a HOST that others can reach needs a key, in the environment or in the store', async (t) => {
	const DATA_DIR = join(t.testdir(), 'data');
	await t.test('the processes', async (t) => {
		const open = { HOST: '0.0.0.0', PORT: '0', DATA_DIR };
		t.match(await superbillHere(['serve'], { env: open }), {
			status: 2,
			stderr: /HOST must be 127\.0\.0\.1.*there is no API key.*superbill keys create/,
		});
		const away = { ...open, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
		t.match(await superbillHere(['serve'], { env: away }), {
			status: 2,
			stderr: /HOST must be .*cannot be reached/,
		});

		const made = await superbillHere(['keys', 'create', 'x', '--scope', 'admin', '--json'], {
			env: { DATA_DIR },
		});
		const { key } = JSON.parse(made.stdout);
		const { port, output } = await start(t, { HOST: '0.0.0.0', DATA_DIR });
		t.match(output.stdout, 'Callers need an API key.');
		const ask = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${port}/v1/rules`, { headers });
		t.equal((await ask({})).status, 401);
		t.equal((await ask({ authorization: `Bearer ${key}` })).status, 200);
	});
	t.ok(existsSync(DATA_DIR));
});

t.test('the audit log has the first wrong key of each minute, and the number of the others', async (t) => {
	const { store, send } = await service(t, { apiKey: KEY });
	for (let i = 0; i < 70; i++) t.equal((await send({ url: '/v1/rules' }, 'wrong')).statusCode, 401);
	const traced = await store.db.selectFrom('audit_events').select('actor').execute();
	t.strictSame(traced, Array(60).fill({ actor: 'unknown' }));
});

t.test('a refused attempt on a superbill names the superbill', async (t) => {
	const { store, send } = await service(t, { apiKey: KEY });
	const id = '00000000-0000-4000-8000-000000000101';
	t.equal((await send({ url: `/v1/superbills/${id}` }, KEY)).statusCode, 404);
	t.equal((await send({ url: '/v1/superbills/Zebulon%00' }, KEY)).statusCode, 404);
	t.equal((await send({ url: '/v1/superbills/Zebulon%00/history' }, KEY)).statusCode, 404);
	t.equal((await send({ method: 'DELETE', url: '/v1/api-keys/%00' }, KEY)).statusCode, 404);
	const traced = await store.db.selectFrom('audit_events').select('subject').orderBy('position').execute();
	t.strictSame(
		traced.map(({ subject }) => subject),
		[`superbill:${id}`, null, null, null],
	);
});

t.test('a caller admitted without the store cannot use stored data', async (t) => {
	const { send, post, lose } = await service(t, { databaseUrl: 'postgres://nobody@127.0.0.1:1/none' });
	t.equal((await send({ url: '/v1/superbills' })).statusCode, 200);
	lose();
	t.equal((await post('/v1/superbills/render', minimal)).statusCode, 200);
	const named = await post('/v1/superbills/render', { ...minimal, billingProvider: { practice: 'harbor' } });
	t.equal(named.statusCode, 422);
	t.match(named.json().findings, [{ pointer: '/billingProvider/practice' }]);
});

t.test('invalid data keys keep the service from starting', async (t) => {
	const env = { PORT: '0', DATA_DIR: t.testdir({ 'data.key': 'not a key' }) };
	t.match(await superbillHere(['serve'], { env }), {
		status: 2,
		stderr: /The file data\.key must hold 32 bytes in base64/,
	});
	const given = await superbillHere(['serve'], { env: { ...env, DATA_KEY: 'garbage' } });
	t.equal(given.status, 2);
	t.match(given.stderr, /DATA_KEY must hold 32 bytes in base64/);
	t.notMatch(given.stderr, 'garbage');
});
