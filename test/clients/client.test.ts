import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import t from 'tap';
import {
	SuperbillClient,
	SuperbillProblem,
	type SuperbillRequest,
	SuperbillUnreachable,
} from '../../clients/typescript/src/index.ts';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { batchApp } from '../http/batches/batch-app.ts';
import { readmeExamples } from './readme.ts';

const { number: _, ...VISIT } = (EXAMPLES['iv-ketamine-visit'] as { value: unknown })
	.value as SuperbillRequest;

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

type Fetch = typeof globalThis.fetch;

/** A service with an empty store, and a client for it. */
async function connected(t: Parameters<typeof batchApp>[0], fetch?: Fetch) {
	const service = await batchApp(t);
	const url = await service.app.listen({ port: 0 });
	return { ...service, url, client: new SuperbillClient({ url, fetch }) };
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
	t.match(refused, { status: 422, isTemporary: false, requestId: /^[\da-f-]{36}$/ });
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
	t.match(await client.void(second.id, 'Other').catch((error) => error), { status: 409 });
	const numbers = [];
	for await (const { number } of client.find({ lastName: 'Fakenham', limit: 1 })) numbers.push(number);
	t.strictSame(numbers, [second.number, first.number]);
});

t.test('the examples of the README run', async (t) => {
	const { url } = await connected(t);
	const folder = t.testdir({ 'visit.json': JSON.stringify(VISIT) });
	const lines: string[] = [];
	const log = (...words: readonly unknown[]) => lines.push(words.join(' '));
	const client = pathToFileURL('dist/clients/typescript/src/index.js').href;
	for (const [i, example] of readmeExamples().entries()) {
		const { code } = await transform(example, { loader: 'ts' });
		const program = code
			.replaceAll('"@superbill/client"', JSON.stringify(client))
			.replaceAll('"visit.json"', JSON.stringify(join(folder, 'visit.json')))
			.replace(/process\.env\["SUPERBILL_URL"\]/, JSON.stringify(url))
			.replaceAll('writeFile(', 'writeFile(globalThis.exampleFolder + "/" + ')
			.replaceAll('console.log', 'globalThis.exampleLog');
		Object.assign(globalThis, { exampleLog: log, exampleFolder: folder });
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, `${i}.mjs`), program);
		await import(pathToFileURL(join(folder, `${i}.mjs`)).href);
	}
	t.match(lines, [
		/^SB-2026-000001 is stored under [\da-f-]+\.$/,
		'SB-2026-000001 Fakenham',
		'true',
		'superbill-SB-2026-000001.pdf true',
		'void',
		'true replaced',
		/^422/,
		'/diagnoses: List of diagnoses is empty.',
	]);
});
