import t from 'tap';
import { testApp } from '../app.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

t.test('browsers are allowed what the docs page needs and nothing else', async (t) => {
	const { send } = await testApp(t);
	for (const url of ['/docs', '/', '/health/live', '/nowhere']) {
		const { headers } = await send({ url });
		t.match(headers['content-security-policy'], /^default-src 'none';script-src 'self';/, url);
		t.notMatch(headers['content-security-policy'], /unsafe/);
		t.equal(headers['x-content-type-options'], 'nosniff');
		t.equal(headers['referrer-policy'], 'no-referrer');
		t.equal(headers['access-control-allow-origin'], undefined);
	}
});

t.test('browsers are kept on https only if PUBLIC_URL is https', async (t) => {
	for (const publicUrl of [undefined, 'http://clinic-host']) {
		const { headers } = await (await testApp(t, { publicUrl })).send({ url: '/docs' });
		t.equal(headers['strict-transport-security'], undefined);
		t.notMatch(headers['content-security-policy'], /upgrade-insecure-requests/);
	}
	const { headers } = await (await testApp(t, { publicUrl: 'https://clinic.example.com' })).send({
		url: '/docs',
	});
	t.match(headers['strict-transport-security'], /^max-age=31536000/);
	t.match(headers['content-security-policy'], /upgrade-insecure-requests/);
});

t.test(
	'a request keeps its id or trace id if that is well-formed, and gets a new one otherwise',
	async (t) => {
		const { send } = await testApp(t);
		const given = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
		const same = await send({ url: '/health/live', headers: { 'x-request-id': given } });
		t.equal(same.headers['x-request-id'], given);
		for (const other of ['Marlow-Fakenham-1984-02-29', 'x'.repeat(1000), '']) {
			const made = await send({ url: '/health/live', headers: { 'x-request-id': other } });
			t.match(made.headers['x-request-id'], UUID);
		}
		const idOf = async (headers: Record<string, string>) =>
			(await send({ url: '/v1/nothing', headers })).json().instance.slice('urn:uuid:'.length);
		const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
		const parent = `00-${trace}-00f067aa0ba902b7-01`;
		const written = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';
		t.equal(await idOf({ traceparent: parent }), written);
		t.equal(await idOf({ traceparent: parent, 'x-request-id': 'Fakenham' }), written);
		t.equal(await idOf({ traceparent: parent, 'x-request-id': given }), given);
		for (const other of [
			`ff${parent.slice(2)}`,
			parent.replace(trace, '0'.repeat(32)),
			`${parent}-Fakenham`,
		]) {
			const id = await idOf({ traceparent: other });
			t.match(id, UUID);
			t.not(id, written);
		}
	},
);
