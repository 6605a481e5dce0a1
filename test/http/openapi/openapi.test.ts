import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { OPENAPI_FOLDER, openapiFiles } from '../../../scripts/write-openapi.ts';
import { PROBLEMS, type ProblemCode } from '../../../src/http/answers/problem-table.ts';
import { DOCUMENT, testApp } from '../app.ts';

/** Walks through a JSON value and yields everything in it with its path, outermost first. */
function* nodes(value: unknown, place = ''): Generator<{ place: string; key: string; value: unknown }> {
	if (typeof value !== 'object' || value === null) return;
	for (const [key, inner] of Object.entries(value)) {
		const at = `${place}/${key}`;
		yield { place: at, key, value: inner };
		yield* nodes(inner, at);
	}
}

/** Names of prior authorization and related numbers (CMS-1500 box 23), in any spelling. */
const PRIOR_AUTHORIZATION =
	/(?:prior|pre)[-_ ]?(?:auth|cert|approv|determin)|(?:auth(?:orization)?|certification|referral)[-_ ]?(?:num|no\b|id\b|code)|referral auth|box 23/i;

t.test('openapi/ is up to date; npm run openapi updates it', async (t) => {
	const files = await openapiFiles();
	for (const [path, content] of files)
		t.equal(readFileSync(new URL(path, OPENAPI_FOLDER), 'utf8'), content, path);
	const examples = readdirSync(new URL('examples/', OPENAPI_FOLDER)).map((name) => `examples/${name}`);
	t.strictSame(
		examples.filter((path) => !files.has(path)),
		[],
		'no example is left from before',
	);
});

t.test('the service serves the published document', async (t) => {
	const { send } = await testApp(t);
	t.strictSame((await send({ url: '/openapi.json' })).json(), DOCUMENT);
});

t.test('the document is compressed for those who accept it, and sent again only if it changed', async (t) => {
	const { send } = await testApp(t);
	const get = (headers = {}) => send({ url: '/openapi.json', headers });
	const plain = await get({ 'accept-encoding': 'gzip;q=0, br' });
	t.equal(plain.headers['content-encoding'], undefined);
	t.match(plain.headers, { 'cache-control': 'no-cache', vary: 'Accept-Encoding', etag: /^W\/"[\w-]{43}"$/ });
	const packed = await get({ 'accept-encoding': 'br, gzip' });
	t.match(packed.headers, { 'content-encoding': 'gzip', etag: plain.headers.etag });
	t.equal(gunzipSync(packed.rawPayload).toString(), plain.body);
	t.ok(packed.rawPayload.length < plain.rawPayload.length / 5, `${packed.rawPayload.length} bytes`);
	for (const tag of [plain.headers.etag, `"old", ${plain.headers.etag}`, '*']) {
		const known = await get({ 'if-none-match': tag, 'accept-encoding': 'gzip' });
		t.match(known, { statusCode: 304, body: '' });
		t.equal(known.headers.etag, plain.headers.etag);
	}
	t.equal((await get({ 'if-none-match': 'W/"old"' })).statusCode, 200);
	const head = await send({ method: 'HEAD', url: '/openapi.json', headers: { 'accept-encoding': 'gzip' } });
	t.match(head.headers, { 'content-encoding': 'gzip', 'content-length': String(packed.rawPayload.length) });
});

t.test('nothing in the document is about prior authorization', async (t) => {
	for (const telling of [
		'priorAuthorizationNumber',
		'preAuthRef',
		'Pre-certification',
		'referralNumber',
		'box 23',
	]) {
		t.match(telling, PRIOR_AUTHORIZATION);
	}
	let looked = 0;
	for (const { place, key, value } of nodes(DOCUMENT)) {
		looked++;
		if (PRIOR_AUTHORIZATION.test(key)) t.fail(place);
		if (typeof value === 'string' && PRIOR_AUTHORIZATION.test(value)) t.fail(place, { value });
	}
	t.ok(looked > 2_000);
});

t.test('schemas have no patterns or bounds that tell a reader nothing', async (t) => {
	for (const { place, key, value } of nodes(DOCUMENT)) {
		if (key === 'pattern' && /\\p/.test(String(value))) t.fail(place);
		if (key === 'pattern' && place.startsWith('/components') && String(value).length > 60) t.fail(place);
		if (
			Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER ||
			(key === 'allOf' && !place.includes('/responses/'))
		)
			t.fail(place);
	}
	const names = Object.keys(DOCUMENT.components.schemas);
	t.strictSame(
		names.filter((name) => name.endsWith('Input')),
		[],
	);
	const used = new Set([...nodes(DOCUMENT)].filter(({ key }) => key === '$ref').map(({ value }) => value));
	t.strictSame(
		names.filter((name) => !used.has(`#/components/schemas/${name}`)),
		[],
	);
});

