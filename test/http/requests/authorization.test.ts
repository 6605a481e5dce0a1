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
	for (const url of [
		'/health/live',
		'/health/ready',
		'/openapi.json',
		'/docs',
		'/docs/',
		'/docs/static/swagger-ui.css',
	]) {
		t.equal((await send({ url, headers: { host: 'clinic-host' } })).statusCode, 200, url);
	}
});

t.test('a second Host header is refused, because only the first would be checked', async (t) => {
	const { app } = await testApp(t);
	await app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.server.address() as AddressInfo;
	const socket = connect(port, '127.0.0.1');
	socket.end(
		'GET /health/live HTTP/1.1\r\nHost: localhost\r\nHost: evil.example.com\r\nConnection: close\r\n\r\n',
	);
	t.match(await text(socket), /^HTTP\/1\.1 400 .*Host was sent more than once/s);
});
