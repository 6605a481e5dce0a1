import Fastify from 'fastify';
import t, { type Test } from 'tap';
import { z } from 'zod';
import { answerProblems } from '../../../src/http/answers/error-handler.ts';
import { type Api, published, validateParameters } from '../../../src/http/requests/parameters.ts';
import { limit } from '../../../src/http/requests/query.ts';
import { createLog } from '../../../src/start/log.ts';
import { KEY, testApp } from '../app.ts';

/** An app with one operation, which answers what its handler was given. */
function echo(t: Test): Api {
	const app: Api = Fastify();
	t.teardown(() => app.close());
	app.setValidatorCompiler(validateParameters);
	answerProblems(app, createLog('silent'));
	app.put(
		'/things/:id',
		{
			schema: {
				params: z.strictObject({ id: z.string().regex(/^[a-z]+$/, 'must be small letters') }),
				querystring: z.strictObject({
					limit: limit('things', 20),
					color: z.enum(['red', 'blue']).optional(),
				}),
				headers: z.object({ 'If-Match': z.string().max(5, 'must have at most 5 characters').optional() }),
				body: published(z.strictObject({ never: z.string() })),
			},
		},
		async ({ params, query, headers, body }) => ({
			id: params.id,
			limit: query.limit,
			color: query.color,
			match: headers['if-match'],
			others: headers['x-other'],
			body,
		}),
	);
	return app;
}

t.test('a handler gets each parameter as its schema makes it, and the body as it was sent', async (t) => {
	const answer = await echo(t).inject({
		method: 'PUT',
		url: '/things/abc?limit=7',
		headers: { 'if-match': '"1"', 'x-other': 'kept' },
		payload: { anything: [1] },
	});
	t.strictSame(answer.json(), {
		id: 'abc',
		limit: 7,
		match: '"1"',
		others: 'kept',
		body: { anything: [1] },
	});
});

t.test('a parameter that is left out has its default', async (t) => {
	const answer = await echo(t).inject({ method: 'PUT', url: '/things/abc', payload: {} });
	t.match(answer.json(), { limit: 20 });
});

t.test('a wrong parameter is named, with what to write instead and without what was sent', async (t) => {
	const app = echo(t);
	for (const [url, detail] of [
		['/things/Zebulon', 'The path parameter id must be small letters.'],
		['/things/abc?limit=Zebulon', 'The query parameter limit must be a whole number from 1 to 100.'],
		['/things/abc?limit=101', 'The query parameter limit must be a whole number from 1 to 100.'],
		['/things/abc?limit=1&limit=2', 'The query parameter limit may be sent only once.'],
		['/things/abc?color=Zebulon', 'The query parameter color must be red or blue.'],
		['/things/abc?Zebulon=1', 'This operation has no such query parameter. It takes limit and color.'],
		['/things/abc?zebulon', 'This operation has no such query parameter. It takes limit and color.'],
		['/things/abc?state=1', 'This operation has no query parameter state. It takes limit and color.'],
		['/things/abc?Limit=1', 'This operation has no query parameter Limit. Did you mean limit?'],
		['/things/abc?colour=red', 'This operation has no query parameter colour. Did you mean color?'],
		[
			'/things/abc?limit=0&color=green',
			'The query parameter limit must be a whole number from 1 to 100. The query parameter color must be red or blue.',
		],
	] as const) {
		const answer = await app.inject({ method: 'PUT', url, payload: {} });
		t.equal(answer.statusCode, 400, url);
		t.equal(answer.json().detail, detail);
	}
	const headers = { 'if-match': 'Zebulon' };
	const answer = await app.inject({ method: 'PUT', url: '/things/abc', headers, payload: {} });
	t.equal(answer.json().detail, 'The header If-Match must have at most 5 characters.');
});

t.test('a problem lists the parameters that are wrong, for programs', async (t) => {
	const url = '/things/1?limit=0';
	const { parameters: path } = (await echo(t).inject({ method: 'PUT', url, payload: {} })).json();
	t.strictSame(path, [{ in: 'path', name: 'id', detail: 'The path parameter id must be small letters.' }]);
	const answer = await echo(t).inject({ method: 'PUT', url: '/things/a?color=x&Zebulon=1', payload: {} });
	t.match(answer.json(), {
		code: 'invalid-parameter',
		parameters: [
			{ in: 'query', name: 'color', detail: 'The query parameter color must be red or blue.' },
			{ in: 'query', name: null },
		],
	});
});

t.test('an operation without query parameters refuses all', async (t) => {
	const { send } = await testApp(t);
	const answer = await send({ url: '/v1/templates?limit=3' });
	t.equal(answer.statusCode, 400);
	t.equal(answer.json().detail, 'This operation has no query parameter limit. It takes none.');
	t.equal((await send({ url: '/v1/templates' })).statusCode, 200);
});

t.test('the key is checked before any parameter', async (t) => {
	const { send } = await testApp(t, { apiKey: KEY });
	const url = '/v1/code-sets/icd10cm/codes?limit=0';
	t.equal((await send({ url })).statusCode, 401);
	t.equal((await send({ url, headers: { authorization: `Bearer ${KEY}` } })).statusCode, 400);
});

t.test('an Idempotency-Key must be short, printable and without spaces', async (t) => {
	const { send } = await testApp(t);
	for (const key of ['', 'a b', 'ключ', 'x'.repeat(256)]) {
		const answer = await send({
			method: 'POST',
			url: '/v1/superbills',
			headers: { 'content-type': 'application/json', 'idempotency-key': Buffer.from(key).toString('latin1') },
			payload: '{}',
		});
		t.equal(answer.statusCode, 400, key);
		t.match(answer.json().detail, /^The header Idempotency-Key must be 1 to 255 letters, digits or signs/);
	}
});
