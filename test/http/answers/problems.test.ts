import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import Fastify from 'fastify';
import t from 'tap';
import { ERROR_DOCS_FOLDER, errorDocs } from '../../../scripts/write-error-docs.ts';
import { Refusal, type RefusalKind } from '../../../src/calls/refusal.ts';
import { answerProblems } from '../../../src/http/answers/error-handler.ts';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from '../../../src/http/answers/problem-table.ts';
import { exampleBody, hasFindings } from '../../../src/http/answers/problems.ts';
import type { SuperbillService } from '../../../src/service/service.ts';
import { createLog } from '../../../src/start/log.ts';
import { ROOT } from '../../../src/version.ts';
import { serviceUnderTest } from '../../service/service-under-test.ts';
import { schemaErrors, testApp } from '../app.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const RENDER = { method: 'POST', url: '/v1/superbills/render' } as const;

t.test('an unknown path is 404, whatever is sent to it', async (t) => {
	const { send } = await testApp(t);
	for (const request of [
		{ method: 'GET', url: '/assets' },
		{ method: 'GET', url: '/v1/superbills/render/more?x=1' },
		{ method: 'DELETE', url: '/v2' },
		{ method: 'GET', url: '/assets/missing.js' },
		{ method: 'POST', url: '/nowhere', headers: JSON_TYPE, payload: '{broken' },
	] as const) {
		const answer = await send(request);
		t.equal(answer.statusCode, 404, request.url);
		t.match(answer.json(), {
			type: '/docs/errors/unknown-path',
			code: 'unknown-path',
		});
		t.notMatch(answer.body, /nowhere|missing|more/);
	}
});

t.test('a known path answers another method with the methods that it takes', async (t) => {
	const { send } = await testApp(t);
	const get = await send({ method: 'GET', url: '/v1/superbills/render?name=x' });
	t.equal(get.statusCode, 405);
	t.equal(get.headers.allow, 'POST');
	t.equal(get.json().detail, 'This path takes only POST.');
	const remove = await send({ method: 'DELETE', url: '/docs' });
	t.equal(remove.statusCode, 405);
	t.equal(remove.headers.allow, 'GET, HEAD');
});

t.test('malformed JSON is located, and none of it is repeated', async (t) => {
	const { send } = await testApp(t);
	const payload = '{\n  "patient": { "firstName": "Zebulon" "lastName": 1 }\n}';
	const answer = await send({ ...RENDER, headers: JSON_TYPE, payload });
	t.equal(answer.statusCode, 400);
	t.equal(
		answer.json().detail,
		'The body is not JSON: at line 2, column 39, expected a comma (,) or a closing }.',
	);
	t.notMatch(answer.body, /Zebulon/);
});

t.test('an empty body and a body that is not UTF-8 are refused', async (t) => {
	const { send } = await testApp(t);
	const empty = await send({ ...RENDER, headers: JSON_TYPE, payload: ' \n' });
	t.match(empty.json(), { status: 400, detail: /^The body is empty/ });
	const latin1 = await send({
		...RENDER,
		headers: JSON_TYPE,
		payload: Buffer.from('{"note":"\xe9"}', 'latin1'),
	});
	t.match(latin1.json(), { status: 400, detail: /^The body is not in UTF-8/ });
});

t.test('a body may begin with a byte order mark', async (t) => {
	const { send } = await testApp(t);
	const answer = await send({
		method: 'POST',
		url: '/v1/superbills/validate',
		headers: JSON_TYPE,
		payload: '\uFEFF{}',
	});
	t.equal(answer.statusCode, 200);
});

t.test('only application/json is accepted', async (t) => {
	const { send } = await testApp(t);
	for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense']) {
		const answer = await send({ ...RENDER, headers: { 'content-type': type }, payload: '{}' });
		t.equal(answer.statusCode, 415, type);
	}
	t.equal((await send(RENDER)).statusCode, 415, 'nothing at all');
});

