import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import type { Finding } from '../../src/superbill/finding.ts';
import { parseStrictJson } from '../../src/text/json.ts';
import { assertAsyncProperty, runs } from '../fixtures/property.ts';
import { contractMistakes, testApp } from './app.ts';

t.setTimeout(120_000);

const nested = fc
	.tuple(fc.integer({ min: 1, max: 20_000 }), fc.constantFrom('[', '{"a":', '{"patient":'))
	.map(([depth, open]) => `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}`);

const weirdText = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 50 }),
	fc.string({ unit: 'grapheme', maxLength: 50 }),
	fc.constantFrom(
		'',
		' ',
		'\u0000',
		'\ud800',
		'a\u0301',
		'\u202e',
		'\uffff',
		'__proto__',
		'NaN',
		'-0',
		'1e999',
	),
	fc.integer({ min: 1, max: 3_000 }).map((length) => 'x\u0301\u0316'.repeat(length)),
	fc.constantFrom('2026-02-30', '0000-01-01', '9999-12-31', '1900-01-01', '9999999.99', '0.00', '00-0000000'),
);

const weirdValue = fc.oneof(
	weirdText,
	fc.jsonValue({ maxDepth: 3 }),
	fc.constantFrom(null, true, 0, -1, 1e308, 9999.95, 0.1, [], {}, [[]], [null], Array(201).fill({})),
);

const key = fc.oneof(
	fc.constantFrom(
		'__proto__',
		'constructor',
		'toString',
		'length',
		'priorAuthorization',
		'units',
		'note',
		'drug',
		'~/',
	),
	weirdText,
);

type Edit = readonly [
	where: number,
	kind: 'delete' | 'replace' | 'add' | 'repeat',
	key: string,
	value: unknown,
];

const edit: fc.Arbitrary<Edit> = fc.tuple(
	fc.nat(),
	fc.constantFrom('delete', 'replace', 'add', 'repeat'),
	key,
	weirdValue,
);

/** Examples in which a few properties are deleted, replaced, added or repeated. */
const nearlyValid = fc
	.tuple(fc.constantFrom(...Object.values(EXAMPLES)), fc.array(edit, { maxLength: 4 }))
	.map(([{ value }, edits]) => {
		const body = structuredClone(value) as unknown as Record<string, unknown>;
		for (const [where, kind, name, value] of edits) {
			// The same constant is drawn again and again, and a later edit may change it.
			const put = structuredClone(value);
			const places = placesOf(body);
			const [holder, at] = places[where % places.length] as [Record<string, unknown>, string];
			const inner = holder[at];
			if (kind === 'delete') Array.isArray(holder) ? holder.splice(Number(at), 1) : delete holder[at];
			else if (kind === 'replace') holder[at] = put;
			else if (kind === 'repeat' && Array.isArray(inner)) inner.push(...inner);
			else set(typeof inner === 'object' && inner !== null ? inner : body, name, put);
			if (placesOf(body).length === 0) break;
		}
		return body;
	});

function placesOf(holder: object): [holder: object, key: string][] {
	return Object.entries(holder).flatMap(([at, inner]): [object, string][] => [
		[holder, at],
		...(typeof inner === 'object' && inner !== null ? placesOf(inner) : []),
	]);
}

function set(holder: object, name: string, value: unknown): void {
	if (Array.isArray(holder)) holder.push(value);
	// An assignment to "__proto__" would change the prototype instead of adding a property.
	else Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true });
}

function resolves(body: unknown, pointer: string): boolean {
	let node = body;
	for (const step of pointer.split('/').slice(1)) {
		const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
		if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return false;
		node = (node as Record<string, unknown>)[name];
	}
	return true;
}

t.test('any bytes sent as JSON get a documented answer', async (t) => {
	const { app } = await testApp(t);
	const body = fc.oneof(
		fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
		fc.json().map((text) => Buffer.from(text)),
		nested.map((text) => Buffer.from(text)),
		fc.tuple(fc.json(), fc.nat({ max: 200 })).map(([text, cut]) => Buffer.from(text.slice(cut))),
	);
	await assertAsyncProperty(
		t,
		fc.asyncProperty(body, fc.constantFrom('render', 'validate'), async (payload, operation) => {
			const url = `/v1/superbills/${operation}`;
			const headers = { host: 'localhost', 'content-type': 'application/json' };
			const answer = await app.inject({ method: 'POST', url, headers, payload });
			return answer.statusCode < 500 && contractMistakes('POST', url, answer).length === 0;
		}),
		runs(2_000),
	);
});

