import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import t, { type Test } from 'tap';
import {
	SuperbillClient,
	SuperbillProblem,
	type SuperbillRequest,
	SuperbillUnreachable,
} from '../../clients/typescript/src/index.ts';
import { runBatches } from '../../src/batches/runner.ts';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import type { Store } from '../../src/store/store.ts';
import { batchApp } from '../http/batches/batch-app.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { readmeExamples } from './readme.ts';

const { number: _, ...VISIT } = (EXAMPLES['iv-ketamine-visit'] as { value: unknown })
	.value as SuperbillRequest;

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

type Fetch = typeof globalThis.fetch;

/** A service with an empty store, and a client for it. */
async function connected(t: Test, fetch?: Fetch) {
	const service = await batchApp(t);
	const url = await service.app.listen({ port: 0 });
	return { ...service, url, client: new SuperbillClient({ url, fetch }) };
}

/** Works on the batches of a service until the test ends. */
function working(t: Test, { store }: { readonly store: Store }): void {
	const service = serviceUnderTest();
	const runner = runBatches({ store: () => store, service, onFailure: (error) => t.error(error) });
	t.teardown(() => runner.stop());
}

/** Lets the first answers go wrong. @param wrong gets the function that really sends */
function failing(...wrong: readonly ((send: () => Promise<Response>) => Promise<Response>)[]) {
	const requests: Headers[] = [];
	const fetch: Fetch = (url, init) => {
		requests.push(new Headers(init?.headers));
		const send = () => globalThis.fetch(url, init);
		return (wrong[requests.length - 1] ?? ((send) => send()))(send);
	};
	return { fetch, requests };
}

const problem =
	(status: number, headers: Record<string, string>, body: object = {}) =>
	async () =>
		new Response(JSON.stringify({ detail: 'Later.', ...body }), { status, headers });

t.test('a request is sent again with the same key until it is answered, and issues once', async (t) => {
	const { fetch, requests } = failing(
		async () => {
			throw new TypeError('fetch failed');
		},
		problem(503, { 'retry-after': '0' }),
		problem(429, { 'retry-after': new Date().toUTCString() }),
		problem(409, { 'retry-after': '0' }, { code: 'key-in-flight' }),
	);
	const { client } = await connected(t, fetch);
	const issued = await client.issue(VISIT);
	t.equal(requests.length, 5);
	t.equal(new Set(requests.map((headers) => headers.get('idempotency-key'))).size, 1);
	t.match(issued, { number: /^SB-/, fileName: `superbill-${issued.number}.pdf`, findings: { warnings: 0 } });
	t.equal(Buffer.from(issued.pdf).toString('latin1', 0, 5), '%PDF-');
});

t.test('an answer that gets lost is given again', async (t) => {
	const { fetch, requests } = failing(async (send) => {
		await (await send()).arrayBuffer();
		throw new TypeError('terminated');
	});
	const { client } = await connected(t, fetch);
	const issued = await client.issue(VISIT);
	t.equal(requests.length, 2);
	const found = [];
	for await (const { id } of client.find()) found.push(id);
	t.strictSame(found, [issued.id]);
});