t.test('a body that an operation does not take is ignored by DELETE and otherwise read', async (t) => {
	const { send } = await testApp(t);
	for (const payload of ['{}', '']) {
		for (const type of ['text/plain', 'application/json']) {
			const request = { headers: { 'content-type': type }, payload };
			// There is no store.
			t.equal((await send({ ...request, method: 'DELETE', url: '/v1/practices/x' })).statusCode, 503, type);
		}
	}
	const issue = { method: 'POST', url: '/v1/batches/00000000-0000-4000-8000-000000000000/issue' } as const;
	t.equal(
		(await send({ ...issue, headers: { 'content-type': 'text/plain' }, payload: 'x' })).statusCode,
		415,
	);
});

t.test('a body over the limit is refused with the limit', async (t) => {
	const { send } = await testApp(t, { bodyLimit: 2_000 });
	const fits = await send({ ...RENDER, headers: JSON_TYPE, payload: `{${' '.repeat(1_998)}}` });
	t.equal(fits.statusCode, 422);
	const tooLarge = await send({ ...RENDER, headers: JSON_TYPE, payload: `{${' '.repeat(1_999)}}` });
	t.equal(tooLarge.statusCode, 413);
	t.match(tooLarge.json().detail, /at most 2,000 bytes/);
});

t.test('an odd path is refused like any other: with the headers, and within the rate limit', async (t) => {
	const lines: string[] = [];
	const { app, send } = await testApp(
		t,
		{ rateLimit: 30, host: '127.0.0.1' },
		{ log: createLog('info', { write: (line) => lines.push(line) }) },
	);
	await app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.server.address() as AddressInfo;
	const get = async (path: string, host = 'localhost') => {
		const socket = connect(port, '127.0.0.1');
		socket.write(
			`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nRange: bytes=9999999-\r\nIf-Match: x\r\nIf-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\nConnection: close\r\n\r\n`,
		);
		return text(socket);
	};
	const paths: [path: string, status: number][] = [
		['/v1/%zz-Zebulon', 400],
		['/%ff', 400],
		['http://', 400],
		['*', 404],
		[`/v1/superbills/${'a'.repeat(101)}`, 503],
		[`/v1/practices/${'a'.repeat(15_000)}`, 404],
		['/docs/..', 404],
		['/assets/', 404],
		['/assets/%00', 404],
		['/assets/..', 404],
		['/docs/%2e%2e/x', 404],
		['/assets//etc/passwd', 404],
		[`/assets/${'a'.repeat(5_000)}`, 404],
		['/docs', 200],
	];
	for (const [path, status] of paths) {
		const answer = await get(path);
		t.match(answer, new RegExp(`^HTTP/1.1 ${status} `), path.slice(0, 40));
		t.match(answer, /^content-security-policy:/im);
		if (status !== 200) t.match(answer, /problem\+json/);
		t.notMatch(answer, /Zebulon/);
		t.match(await get(path, 'evil.example.com'), /^HTTP\/1.1 421 /);
	}
	t.match((await send({ url: '/v1/%zz' })).json().detail, /^The path is not valid/);
	for (let i = paths.length; i < 30; i++) await get('/%ff');
	t.match(await get('/%ff'), /^HTTP\/1.1 429 /);
	t.notOk(lines.some((line) => line.includes('"failure"')));
});

t.test("the framework's own refusals keep their status, and errors of other parts are defects", async (t) => {
	const lines: string[] = [];
	const app = Fastify();
	t.teardown(() => app.close());
	answerProblems(app, createLog('info', { write: (line) => lines.push(line) }));
	app.get('/:code/:statusCode', async ({ params }) => {
		const { code, statusCode } = params as { code: string; statusCode: string };
		throw Object.assign(new Error('Zebulon'), { code, statusCode: Number(statusCode) });
	});
	for (const [url, status] of [
		['/FST_X/403', 404],
		['/FST_X/400', 400],
		['/FST_X/500', 500],
		['/NoSuchKey/404', 500],
	] as const) {
		t.equal((await app.inject({ url })).statusCode, status, url);
	}
	t.equal(lines.length, 2);
});