t.test('every property of a request is described, and every text has an example', async (t) => {
	const schemas = DOCUMENT.components.schemas as Record<string, { properties?: Record<string, Property> }>;
	for (const [name, { properties = {} }] of Object.entries(schemas)) {
		for (const [property, schema] of Object.entries(properties)) {
			if (schema.$ref) continue;
			t.ok(schema.description || schema.type === undefined, `${name}.${property}`);
			if (schema.type === 'string' && !schema.enum && !schema.const)
				t.ok(schema.examples, `${name}.${property}`);
		}
	}
});

interface Property {
	readonly $ref?: string;
	readonly type?: string;
	readonly description?: string;
	readonly examples?: unknown[];
	readonly enum?: unknown[];
	readonly const?: unknown;
}

t.test('the PDF is documented with only one media type, and with its headers', async (t) => {
	const ok = DOCUMENT.paths['/v1/superbills/render']?.['post']?.responses['200'];
	t.strictSame(ok?.content, { 'application/pdf': { schema: { type: 'string', format: 'binary' } } });
	t.strictSame(Object.keys(ok?.headers ?? {}), [
		'Content-Disposition',
		'Superbill-Findings',
		'Server-Timing',
		'RateLimit',
		'RateLimit-Policy',
		'X-Request-Id',
	]);
});

t.test('both operations offer the examples by readable titles', async (t) => {
	for (const path of ['/v1/superbills/render', '/v1/superbills/validate']) {
		const examples = DOCUMENT.paths[path]?.['post']?.requestBody?.content['application/json']?.examples ?? {};
		t.strictSame(
			Object.values(examples).map(({ summary }) => summary),
			[
				'IV ketamine visit',
				'Psychotherapy month by telehealth',
				'Group practice with supervisor',
				'Minor with guarantor',
				'Overpayment and refund',
				'Corrected superbill',
				'Practice on file (store it first)',
			],
		);
		t.ok(Object.values(examples).every(({ value }) => typeof value === 'object'));
	}
});

t.test('every operation names the codes of its problems', async (t) => {
	const codes = ({ $ref, ...response }: { readonly $ref?: string } = {}) =>
		[...nodes($ref ? DOCUMENT.components.responses[$ref.split('/').at(-1) as string] : response)].flatMap(
			({ place, value }) => (place.endsWith('/code/enum') ? (value as string[]) : []),
		);
	const issue = DOCUMENT.paths['/v1/superbills']?.['post']?.responses ?? {};
	t.strictSame(codes(issue['409']), [
		'number-taken',
		'issued-here',
		'practice-archived',
		'repeated',
		'key-in-flight',
	]);
	t.strictSame(codes(issue['422']).sort(), ['key-reused', 'refused']);
	for (const [path, item] of Object.entries(DOCUMENT.paths)) {
		for (const [method, { responses }] of Object.entries(item)) {
			for (const [status, response] of Object.entries(responses)) {
				if (Number(status) < 400) continue;
				const named = codes(response);
				t.ok(named.length > 0, `${method} ${path} ${status}`);
				for (const code of named) t.equal(String(PROBLEMS[code as ProblemCode].status), status, code);
			}
		}
	}
});

t.test('programs can make a client from the document', async (t) => {
	t.notMatch(readFileSync(new URL('openapi.json', OPENAPI_FOLDER), 'utf8'), '\t', 'YAML has no tabs');
	t.type((DOCUMENT as { info?: { contact?: { name?: string } } }).info?.contact?.name, 'string');
	for (const [path, item] of Object.entries(DOCUMENT.paths)) {
		for (const [method, operation] of Object.entries(item)) {
			const {
				requestBody,
				responses,
				parameters = [],
				security,
				description,
			} = operation as unknown as {
				requestBody?: { content: object };
				responses: Record<string, { content?: object }>;
				parameters?: {
					name: string;
					in: string;
					schema: { type?: string; default?: unknown; enum?: unknown[] };
				}[];
				security?: { apiKey: string[] }[];
				description: string;
			};
			const place = `${method} ${path}`;
			const types = Object.keys(requestBody?.content ?? {});
			t.ok(types.length < 2 || types.every((type) => type.startsWith('image/')), `${place} takes ${types}`);
			const shapes = Object.keys(responses).filter((status) => /^20[0-5]$/.test(status));
			if (path.startsWith('/v1/batches')) t.equal(shapes.length, 1, `${place} succeeds in one way`);
			for (const { name, schema } of parameters) {
				t.notOk(schema.enum?.includes('true'), `${place}: ${name} is a boolean`);
				if (schema.type === 'integer' && schema.default !== undefined) t.type(schema.default, 'number');
			}
			if (!path.startsWith('/v1/')) continue;
			const [scope] = security?.[0]?.apiKey ?? [];
			t.match(
				description,
				scope === undefined ? 'its scopes do not matter' : `the scope \`${scope}\``,
				place,
			);
		}
	}
	const { SuperbillRecord } = DOCUMENT.components.schemas as unknown as Record<
		string,
		{ properties: Record<string, { $ref?: string }> }
	>;
	t.equal(SuperbillRecord?.properties['payload']?.$ref, '#/components/schemas/SuperbillRequest');
});
