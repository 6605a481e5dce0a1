import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { createDrawingPool } from '../../../src/service/drawing/pool.ts';
import { minimal } from '../../fixtures/payloads.ts';
import { serviceUnderTest, TEMPLATES } from '../../service/service-under-test.ts';
import { KEY, testApp } from '../app.ts';

t.test('a caller over the rate limit gets 429 on every path except the probes', async (t) => {
	const { send } = await testApp(t, { rateLimit: 3 });
	for (const [i, url] of ['/openapi.json', '/nowhere', '/v1/superbills/render'].entries()) {
		const { headers } = await send({ url });
		t.equal(headers['ratelimit-policy'], '"requests";q=3;w=60');
		t.match(headers['ratelimit'], new RegExp(`^"requests";r=${2 - i};t=(?:60|5\\d)$`), 'counts down');
	}
	for (const url of ['/openapi.json', '/nowhere', '/docs', '/v1/superbills/render']) {
		const answer = await send({ url });
		t.equal(answer.statusCode, 429, url);
		t.match(answer.headers['retry-after'], /^\d+$/);
		t.match(answer.headers['ratelimit'], /^"requests";r=0;t=\d+$/);
	}
	for (const url of ['/health/live', '/health/ready']) {
		const { statusCode, headers } = await send({ url });
		t.strictSame([statusCode, headers['ratelimit']], [200, undefined], url);
	}
});

t.test('guessed keys count against the address, not against the key', async (t) => {
	const { send } = await testApp(t, { rateLimit: 2, apiKey: KEY });
	const validate = (authorization: string) =>
		send({
			method: 'POST',
			url: '/v1/superbills/validate',
			headers: { authorization, 'content-type': 'application/json' },
			payload: '{}',
		});
	t.strictSame(
		[
			(await validate('Bearer wrong')).statusCode,
			(await validate('Bearer other')).statusCode,
			(await validate('Bearer third')).statusCode,
			(await validate(`Bearer ${KEY}`)).statusCode,
		],
		[401, 401, 429, 200],
	);
});

t.test('a caller who sends too many bytes at once gets 429, and others do not', async (t) => {
	const { send } = await testApp(t, { rateLimit: 60, apiKey: KEY, bodyLimit: 4 * 1024 * 1024 });
	const validate = (bytes: number, headers: Record<string, string>) =>
		send({
			method: 'POST',
			url: '/v1/superbills/validate',
			headers: { 'content-type': 'application/json', ...headers },
			payload: `{}${' '.repeat(bytes - 2)}`,
		});
	const authorization = `Bearer ${KEY}`;
	t.equal((await validate(3 * 1024 * 1024, { authorization })).statusCode, 200);
	const refused = await validate(3 * 1024 * 1024, { authorization });
	t.equal(refused.statusCode, 429);
	t.ok(Number(refused.headers['retry-after']) > 10, 'at 100 KB a second');
	t.equal((await validate(1_000, { authorization })).statusCode, 200, 'a short one is read');
});

t.test('a body of unknown length counts with the bytes that it had', async (t) => {
	const { app } = await testApp(t, { rateLimit: 60 });
	await app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.server.address() as AddressInfo;
	for (let i = 0; i < 8; i++) {
		const { status } = await fetch(`http://127.0.0.1:${port}/v1/superbills/validate`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: new Blob(['{}']).stream(),
			duplex: 'half',
		} as RequestInit);
		t.equal(status, 200, 'although four bodies of the longest length are too many');
	}
});

t.test('an overloaded service refuses requests, is not ready, and stays live', async (t) => {
	const { app, send } = await testApp(t, {}, { pressure: { maxHeapUsedBytes: 1, sampleInterval: 10 } });
	await app.ready();
	while (!app.isUnderPressure()) await sleep(10);
	for (const url of ['/openapi.json', '/nowhere', '/health/ready']) {
		const answer = await send({ url });
		t.equal(answer.statusCode, 503, url);
		t.match(answer.headers['retry-after'], /^\d+$/);
	}
	t.equal((await send({ url: '/health/live' })).statusCode, 200);
});

t.test('a service that is shutting down is not ready, but still answers', async (t) => {
	const { app, send } = await testApp(t);
	t.equal((await send({ url: '/health/ready' })).statusCode, 200);
	app.drain();
	t.equal((await send({ url: '/health/ready' })).statusCode, 503);
	t.equal((await send({ url: '/health/live' })).statusCode, 200);
	t.equal((await send({ url: '/openapi.json' })).statusCode, 200);
});

t.test(
	'a document that would wait too long for a drawing thread gets 503, and the others are drawn',
	async (t) => {
		const errors: unknown[] = [];
		const pool = createDrawingPool({ threads: 1, longestWait: 30, onError: (error) => errors.push(error) });
		t.teardown(() => pool.stop());
		pool.use([...TEMPLATES.values()]);
		await pool.ready;
		const { post } = await testApp(t, {}, { service: serviceUnderTest({ draw: pool.draw }) });
		const answers = await Promise.all(Array.from({ length: 40 }, () => post('render', minimal)));
		const statuses = answers.map(({ statusCode }) => statusCode);
		t.ok(statuses.filter((status) => status === 200).length >= 1);
		t.ok(statuses.filter((status) => status === 503).length >= 1);
		t.strictSame(new Set(statuses), new Set([200, 503]));
		for (const { statusCode, headers } of answers) {
			if (statusCode === 503) t.equal(headers['retry-after'], '1');
			else t.match(headers['server-timing'], /^read;.*, wait;.*, compose;.*, draw;/);
		}
		t.equal((await post('render', minimal)).statusCode, 200, 'a refused document leaves nothing behind');
		t.strictSame(errors, []);
	},
);

t.test(
	'while too many documents wait, others are refused before their body is read, and other requests are answered',
	async (t) => {
		let isFull = true;
		const service = {
			...serviceUnderTest(),
			render: async () => {
				throw new Error('looked at');
			},
		};
		const { send, post } = await testApp(t, {}, { service, isFull: () => isFull });
		for (const [method, url] of [
			['POST', '/v1/superbills/render'],
			['POST', '/v1/superbills'],
			['POST', '/v1/superbills/x/replacements'],
			['GET', '/v1/templates/standard/preview'],
		] as const) {
			const answer = await send({ method, url, headers: { 'content-type': 'text/plain' }, payload: '{' });
			t.equal(answer.statusCode, 503, url);
			t.equal(answer.headers['retry-after'], '1');
		}
		t.equal((await post('validate', minimal)).statusCode, 200);
		t.equal((await send({ url: '/v1/templates' })).statusCode, 200);
		isFull = false;
		t.equal((await post('render', minimal)).statusCode, 500);
	},
);