t.test('a value that cannot be kept as it is is refused with its field', async (t) => {
	const { send } = await testApp(t);
	for (const [value, detail] of [
		['1e309', /\(serviceLines\[0\]\.units\), expected a smaller number/],
		['"\\ud800"', /\(serviceLines\[0\]\.units\), expected .* pair/],
		['['.repeat(20_000), /expected at most 32 levels/],
		[`[${'0,'.repeat(20_000)}0]`, /expected at most 12,000 values/],
	] as const) {
		const payload = `{"serviceLines": [{"units": ${value}}]}`;
		const answer = await send({ ...RENDER, headers: JSON_TYPE, payload });
		t.match(answer.json(), { status: 400, detail }, payload.slice(0, 60));
	}
});

t.test('a failure reveals nothing about its cause', async (t) => {
	const failing: SuperbillService = {
		...serviceUnderTest(),
		validate: () => {
			throw new Error('cannot handle Zebulon, born 1984-02-29');
		},
		render: () => {
			throw 'Zebulon';
		},
	};
	const { post } = await testApp(t, {}, { service: failing });
	for (const operation of ['validate', 'render'] as const) {
		const answer = await post(operation, {});
		t.equal(answer.statusCode, 500);
		t.equal(
			answer.json().detail,
			'This is a defect in the service, not in your request. Tell the operator the "instance" of this answer.',
		);
		t.notMatch(answer.body, /Zebulon|1984|src/);
	}
});

t.test('a problem has the same request id as the header', async (t) => {
	const { send } = await testApp(t);
	const answer = await send({ method: 'GET', url: '/nowhere' });
	t.equal(answer.json().instance, `urn:uuid:${answer.headers['x-request-id']}`);
});

t.test(
	'a compressed body and a body in another encoding are refused with the name of their header',
	async (t) => {
		const { send } = await testApp(t);
		const post = (headers: Record<string, string>) =>
			send({ method: 'POST', url: '/v1/superbills/validate', headers, payload: '{}' });
		const json = 'application/json';
		t.match((await post({ 'content-type': json, 'content-encoding': 'gzip' })).json(), {
			status: 415,
			detail: /Content-Encoding/,
		});
		t.match((await post({ 'content-type': `${json}; charset=latin1` })).json(), {
			status: 415,
			detail: /UTF-8/,
		});
		t.equal(
			(await post({ 'content-type': `${json}; charset="UTF-8"`, 'content-encoding': 'identity' })).statusCode,
			200,
		);
	},
);

t.test('every kind of refusal is answered with its code, as the document describes it', async (t) => {
	const app = Fastify();
	t.teardown(() => app.close());
	answerProblems(app, createLog('silent'));
	app.get('/:kind', async ({ params }) => {
		throw new Refusal((params as { kind: RefusalKind }).kind, 'What is wrong and what to do.');
	});
	for (const code of PROBLEM_CODES) {
		const answer = await app.inject({ url: `/${code}` });
		const { status, title, retryAfter } = PROBLEMS[code];
		t.equal(answer.statusCode, status, code);
		t.match(answer.headers['content-type'], 'application/problem+json');
		t.match(answer.json(), { type: `/docs/errors/${code}`, code, status, title });
		t.strictSame(schemaErrors(schemaOf(code), answer.json()), [], code);
		t.equal(answer.headers['retry-after'], retryAfter?.toString(), code);
	}
	const command = await app.inject({ url: '/not-now' });
	t.match(command.json(), { code: 'failure', status: 500, detail: PROBLEMS.failure.example });
});

const schemaOf = (code: ProblemCode) => `/components/schemas/${hasFindings(code) ? 'Refusal' : 'Problem'}`;