t.test('what no repetition helps is thrown at once', async (t) => {
	const { client } = await connected(t);
	const refused = await client.issue({ ...VISIT, diagnoses: [] }).catch((error) => error);
	t.ok(refused instanceof SuperbillProblem);
	t.match(refused, {
		status: 422,
		code: /^(?:refused|invalid-body)$/,
		isTemporary: false,
		requestId: /^[\da-f-]{36}$/,
	});
	t.match(refused.findings[0], { rule: /./, pointer: /^\// });
	t.equal(refused.message, refused.problem.detail);
	const { fetch, requests } = failing(problem(503, { 'retry-after': '3600' }));
	const patient = new SuperbillClient({ url: 'http://localhost:1/', fetch });
	t.match(await patient.get('a').catch((error) => error), { status: 503, retryAfter: 3600 });
	t.equal(requests.length, 1);
	const html = failing(async () => new Response('<html>', { status: 500 }));
	const behind = new SuperbillClient({ url: 'http://localhost:1/', fetch: html.fetch });
	t.match(await behind.get('a').catch((error) => error), {
		message: 'The service answered with the status 500.',
		problem: undefined,
		code: undefined,
		findings: [],
	});
});

t.test('a client gives up when it was told to', async (t) => {
	const never: Fetch = (_, init) =>
		new Promise((_, reject) => {
			init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
		});
	const silent = new SuperbillClient({ url: 'http://localhost:1', retries: 1, timeout: 1, fetch: never });
	const error = await silent.get('a').catch((error) => error);
	t.ok(error instanceof SuperbillUnreachable);
	t.equal(error.message, 'There was no answer from http://localhost:1.');
	const own = new Error('enough');
	const patient = new SuperbillClient({ url: 'http://localhost:1', fetch: never });
	await t.rejects(patient.get('a', { signal: AbortSignal.abort(own) }), own);
	const controller = new AbortController();
	const called = patient.get('a', { signal: controller.signal });
	controller.abort(own);
	await t.rejects(called, own);
	const { fetch } = failing(problem(503, { 'retry-after': '50' }));
	const waiting = new SuperbillClient({ url: 'http://localhost:1', fetch });
	const later = new AbortController();
	setTimeout(() => later.abort(own), 10);
	await t.rejects(waiting.get('a', { signal: later.signal }), own);
});

t.test('a superbill is found, downloaded, paid, replaced and voided', async (t) => {
	const { client } = await connected(t);
	const { payments: _, ...unpaid } = VISIT;
	const first = await client.issue(unpaid);
	const { pdf, fileName } = await client.download(first.id);
	t.ok(same(pdf, first.pdf));
	t.equal(fileName, first.fileName);
	t.match(await client.download(first.id, 'hsa-receipt'), { fileName: /^hsa-receipt-/ });
	t.match(await client.validate(VISIT), { status: 'ok' });
	t.match(await client.render(VISIT, { document: 'proof-of-payment' }), { fileName: /^proof-of-payment-/ });
	const payment = { date: '2026-11-23', amount: '5.00', method: 'cash' } as const;
	t.match(await client.pay(first.id, payment), { laterPayments: [{ amount: '5.00' }] });
	const second = await client.replace(first.id, { reason: 'A wrong charge', superbill: VISIT });
	t.match(await client.get(first.id), { status: 'replaced', replacedBy: { id: second.id } });
	t.notOk(same((await client.download(first.id)).pdf, pdf));
	t.ok(same((await client.download(first.id, 'issued')).pdf, pdf));
	t.match(await client.void(second.id, ' Not a visit '), { status: 'void' });
	t.match(
		await client.void(second.id, 'Not a visit'),
		{ status: 'void' },
		'the answer of the first may be lost',
	);
	t.match(await client.void(second.id, 'Other').catch((error) => error), { code: 'already-void' });
	const numbers = [];
	for await (const { number } of client.find({ lastName: 'Fakenham', limit: 1 })) numbers.push(number);
	t.strictSame(numbers, [second.number, first.number]);
});

t.test('a batch is checked, sent in every form, followed and downloaded', async (t) => {
	const service = await connected(t);
	const { client } = service;
	const lines = `${JSON.stringify(VISIT)}\n`.repeat(2);
	const table = readFileSync('openapi/examples/batch.csv', 'utf8');
	t.match(await client.checkBatch({ superbills: [VISIT] }), { superbills: 1, refused: 0 });
	t.match(await client.checkLines(lines, { of: 'visits' }), { superbills: 1, visits: 2 });
	t.match(await client.checkTable(Buffer.from(table), { splitBy: 'visit' }), { refused: 0, rows: 8 });
	const batches = [
		await client.createBatch({ mode: 'draft', superbills: [VISIT, { ...VISIT, diagnoses: [] }] }),
		await client.createBatchFromLines(new Blob([lines]), { mode: 'render', idempotencyKey: 'lines' }),
		await client.createBatchFromLines(lines, { mode: 'render', idempotencyKey: 'lines' }),
		await client.createBatchFromTable(table, { splitBy: 'visit' }),
	] as const;
	const [draft, issuing, same] = batches;
	t.equal(issuing.id, same.id);
	t.match(await client.cancelBatch((await client.createBatch({ superbills: [VISIT] })).id), {
		state: 'cancelled',
	});
	working(t, service);
	let last = await client.getBatch(draft.id);
	while (last.state !== 'drafted') last = await client.getBatch(draft.id);
	t.match(await client.issueBatch(draft.id), { id: draft.id });
	for await (last of client.watchBatch(draft.id));
	t.match(last, { state: 'done', counts: { done: 1, failed: 1 } });
	const failed = [];
	for await (const item of client.batchItems(draft.id, { state: 'failed' })) failed.push(item.position);
	t.strictSame(failed, [2]);
	const zip = await buffer(await client.downloadBatch(draft.id, 'archive'));
	t.equal(zip.toString('latin1', 0, 2), 'PK');
});

t.test('a stream that breaks off is continued where it stopped', async (t) => {
	const progress = (id: string) => `id: ${id}\r\nevent: progress\r\ndata: {"id":"${id}"}\r\n\r\n`;
	const cut = async () => new Response(`retry: 2000\n\n:\n\n${progress('a')}${progress('b').slice(0, 20)}`);
	const broken = async () =>
		new Response(new ReadableStream({ pull: (stream) => stream.error(new TypeError('terminated')) }));
	const whole = async () => new Response(`${progress('b')}event: end\ndata: {}\n\n`);
	const { fetch, requests } = failing(
		cut,
		broken,
		problem(503, { 'retry-after': '0' }),
		whole,
		problem(404, {}),
	);
	const client = new SuperbillClient({ url: 'http://localhost:1', fetch });
	const seen = [];
	for await (const { id } of client.watchBatch('1')) seen.push(id);
	t.strictSame(seen, ['a', 'b']);
	t.strictSame(
		requests.map((headers) => headers.get('last-event-id')),
		[null, 'a', 'a', 'a'],
	);
	t.match(
		await client
			.watchBatch('1')
			.next()
			.catch((error) => error),
		{ status: 404 },
	);
});

t.test('the examples of the README run', async (t) => {
	const service = await connected(t);
	const { url } = service;
	working(t, service);
	const folder = t.testdir({
		'visit.json': JSON.stringify(VISIT),
		'visits.csv': readFileSync('openapi/examples/batch.csv', 'utf8'),
	});
	const lines: string[] = [];
	const log = (...words: readonly unknown[]) => lines.push(words.join(' '));
	const client = pathToFileURL('dist/clients/typescript/src/index.js').href;
	for (const [i, example] of readmeExamples().entries()) {
		const { code } = await transform(example, { loader: 'ts' });
		const program = code
			.replaceAll('"@superbill/client"', JSON.stringify(client))
			.replace(/"(visits?\.\w+)"/g, (_, name) => JSON.stringify(join(folder, name)))
			.replace(/process\.env\["SUPERBILL_URL"\]/, JSON.stringify(url))
			.replaceAll('writeFile(', 'writeFile(globalThis.exampleFolder + "/" + ')
			.replaceAll('console.log', 'globalThis.exampleLog');
		Object.assign(globalThis, { exampleLog: log, exampleFolder: folder });
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, `${i}.mjs`), program);
		await import(pathToFileURL(join(folder, `${i}.mjs`)).href);
	}
	// How often a watcher hears of a batch depends on how fast it is.
	t.match(
		lines.filter((line) => !/^[0-3] of 4/.test(line)),
		[
			/^SB-2026-000001 is stored under [\da-f-]+\.$/,
			'SB-2026-000001 Fakenham',
			'true',
			'superbill-SB-2026-000001.pdf true',
			'void',
			'true replaced',
			'The table becomes 4 superbills.',
			'4 of 4, 0 seconds left',
			/^2,5 Superbill SB-2026-000002 has the same practice, patient and services/,
			'422 refused',
			'/diagnoses: List of diagnoses is empty.',
		],
	);
});
