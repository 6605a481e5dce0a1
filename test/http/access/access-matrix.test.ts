import { randomBytes, randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import t, { type Test } from 'tap';
import { createKeys } from '../../../src/access/keys.ts';
import { createBatches } from '../../../src/batches/batches.ts';
import { closeQueue, queueOf } from '../../../src/batches/queue/open-queue.ts';
import { workOn } from '../../../src/batches/work.ts';
import { type Call, COMMAND_LINE, SCOPES, type Scope } from '../../../src/calls/actor.ts';
import { PRACTICE_EXAMPLES, PRACTICE_ON_FILE } from '../../../src/http/examples/practices-on-file.ts';
import type { BatchMode } from '../../../src/intake/batch-request.ts';
import { type PackedItem, packItem } from '../../../src/intake/packed.ts';
import { sampleTable } from '../../../src/intake/table/sample.ts';
import { checkUploadedImage } from '../../../src/pdf/pictures/decode.ts';
import { createPractices } from '../../../src/practices/on-file/practices.ts';
import { createRecords } from '../../../src/records/records.ts';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { fixedKeyring } from '../../../src/vault/keyring.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { pngFile } from '../../pdf/pictures/png-file.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { KEY, testApp } from '../app.ts';

/**
 * Tests every route with every kind of key, on data of the practice `alpha`. The table says what a route requires and what
 * it answers. A route that is not in the table fails the test.
 */
interface Row {
	/** The scope that a key must have; `any` is every key, `open` is everyone. */
	readonly scope: Scope | 'any' | 'open';
	/** The status for a key for `alpha`, or for all practices. */
	readonly own: number;
	/** The status for the same key of another practice. */
	readonly other: number;
	readonly send: (things: Things) => InjectOptions;
}

/** For routes that do not depend on the practice. */
const shared = (scope: Row['scope'], url: string, status = 200): Row => ({
	scope,
	own: status,
	other: status,
	send: () => ({ url }),
});

const onSuperbill = (scope: Scope, rest: string, request: InjectOptions = {}, own = 200): Row => ({
	scope,
	own,
	other: 404,
	send: ({ superbill }) => ({ ...request, url: `/v1/superbills/${superbill}${rest}` }),
});

/** For a batch that has ended. */
const onBatch = (scope: Scope, rest: string): Row => ({
	scope,
	own: 200,
	other: 404,
	send: ({ batch }) => ({ url: `/v1/batches/${batch}${rest}` }),
});

const upload = (path: string, type: string, payload: string): InjectOptions & { url: string } => ({
	method: 'POST',
	url: `/v1/batches${path}`,
	headers: { 'content-type': type },
	payload,
});

const checked = (path: string, type: string, payload: string): Row => ({
	scope: 'superbills:write',
	own: 200,
	other: 200,
	send: () => upload(`${path}/check`, type, payload),
});

const onAlpha = (scope: Scope | 'any', rest: string, request: InjectOptions = {}, own = 200): Row => ({
	scope,
	own,
	other: 404,
	send: () => ({ ...request, url: `/v1/practices/alpha${rest}` }),
});

const post = (body: unknown): InjectOptions => ({ ...sent(body), method: 'POST' });
const put = (body: unknown): InjectOptions => ({ ...sent(body), method: 'PUT' });
const sent = (body: unknown): InjectOptions => ({
	headers: { 'content-type': 'application/json' },
	payload: JSON.stringify(body),
});

const CLINIC = PRACTICE_EXAMPLES['ketamine-clinic'].value;
const PROFILE = { ...CLINIC, billingProvider: { ...CLINIC.billingProvider, name: 'Pretend Alpha Clinic' } };
const { number: _number, ...ON_FILE } = PRACTICE_ON_FILE.value;
/** The request names the practice, which only its own keys may. */
const VISIT = {
	...ON_FILE,
	billingProvider: { practice: 'alpha' },
	patient: { ...ON_FILE.patient, lastName: 'Quillworth' },
	payments: [],
};
/** The day of the service's clock. */
const PAID_LATER = '2026-11-23';
const LOGO = pngFile({ width: 8, height: 8, type: 2, depth: 8, pixel: () => [1, 2, 3] });

const TABLE: Readonly<Record<string, Row>> = {
	'POST /v1/superbills/render': {
		scope: 'superbills:write',
		own: 200,
		other: 422,
		send: () => ({ ...post(VISIT), url: '/v1/superbills/render' }),
	},
	'POST /v1/superbills/validate': {
		scope: 'superbills:write',
		own: 200,
		other: 200,
		send: () => ({ ...post(VISIT), url: '/v1/superbills/validate' }),
	},
	'POST /v1/superbills': {
		scope: 'superbills:write',
		own: 201,
		other: 422,
		send: () => ({ ...post(VISIT), url: '/v1/superbills?again=true' }),
	},
	'POST /v1/superbills/:id/replacements': onSuperbill(
		'superbills:write',
		'/replacements',
		post({ reason: 'A wrong day', superbill: VISIT }),
		201,
	),
	'POST /v1/superbills/:id/void': onSuperbill('superbills:write', '/void', post({ reason: 'No visit' })),
	'POST /v1/superbills/:id/payments': onSuperbill(
		'superbills:write',
		'/payments',
		post({ date: PAID_LATER, amount: '1.00', method: 'card' }),
		201,
	),
	'PUT /v1/superbills/:id/legal-hold': onSuperbill('admin', '/legal-hold', put({ reason: 'A lawsuit' })),
	'DELETE /v1/superbills/:id/legal-hold': onSuperbill('admin', '/legal-hold', { method: 'DELETE' }),
	'GET /v1/superbills/:id': onSuperbill('superbills:read', ''),
	'GET /v1/superbills/:id/request': onSuperbill('superbills:read', '/request'),
	'GET /v1/superbills/:id/pdf': onSuperbill('superbills:read', '/pdf'),
	'GET /v1/superbills/:id/documents/:document': onSuperbill('superbills:read', '/documents/hsa-receipt'),
	'GET /v1/superbills/:id/history': onSuperbill('superbills:read', '/history'),
	'GET /v1/superbills': shared('superbills:read', '/v1/superbills'),
	'POST /v1/superbills/search': {
		scope: 'superbills:read',
		own: 200,
		other: 200,
		send: () => ({ ...post({ lastName: 'Quillworth' }), url: '/v1/superbills/search' }),
	},
	'POST /v1/batches': {
		scope: 'superbills:write',
		own: 202,
		// The superbill fails in a batch of the other practice.
		other: 202,
		send: () => ({ ...post({ superbills: [VISIT] }), url: '/v1/batches' }),
	},
	'POST /v1/batches/check': checked('', 'application/json', JSON.stringify({ superbills: [VISIT] })),
	'POST /v1/batches/ndjson': {
		scope: 'superbills:write',
		own: 202,
		other: 202,
		send: () => upload('/ndjson', 'application/x-ndjson', JSON.stringify(VISIT)),
	},
	'POST /v1/batches/ndjson/check': checked('/ndjson', 'application/x-ndjson', JSON.stringify(VISIT)),
	'POST /v1/batches/csv': {
		scope: 'superbills:write',
		own: 202,
		other: 202,
		send: () => upload('/csv', 'text/csv', sampleTable('spelled out')),
	},
	'POST /v1/batches/csv/check': checked('/csv', 'text/csv', sampleTable('spelled out')),
	'GET /v1/batches/sample.csv': shared('any', '/v1/batches/sample.csv'),
	'GET /v1/batches/columns': shared('any', '/v1/batches/columns'),
	'GET /v1/batches/:id': onBatch('superbills:read', ''),
	'GET /v1/batches/:id/items': onBatch('superbills:read', '/items'),
	'GET /v1/batches/:id/events': onBatch('superbills:read', '/events'),
	'GET /v1/batches/:id/archive': onBatch('superbills:read', '/archive'),
	'GET /v1/batches/:id/merged': onBatch('superbills:read', '/merged'),
	'POST /v1/batches/:id/issue': {
		scope: 'superbills:write',
		own: 202,
		other: 404,
		send: ({ draft }) => ({ method: 'POST', url: `/v1/batches/${draft}/issue` }),
	},
	'DELETE /v1/batches/:id': {
		scope: 'superbills:write',
		own: 200,
		other: 404,
		send: ({ draft }) => ({ method: 'DELETE', url: `/v1/batches/${draft}` }),
	},
	'GET /v1/practices': shared('any', '/v1/practices'),
	'GET /v1/practices/:id': onAlpha('any', ''),
	'PUT /v1/practices/:id': onAlpha('admin', '', put(PROFILE)),
	'DELETE /v1/practices/:id': onAlpha('admin', '', { method: 'DELETE' }),
	'GET /v1/practices/:id/logo': onAlpha('any', '/logo'),
	'PUT /v1/practices/:id/logo': onAlpha('admin', '/logo', {
		method: 'PUT',
		headers: { 'content-type': 'image/png' },
		payload: LOGO,
	}),
	'DELETE /v1/practices/:id/logo': onAlpha('admin', '/logo', { method: 'DELETE' }),
	'POST /v1/api-keys': {
		scope: 'admin',
		own: 201,
		other: 403,
		send: () => ({ ...post({ label: 'x', scopes: ['admin'], practice: 'alpha' }), url: '/v1/api-keys' }),
	},
	'GET /v1/api-keys': shared('admin', '/v1/api-keys'),
	'GET /v1/api-keys/current': shared('any', '/v1/api-keys/current'),
	'DELETE /v1/api-keys/:id': {
		scope: 'admin',
		own: 200,
		other: 404,
		send: ({ key }) => ({ method: 'DELETE', url: `/v1/api-keys/${key}` }),
	},
	'GET /v1/audit-events': shared('admin', '/v1/audit-events'),
	'GET /v1/code-sets': shared('any', '/v1/code-sets'),
	'GET /v1/code-sets/:set/codes': shared('any', '/v1/code-sets/none/codes', 404),
	'GET /v1/code-sets/:set/codes/:code': shared('any', '/v1/code-sets/none/codes/F33.2', 404),
	'GET /v1/rules': shared('any', '/v1/rules'),
	'GET /v1/templates': shared('any', '/v1/templates'),
	'GET /v1/templates/:id': shared('any', '/v1/templates/standard'),
	'GET /v1/templates/:id/preview': shared('any', '/v1/templates/standard/preview'),
	'GET /health/live': shared('open', '/health/live'),
	'GET /health/ready': shared('open', '/health/ready'),
	'GET /openapi.json': shared('open', '/openapi.json'),
};

/** The fault of a key, or its scope and practice. */
type Kind = 'none' | 'garbage' | 'unknown' | 'expired' | 'revoked' | 'operator' | `${Scope} for ${Practice}`;
type Practice = 'all' | 'alpha' | 'beta';

const GOOD = SCOPES.flatMap((scope) =>
	(['all', 'alpha', 'beta'] as const).map((practice) => ({ scope, practice })),
);

/** The data before each request: a superbill, two batches, a key and the profile of `alpha`, and every kind of key. */
interface Things {
	readonly store: Store;
	readonly superbill: string;
	/** A batch that is done, and a draft. */
	readonly batch: string;
	readonly draft: string;
	readonly key: string;
	readonly keys: Readonly<Record<Kind, string | undefined>>;
	/** Texts that no other practice may see. */
	readonly secrets: RegExp;
}

const DATA_KEY = randomBytes(32).toString('base64');
const service = serviceUnderTest();

async function* sentInBatch(body: unknown): AsyncGenerator<PackedItem> {
	yield packItem({ position: 1, refused: false, body, findings: [] });
}

/** Ids that do not exist. */
const NO_BATCHES = { batch: randomUUID(), draft: randomUUID() };

/** A batch that is done, and a draft. */
async function makeBatches(store: Store, call: Call): Promise<Pick<Things, 'batch' | 'draft'>> {
	const onError = (error: unknown) => t.error(error);
	const batches = createBatches({ store: () => store, timeZone: 'UTC', onError });
	const send = async (mode: BatchMode) =>
		(await batches.receive(call, { mode, again: true }, sentInBatch(VISIT))).batch.id;
	const ids = { batch: await send('issue'), draft: await send('draft') };
	const queue = await queueOf(store, onError);
	const worker = { store, service, queue, onDefect: onError, signal: new AbortController().signal };
	for (let slice = await queue.take(); slice; slice = await queue.take()) await workOn(worker, slice);
	return ids;
}

async function makeThings(withBatches: boolean): Promise<Things> {
	const store = await openMemoryStore(fixedKeyring(DATA_KEY));
	const current = () => store;
	const call: Call = { actor: COMMAND_LINE, now: new Date() };
	const practices = createPractices({ store: current, service, checkImage: checkUploadedImage });
	await practices.save(call, 'alpha', PROFILE, () => true);
	await practices.setLogo(call, 'alpha', LOGO, () => true);
	const { issue } = createRecords({ store: current, service, timeZone: 'UTC' });
	const { id: superbill, number } = await issue(call, VISIT);

	const { batch, draft } = withBatches ? await makeBatches(store, call) : NO_BATCHES;

	const { create, revoke } = createKeys(current);
	const make = (scope: Scope, practice: Practice, then = call, more = {}) =>
		create(then, { label: 'x', scopes: [scope], ...(practice !== 'all' && { practice }), ...more });
	const all = 'all' as const;
	const long: Call = { ...call, now: new Date('2020-01-01') };
	const expired = await make('admin', all, long, { expiresAt: '2020-01-02T00:00:00Z' });
	const revoked = await make('admin', all);
	await revoke(call, revoked.id);
	const good = await Promise.all(GOOD.map(({ scope, practice }) => make(scope, practice)));
	const { id: key } = await make('superbills:read', 'alpha');
	const ofAlpha = good.flatMap(({ id, practice }) => (practice === 'alpha' ? [id] : []));
	return {
		store,
		superbill,
		batch,
		draft,
		key,
		keys: {
			none: undefined,
			garbage: 'x',
			unknown: `sb_${key}_${'A'.repeat(43)}`,
			expired: expired.key,
			revoked: revoked.key,
			operator: KEY,
			...(Object.fromEntries(
				GOOD.map(({ scope, practice }, i) => [`${scope} for ${practice}`, good[i]?.key]),
			) as Record<`${Scope} for ${Practice}`, string>),
		},
		secrets: new RegExp(
			[superbill, number, batch, draft, key, ...ofAlpha, '"alpha"', 'Quillworth', 'Pretend Alpha'].join('|'),
		),
	};
}

/** Everything in the data that a request could change. */
async function state({ db }: Store): Promise<string> {
	return JSON.stringify({
		superbills: await db
			.selectFrom('superbills')
			.select(['id', 'status', 'held_at', 'later_payments'])
			.orderBy('seq')
			.execute(),
		keys: await db.selectFrom('api_keys').select(['id', 'revoked_at']).orderBy('id').execute(),
		practices: await db.selectFrom('practices').selectAll().execute(),
		batches: await db
			.selectFrom('batches')
			.select(['id', 'state'])
			.where('practice_id', 'is distinct from', 'beta')
			.orderBy('id')
			.execute(),
		counters: await db.selectFrom('number_counters').selectAll().execute(),
	});
}

function expected({ scope, own, other }: Row, kind: Kind): number {
	if (scope === 'open' || kind === 'operator') return own;
	const [has, practice] = kind.split(' for ');
	if (practice === undefined) return 401;
	if (scope !== 'any' && has !== scope) return 403;
	return practice === 'beta' ? other : own;
}

/** An app whose data can be created again, with all of its routes. */
async function matrixApp(t: Test) {
	const routes = new Set<string>();
	const listen = (message: unknown) => {
		const { fastify } = message as { fastify: FastifyInstance };
		fastify.addHook('onRoute', ({ method, url }) => {
			for (const one of [method].flat()) routes.add(`${one} ${url}`);
		});
	};
	let things: Things | undefined;
	subscribe('fastify.initialization', listen);
	const { send } = await testApp(t, { apiKey: KEY }, { service, store: () => (things as Things).store });
	unsubscribe('fastify.initialization', listen);
	return {
		routes,
		/** Creates batches only on demand, because they are slow. */
		async renew(withBatches = false) {
			if (things) await closeQueue(things.store);
			await things?.store.close();
			things = await makeThings(withBatches);
			return things;
		},
		send: (request: InjectOptions, key: string | undefined): Promise<LightMyRequestResponse> =>
			send({
				...request,
				headers: { ...request.headers, ...(key !== undefined && { authorization: `Bearer ${key}` }) },
			}),
	};
}

t.setTimeout(300_000);

/** Pages and their files are for everybody. */
const isPage = (route: string) => /^\S+ \/(?:$|docs\b|assets\b)/.test(route);

t.test('the table has every route and no others', async (t) => {
	const { routes } = await matrixApp(t);
	const own = [...routes].filter((route) => !isPage(route) && !route.startsWith('HEAD '));
	t.strictSame(own.sort(), Object.keys(TABLE).sort());
	for (const route of [...routes].filter((route) => route.startsWith('HEAD ') && !isPage(route))) {
		t.ok(route.replace('HEAD', 'GET') in TABLE, route);
	}
});

t.test('every route answers every kind of key as the table says', async (t) => {
	const app = await matrixApp(t);
	let things = await app.renew(true);
	let before = await state(things.store);
	for (const [route, row] of Object.entries(TABLE)) {
		for (const kind of Object.keys(things.keys) as Kind[]) {
			const status = expected(row, kind);
			const answer = await app.send(row.send(things), things.keys[kind]);
			const name = `${route}, ${kind}`;
			if (answer.statusCode !== status) t.fail(name, { status, got: answer.statusCode, body: answer.body });
			const stranger = status === 401 || status === 403 || kind.endsWith('for beta');
			const after = await state(things.store);
			if (stranger && row.scope !== 'open') {
				t.notMatch(answer.body, things.secrets, `${name} tells nothing`);
				t.equal(after, before, `${name} changes nothing`);
			}
			if (route.startsWith('GET ')) {
				const head = await app.send({ ...row.send(things), method: 'HEAD' }, things.keys[kind]);
				t.equal(head.statusCode, status, `HEAD of ${name}`);
			}
			if (after !== before) {
				things = await app.renew(true);
				before = await state(things.store);
			}
		}
	}
});

t.test('a key of another practice gets its own answer under the same Idempotency-Key', async (t) => {
	const { renew, send } = await matrixApp(t);
	const { keys } = await renew();
	const { number: _, ...spelt } = minimal;
	const issue = async (key: string | undefined) => {
		const request = post(spelt);
		const headers = { ...request.headers, 'idempotency-key': 'same' };
		const answer = await send({ ...request, url: '/v1/superbills?again=true', headers }, key);
		t.equal(answer.statusCode, 201);
		return answer.headers['superbill-id'];
	};
	const first = await issue(keys['superbills:write for alpha']);
	t.equal(await issue(keys['superbills:write for alpha']), first);
	const second = await issue(keys['superbills:write for beta']);
	t.not(second, first);
	t.not(await issue(keys['superbills:write for all']), first);
	const read = await send({ url: `/v1/superbills/${second}` }, keys['superbills:read for beta']);
	t.equal(read.json().practice, 'beta');
});

t.test('a key cannot grant scopes or practices that it does not have', async (t) => {
	const { renew, send } = await matrixApp(t);
	const { keys } = await renew();
	const make = (kind: Kind, body: object) =>
		send({ ...post({ label: 'x', scopes: ['admin'], ...body }), url: '/v1/api-keys' }, keys[kind]);
	const greedy = await make('admin for all', { scopes: ['admin', 'superbills:read'] });
	t.equal(greedy.statusCode, 403);
	t.match(greedy.json().detail, 'superbills:read');
	t.equal((await make('admin for beta', { practice: 'alpha' })).statusCode, 403);
	t.equal((await make('admin for beta', {})).json().practice, 'beta');
	t.equal((await make('admin for all', {})).json().practice, null);
	const ofAll = await make('operator', {});
	const revoke = (id: string, kind: Kind) =>
		send({ method: 'DELETE', url: `/v1/api-keys/${id}` }, keys[kind]);
	t.equal((await revoke(ofAll.json().id, 'admin for beta')).statusCode, 404);
	t.equal((await revoke(ofAll.json().id, 'admin for all')).statusCode, 200);
});