t.test('every refusal in the source has a row in the table, and every row is used', async (t) => {
	const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.ts$/.test(name) && !name.endsWith('problem-table.ts'))
		.map((name) => readFileSync(new URL(name, SOURCE), 'utf8'));
	const thrown = new Set(
		sources.flatMap((text) => Array.from(text.matchAll(MADE), ([, kind]) => kind as string)),
	);
	t.ok(thrown.size > 40);
	t.strictSame(
		[...thrown].filter((kind) => !(kind in PROBLEMS)),
		['not-now'],
	);
	const named = (code: string) =>
		sources.some((text) => text.includes(`'${code}'`) || text.includes(`.${code}`));
	t.strictSame(
		PROBLEM_CODES.filter((code) => !thrown.has(code) && !named(code)),
		[],
	);
	for (const made of ["new Refusal(\n\t\t\t'a-kind',", "usualRefusal('a-kind')"]) {
		t.strictSame(
			Array.from(made.matchAll(MADE), ([, kind]) => kind),
			['a-kind'],
		);
	}
});

const SOURCE = new URL('src/', ROOT);

/** The kind of a refusal where one is made. */
const MADE = /(?:new Refusal|[uU]sualRefusal|withFindings)\(\s*'([a-z-]+)'/g;

t.test('the type of every problem is a page of the service, which needs no script', async (t) => {
	const { send } = await testApp(t);
	const list = await send({ url: '/docs/errors' });
	t.equal(list.statusCode, 200);
	for (const code of PROBLEM_CODES) {
		const example = exampleBody(code);
		t.strictSame(schemaErrors(schemaOf(code), example), [], code);
		t.match(list.body, `href="${example.type}"`);
		const page = await send({ url: example.type });
		t.match(page.headers['content-type'], 'text/html');
		t.match(page.body, `<code>${code}</code>`);
		t.match(page.body, `<h1>${PROBLEMS[code].title}</h1>`);
		t.notMatch(page.body, /<script|style=|undefined|\{body\}/);
		const [, style] = /stylesheet" href="([^"]+)"/.exec(page.body) ?? [];
		t.equal((await send({ url: style as string })).statusCode, 200);
	}
	t.match((await send({ url: '/docs/errors/wrong-host' })).body, '<code>[::1]</code>');
	for (const code of ['no-such-code', 'toString', '%3Cb%3E']) {
		t.match((await send({ url: `/docs/errors/${code}` })).json(), { code: 'unknown-path' });
	}
});

t.test('docs/errors is up to date; npm run docs:errors updates it', async (t) => {
	const docs = errorDocs();
	for (const [name, text] of docs)
		t.equal(readFileSync(new URL(name, ERROR_DOCS_FOLDER), 'utf8'), text, name);
	t.strictSame(readdirSync(ERROR_DOCS_FOLDER).sort(), [...docs.keys()].sort());
});

t.test('a title and texts of a problem are whole sentences that fit their places', async (t) => {
	for (const [code, { title, when, fix, example }] of Object.entries(PROBLEMS)) {
		t.notMatch(title, /\.$|`/, code);
		for (const text of [when, fix, example]) t.match(text, /^[A-Z`][\s\S]*\.$|^cursor /, code);
	}
});

t.test('an error that is not a refusal is a defect: 500, logged, and not shown to the caller', async (t) => {
	const lines: string[] = [];
	const app = Fastify();
	t.teardown(() => app.close());
	answerProblems(app, createLog('info', { write: (line) => lines.push(line) }));
	app.get('/', async () => {
		throw new Error('Zebulon');
	});
	const answer = await app.inject({ url: '/' });
	t.match(answer.json(), { status: 500, title: PROBLEMS.failure.title, detail: PROBLEMS.failure.example });
	t.notMatch(answer.body, /Zebulon/);
	t.match(JSON.parse(lines[0] as string), { level: 'error', msg: 'failure', error: { name: 'Error' } });
});