t.test(
	'nearly valid requests get findings with valid pointers, and render agrees with validate',
	async (t) => {
		const { app } = await testApp(t);
		const post = (operation: string, body: unknown) =>
			app.inject({
				method: 'POST',
				url: `/v1/superbills/${operation}`,
				headers: { host: 'localhost', 'content-type': 'application/json' },
				payload: JSON.stringify(body),
			});
		await assertAsyncProperty(
			t,
			fc.asyncProperty(nearlyValid, async (body) => {
				fc.pre(Buffer.byteLength(JSON.stringify(body)) <= 1024 * 1024);
				const validation = await post('validate', body);
				if (parseStrictJson(JSON.stringify(body)).error) return validation.statusCode === 400;
				if (validation.statusCode !== 200) return false;
				if (contractMistakes('POST', '/v1/superbills/validate', validation).length > 0) return false;
				const { status, findings } = validation.json() as { status: string; findings: Finding[] };
				const sent: unknown = JSON.parse(JSON.stringify(body));
				if (!findings.every(({ pointer }) => resolves(sent, pointer))) return false;
				const rendering = await post('render', body);
				return (
					rendering.statusCode === (status === 'errors' ? 422 : 200) &&
					contractMistakes('POST', '/v1/superbills/render', rendering).length === 0
				);
			}),
			runs(1_000),
		);
	},
);

t.test('any method, path and headers get a documented answer', async (t) => {
	const { app } = await testApp(t);
	const request = fc.record({
		method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'),
		url: fc.oneof(
			fc.constantFrom(
				'/v1/superbills/render',
				'/v1/superbills/validate',
				'/health/ready',
				'/openapi.json',
				'/v1',
			),
			fc.webPath().map((path) => `/${path}`),
			fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url).pathname),
		),
		headers: fc.record(
			{
				'content-type': fc.oneof(
					fc.constantFrom('application/json', 'application/json;charset=x', 'text/plain', 'a/b', ';', ''),
					fc.string({ maxLength: 30 }),
				),
				accept: fc.string({ maxLength: 30 }),
				authorization: fc.string({ maxLength: 50 }),
				'x-request-id': fc.string({ maxLength: 50 }),
				'accept-version': fc.string({ maxLength: 10 }),
			},
			{ requiredKeys: [] },
		),
		payload: fc.string({ maxLength: 100 }),
	});
	await assertAsyncProperty(
		t,
		fc.asyncProperty(request, async ({ method, url, headers, payload }) => {
			const answer = await app.inject({
				method: method as 'GET',
				url,
				headers: { ...headers, host: 'localhost' },
				...(method === 'GET' || method === 'HEAD' ? {} : { payload }),
			});
			return answer.statusCode < 500 && contractMistakes(method, url, answer).length === 0;
		}),
		runs(2_000),
	);
});

t.test('after any bytes on a connection, the service answers the next one', async (t) => {
	const { app } = await testApp(t, { host: '127.0.0.1' });
	await app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.server.address() as AddressInfo;
	const head = 'POST /v1/superbills/render HTTP/1.1\r\nHost: localhost\r\n';
	const bytes = fc.oneof(
		fc.uint8Array({ minLength: 1, maxLength: 500 }).map((sent) => Buffer.from(sent)),
		fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(`${head}${text}\r\n\r\n`)),
		fc
			.string({ maxLength: 50 })
			.map((text) => Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n${text}`)),
	);
	await assertAsyncProperty(
		t,
		fc.asyncProperty(bytes, async (sent) => {
			const socket = connect(port, '127.0.0.1');
			socket.on('error', () => {});
			let answer = '';
			socket.on('data', (chunk) => {
				answer += chunk;
			});
			socket.end(sent);
			await once(socket, 'close');
			return answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer);
		}),
		runs(300),
	);
	t.equal((await fetch(`http://127.0.0.1:${port}/health/live`)).status, 200);
});
