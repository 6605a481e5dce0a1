import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { KEY, testApp } from '../app.ts';

const VALIDATE = {
	method: 'POST',
	url: '/v1/superbills/validate',
	payload: '{}',
} as const;
const JSON_TYPE = { 'content-type': 'application/json' };

t.test('without a key, the service answers only to loopback names', async (t) => {
	const { send } = await testApp(t);
	for (const host of ['localhost', 'LOCALHOST:3000', '127.0.0.1:1', '[::1]', '[::1]:3000']) {
		t.equal((await send({ url: '/health/live', headers: { host } })).statusCode, 200, host);
	}
	for (const host of [
		'clinic',
		'localhost.evil.example',
		'evil.example:3000',
		'127.0.0.1.evil.example',
		'127.0.0.2',
	]) {
		for (const url of ['/health/live', '/docs', '/openapi.json', '/nowhere']) {
			const answer = await send({ url, headers: { host } });
			t.equal(answer.statusCode, 421, `${host}${url}`);
			t.notMatch(answer.body, /evil|clinic/);
		}
	}
});

t.test('without a key, callers need none', async (t) => {
	const { send } = await testApp(t);
	t.equal((await send({ ...VALIDATE, headers: JSON_TYPE })).statusCode, 200);
	t.equal(
		(await send({ ...VALIDATE, headers: { ...JSON_TYPE, authorization: 'Bearer x' } })).statusCode,
		200,
	);
});

t.test('with a key, the service answers to any host name, and version 1 requires the key', async (t) => {
	const { send } = await testApp(t, { apiKey: KEY });
	const headers = { ...JSON_TYPE, host: 'clinic-host:8080' };
	for (const authorization of [`Bearer ${KEY}`, `bearer  ${KEY}`]) {
		t.equal(
			(await send({ ...VALIDATE, headers: { ...headers, authorization } })).statusCode,
			200,
			authorization,
		);
	}
	const none = await send({ ...VALIDATE, headers });
	t.equal(none.statusCode, 401);
	t.equal(none.headers['www-authenticate'], 'Bearer');
	for (const authorization of [
		`Bearer ${KEY}x`,
		`Bearer ${KEY.slice(1)}`,
		`Basic ${KEY}`,
		KEY,
		'Bearer',
		'Bearer ',
		'',
	]) {
		const wrong = await send({ ...VALIDATE, headers: { ...headers, authorization } });
		t.equal(wrong.statusCode, 401, authorization);
		t.equal(wrong.headers['www-authenticate'], 'Bearer error="invalid_token"');
		t.notMatch(wrong.body, KEY.slice(1));
	}
});

t.test('the key is checked before the body is read', async (t) => {
	const { send } = await testApp(t, { apiKey: KEY });
	t.equal((await send({ ...VALIDATE, headers: JSON_TYPE, payload: '{broken' })).statusCode, 401);
});

t.test('probes, the OpenAPI document and the docs need no key', async (t) => {
	const { send } = await testApp(t, { apiKey: KEY });
	for (const url of ['/health/live', '/health/ready', '/openapi.json', '/docs', '/docs/', '/']) {
		t.equal((await send({ url, headers: { host: 'clinic-host' } })).statusCode, 200, url);
	}
});

t.test('a second Host or Authorization header is refused, because only one would be checked', async (t) => {
	const { app } = await testApp(t);
	await app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.server.address() as AddressInfo;
	for (const [name, second] of [
		['Host', 'evil.example.com'],
		['Authorization', 'Bearer y'],
	]) {
		const socket = connect(port, '127.0.0.1');
		socket.end(
			`GET /health/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n${name?.toLowerCase()}: ${second}\r\nConnection: close\r\n\r\n`,
		);
		t.match(await text(socket), new RegExp(`^HTTP/1.1 400 .*${name} was sent more than once`, 's'));
	}
});

const DRAFT = { method: 'POST', url: '/v1/superbills/validate' } as const;

t.test(
	'a page of another site cannot call the service, and costs nobody a part of the rate limit',
	async (t) => {
		const { send } = await testApp(t, { rateLimit: 3 });
		const foreign: Record<string, string>[] = [
			{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
			{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
			{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
			{ origin: 'https://evil.example.com' },
			{ origin: 'http://localhost:3001' },
			{ origin: 'null' },
			{ origin: 'nonsense' },
		];
		for (const headers of foreign) {
			for (const request of [DRAFT, { url: '/v1/rules' }] as const) {
				const answer = await send({ ...request, headers: { host: 'localhost:3000', ...headers } });
				t.match(answer.json(), { status: 403, detail: /web page of another site/ }, JSON.stringify(headers));
				t.ok(answer.headers['content-security-policy']);
			}
		}
		for (const headers of [{}, { origin: 'http://localhost:3000' }, { 'sec-fetch-site': 'same-origin' }]) {
			const answer = await send({ url: '/v1/rules', headers: { host: 'localhost:3000', ...headers } });
			t.equal(answer.statusCode, 200, JSON.stringify(headers));
		}
		t.equal((await send({ url: '/v1/rules' })).statusCode, 429);
	},
);

t.test('a link from another site opens a page, but nothing else', async (t) => {
	const { send } = await testApp(t);
	const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
	for (const url of ['/docs', '/openapi.json']) t.equal((await send({ url, headers })).statusCode, 200, url);
	t.equal((await send({ url: '/docs', headers: { 'sec-fetch-site': 'none' } })).statusCode, 200);
	t.equal((await send({ url: '/v1/rules', headers })).statusCode, 403);
	t.equal((await send({ url: '/docs', headers: { 'sec-fetch-site': 'cross-site' } })).statusCode, 403);
});

t.test('behind a proxy, the page has the host of PUBLIC_URL', async (t) => {
	const { send } = await testApp(t, { apiKey: KEY, publicUrl: 'https://bills.clinic.example.com/' });
	const from = (origin: string) => send({ url: '/openapi.json', headers: { host: 'inner:3000', origin } });
	t.equal((await from('https://bills.clinic.example.com')).statusCode, 200);
	t.equal((await from('https://clinic.example.com')).statusCode, 403);
});

t.test('a caller cannot choose the address under which its requests are counted', async (t) => {
	const { send } = await testApp(t, { rateLimit: 2 });
	const statuses: number[] = [];
	for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
		const headers = { 'x-forwarded-for': address, forwarded: `for=${address}`, 'x-real-ip': address };
		statuses.push((await send({ url: '/v1/rules', headers })).statusCode);
	}
	t.strictSame(statuses, [200, 200, 429]);
});
