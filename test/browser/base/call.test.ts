import t from 'tap';
import { caller } from '../../../src/browser/base/call.ts';
import type { Contract } from '../../../src/browser/base/contract.ts';
import { DOCUMENT } from '../../http/app.ts';

const contract = DOCUMENT as unknown as Contract;

/** A caller whose requests get one answer, with the requests that it sent. */
function calling(answer: () => Response | Promise<Response>, key?: string) {
	const sent: { readonly url: string; readonly init: RequestInit }[] = [];
	const call = caller(
		contract,
		() => key,
		async (url, init) => {
			sent.push({ url: String(url), init: init as RequestInit });
			return answer();
		},
	);
	return { call, sent };
}

const json = (value: unknown, status = 200, type = 'application/json') =>
	new Response(JSON.stringify(value), { status, headers: { 'content-type': type } });

t.test('an operation is sent as the contract says, with the key', async (t) => {
	const { call, sent } = calling(() => json({ id: '1' }), 'secret');
	const answer = await call('voidSuperbill', { path: { id: '1' }, body: { reason: 'twice' } });
	t.match(answer, { ok: true, status: 200, value: { id: '1' }, file: undefined, problem: undefined });
	t.match(sent, [
		{
			url: '/v1/superbills/1/void',
			init: {
				method: 'POST',
				body: '{"reason":"twice"}',
				headers: { Authorization: 'Bearer secret', 'Content-Type': 'application/json' },
			},
		},
	]);
});

t.test('a file keeps its type, and headers of the caller are sent', async (t) => {
	const { call, sent } = calling(() => json({}));
	const body = new Blob(['a,b'], { type: 'text/csv' });
	const { signal } = new AbortController();
	await call('createBatchFromTable', { body, headers: { 'Idempotency-Key': 'k' }, signal });
	t.strictSame(sent[0]?.init.headers, { 'Content-Type': 'text/csv', 'Idempotency-Key': 'k' });
	t.equal(sent[0]?.init.body, body);
	t.equal(sent[0]?.init.signal, signal);
	await call('listPractices');
	t.strictSame(sent[1]?.init, { method: 'GET', headers: {} });
});

t.test('what is not JSON is a file', async (t) => {
	const { call } = calling(() => new Response('%PDF-', { headers: { 'content-type': 'application/pdf' } }));
	const { file, value } = await call('renderSuperbill', { body: {} });
	t.equal(await file?.text(), '%PDF-');
	t.equal(value, undefined);
	const lines = calling(() => new Response('{}\n', { headers: { 'content-type': 'application/x-ndjson' } }));
	t.equal(await (await lines.call('renderSuperbill')).file?.text(), '{}\n');
	const bare = calling(() => new Response(null, { status: 204 }));
	t.match(await bare.call('renderSuperbill'), { ok: true, status: 204 });
});

t.test('a refusal is a problem, and no answer has the status 0', async (t) => {
	const problem = { type: '/x', title: 'No', status: 422, detail: 'Because.' };
	const { call } = calling(() => json(problem, 422, 'application/problem+json'));
	t.match(await call('renderSuperbill', { body: {} }), { ok: false, status: 422, problem });
	const silent = calling(() => Promise.reject(new TypeError('Failed to fetch')));
	t.match(await silent.call('renderSuperbill', { body: {} }), { ok: false, status: 0, problem: undefined });
});

t.test('a request that was called off is no answer', async (t) => {
	const off = new AbortController();
	const { call } = calling(() => {
		off.abort();
		throw new DOMException('called off', 'AbortError');
	});
	await t.rejects(call('renderSuperbill', { body: {}, signal: off.signal }), { name: 'AbortError' });
});

t.test('without another one, the fetch of the page is used', async (t) => {
	const { fetch } = globalThis;
	t.teardown(() => {
		globalThis.fetch = fetch;
	});
	globalThis.fetch = async () => json({ items: [] });
	t.strictSame((await caller(contract, () => undefined)('listPractices')).value, { items: [] });
});
