import { DOCUMENT } from './app.ts';

/** A request to any operation of the document, or to none. */
export interface FuzzRequest {
	/** Method and path of an operation, or `elsewhere`. */
	readonly operation: string;
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly payload?: Buffer;
}

/** Random choices that a seed repeats. */
export interface Dice {
	/** A whole number below `limit`. */
	below(limit: number): number;
	/** True once in `times`. */
	once(times: number): boolean;
	of<T>(choices: readonly T[]): T;
}

/** Mulberry32, which is quick and good enough for a test. */
export function dice(seed: number): Dice {
	let state = seed | 0;
	const below = (limit: number): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
	};
	return {
		below,
		once: (times) => below(times) === 0,
		of: (choices) => choices[below(choices.length)] as never,
	};
}

interface Operation {
	readonly method: string;
	readonly path: string;
	readonly parameters: readonly Parameter[];
	/** Example bodies by media type. */
	readonly bodies: readonly (readonly [type: string, examples: readonly unknown[]])[];
}

interface Parameter {
	readonly name: string;
	readonly in: string;
	readonly example?: unknown;
	readonly schema: { readonly enum?: readonly unknown[]; readonly examples?: readonly unknown[] };
}

interface Documented {
	readonly parameters?: readonly Parameter[];
	readonly requestBody?: {
		readonly content: Record<
			string,
			{ readonly schema?: object; readonly examples?: Record<string, { readonly value: unknown }> }
		>;
	};
}

const OPERATIONS: readonly Operation[] = Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
	Object.entries(item as unknown as Record<string, Documented>).map(
		([method, { parameters = [], requestBody }]) => ({
			method: method.toUpperCase(),
			path,
			parameters,
			bodies: Object.entries(requestBody?.content ?? {}).map(
				([type, { schema, examples }]): [string, unknown[]] => [
					type,
					examples ? Object.values(examples).map(({ value }) => value) : [exampleOf(schema)],
				],
			),
		}),
	),
);

/** Operations that draw, read an upload or answer with a large file. They take ten times as long as others. */
const SLOW =
	/^(?:POST \/v1\/superbills(?:\/render|\/\{id\}\/replacements)?|POST \/v1\/batches(?:\/ndjson|\/csv)?(?:\/check)?|.*\/(?:preview|archive|merged|pdf|openapi\.json))$/;

const isSlow = ({ method, path }: Operation) => SLOW.test(`${method} ${path}`);

/** Slow ones are chosen an eighth as often as others. */
const CHOICES = OPERATIONS.flatMap((one) => Array<Operation>(isSlow(one) ? 1 : 8).fill(one));

/** Makes a value that fits a schema from the examples of its fields. */
function exampleOf(schema: unknown): unknown {
	const { $ref, examples, example, properties, items, anyOf } = (schema ?? {}) as Record<string, never>;
	if ($ref) {
		const steps = String($ref).split('/').slice(1);
		return exampleOf(
			steps.reduce((node, step) => (node as Record<string, unknown>)[step], DOCUMENT as unknown),
		);
	}
	if (examples) return examples[0];
	if (example) return example;
	if (anyOf) return exampleOf(anyOf[0]);
	if (items) return [exampleOf(items)];
	if (!properties) return {};
	return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, exampleOf(inner)]));
}

/** JSON that JSON.stringify does not write, by the text that stands for it. */
const RAW: Readonly<Record<string, string>> = {
	'@raw-infinite@': '1e309',
	'@raw-minus-infinite@': '-1e999',
	'@raw-long@': '1'.repeat(400),
	'@raw-tiny@': '1e-400',
	'@raw-zero@': '-0',
	'@raw-half@': '"\\ud800"',
	'@raw-other-half@': '"a\\udc00b"',
	'@raw-pair@': '"\\ud83d\\ude00"',
	'@raw-deep@': '['.repeat(20_000) + ']'.repeat(20_000),
	'@raw-rather-deep@': `${'{"a":'.repeat(31)}1${'}'.repeat(31)}`,
	'@raw-repeated@': '{"a":1,"a":2}',
	'@raw-prototype@': '{"__proto__":{"x":1},"constructor":{"prototype":1}}',
	'@raw-half-name@': '{"\\ud800":1}',
	'@raw-broken@': '{"a":',
};

const TEXTS = [
	'',
	' ',
	'\u0000',
	'\u202e',
	'\uffff',
	'a\u0301\u0316'.repeat(20),
	'\u0301'.repeat(3_000),
	'x'.repeat(5_000),
	'\u{1F600}',
	'\u05e9\u05dc\u05d5\u05dd',
	'line\nbreak',
	'__proto__',
	'constructor',
	'toString',
	'<script>',
	"'; drop table superbills; --",
	'{{ seq }}',
	'%00',
	'../../etc/passwd',
	'NaN',
	'1e309',
	'9999999.99',
	'0.00',
	'-1.00',
	'2026-02-30',
	'0000-01-01',
	'9999-12-31',
	'+275760-09-13',
	'24:00',
	'A',
	'99999',
	'2000000010',
	'Etc/Unknown',
	'America/Denver',
	'00000000-0000-4000-8000-000000000000',
	'default',
	'\ufeffx',
	'bytes=9999999-',
	'Thu, 01 Jan 1970 00:00:00 GMT',
];

const VALUES: readonly unknown[] = [
	...TEXTS,
	...Object.keys(RAW),
	null,
	true,
	false,
	0,
	-1,
	0.1,
	2 ** 53,
	1e308,
	5e-324,
	[],
	{},
	[[]],
	[null],
	{ length: 3 },
	{ length: { toString: null } },
	{ length: -1, 0: 'x' },
	{ toString: null, valueOf: null },
	{ toJSON: 1 },
	{ practice: 'pretend-harbor' },
	{ practice: 'nobody' },
	{ practice: 3, provider: {} },
	{ provider: 'samplewell' },
	Array(201).fill({}),
	Array(3_000).fill(0),
];

const NAMES = [
	...[
		'length',
		'__proto__',
		'constructor',
		'toString',
		'toJSON',
		'then',
		'hasOwnProperty',
		'priorAuthorization',
		'~/',
		'',
	],
	...[
		'note',
		'number',
		'replaces',
		'units',
		'drug',
		'rules',
		'template',
		'language',
		'timeZone',
		'country',
		'x'.repeat(300),
	],
];

function places(holder: object, found: [holder: Record<string, unknown>, name: string][] = []) {
	for (const name of Object.keys(holder)) {
		const inner = (holder as Record<string, unknown>)[name];
		found.push([holder as Record<string, unknown>, name]);
		if (typeof inner === 'object' && inner !== null) places(inner, found);
	}
	return found;
}

/** Puts a copy of a value, because a later edit may change it. An assignment to "__proto__" would add no property. */
function put(holder: object, name: string, value: unknown): void {
	Object.defineProperty(holder, name, {
		value: structuredClone(value),
		enumerable: true,
		writable: true,
		configurable: true,
	});
}

/** Changes a few places of a value. */
function mutated(d: Dice, value: unknown): unknown {
	const body = structuredClone(value);
	if (typeof body !== 'object' || body === null || d.once(40)) return d.of(VALUES);
	for (let edits = d.of([0, 0, 0, 1, 1, 1, 2, 3, 8]); edits > 0; edits--) {
		const all = places(body);
		if (all.length === 0) break;
		const [holder, name] = d.of(all);
		const inner = holder[name];
		const kind = d.below(8);
		if (kind === 0) Array.isArray(holder) ? holder.splice(Number(name), 1) : delete holder[name];
		else if (kind === 1 && typeof inner === 'object' && inner !== null) {
			put(inner, Array.isArray(inner) ? String(inner.length) : d.of(NAMES), d.of(VALUES));
		} else if (kind === 2 && Array.isArray(inner)) put(holder, name, [...inner, ...inner]);
		else if (kind === 3) put(holder, name, holder[d.of(Object.keys(holder))]);
		else if (kind === 4 && typeof inner === 'string') put(holder, name, inner + d.of(TEXTS));
		else if (kind === 5) put(holder, name, d.of(all)[0]);
		else put(holder, name, d.of(VALUES));
	}
	return body;
}

function jsonText(value: unknown): string {
	return (JSON.stringify(value) ?? '').replace(
		/"(@raw-[a-z-]+@)"/g,
		(_, name: string) => RAW[name] as string,
	);
}

/** Sometimes damages bytes. */
function damaged(d: Dice, bytes: Buffer): Buffer {
	if (!d.once(20) || bytes.length === 0) return bytes;
	const copy = Buffer.from(bytes);
	switch (d.below(4)) {
		case 0:
			return copy.subarray(0, d.below(copy.length));
		case 1:
			for (let i = 0; i < 3; i++) copy[d.below(copy.length)] = d.below(256);
			return copy;
		case 2:
			return Buffer.concat([copy, Buffer.from(d.of(TEXTS))]);
		default:
			return Buffer.from(d.of(['', ' ', '\ufeff{}', 'null', '0', '""', '[]', '{', '\u0000']));
	}
}

/** Ids that earlier answers named, so that requests find something. */
export interface Known {
	/** By the name of their collection, like `superbills`. */
	readonly ids: Readonly<Record<string, string[]>>;
	readonly texts: Readonly<Record<string, readonly Buffer[]>>;
	readonly keys: readonly string[];
}

function bodyOf(d: Dice, [type, examples]: Operation['bodies'][number], { texts }: Known): Buffer {
	if (type === 'application/json') return damaged(d, Buffer.from(jsonText(mutated(d, d.of(examples)))));
	if (type === 'application/x-ndjson') {
		const lines = Array.from({ length: d.below(4) }, () => jsonText(mutated(d, d.of(SUPERBILLS))));
		return damaged(d, Buffer.from(lines.join(d.of(['\n', '\n', '\r\n', '\n\n']))));
	}
	const sample = d.of(texts[type] ?? [Buffer.from('x')]);
	if (type !== 'text/csv' || d.once(3)) return damaged(d, sample);
	const cells = sample.toString().split(/([,\n])/);
	for (let i = d.below(4); i > 0; i--) cells[2 * d.below(cells.length / 2)] = d.of(TEXTS);
	return damaged(d, Buffer.from(cells.join('')));
}

const SUPERBILLS =
	OPERATIONS.find(({ path, method }) => path === '/v1/superbills/render' && method === 'POST')
		?.bodies[0]?.[1] ?? [];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const PATHS = [
	...['/', '//', '/v1', '/v1/', '/v2', '/docs', '/docs/', '/docs/..', '/assets', '/assets/', '/%zz', '/%ff'],
	...[
		'/assets/%00',
		'/docs/%2e%2e/x',
		'/assets//x',
		'/assets/front-desk.js',
		'/metrics',
		'/v1/superbills/%00',
	],
	...[
		`/v1/superbills/${'a'.repeat(101)}`,
		`/v1/practices/${'a'.repeat(9_000)}`,
		'/v1/%2e%2e/docs',
		'/unreadable',
		'/.git/config',
	],
];

/** A value of a parameter: documented, known or junk. */
function parameterOf(d: Dice, { example, schema }: Parameter): string {
	const documented = [example, ...(schema.enum ?? []), ...(schema.examples ?? [])].filter(
		(value) => value !== undefined,
	);
	return documented.length > 0 && !d.once(6) ? String(d.of(documented)) : d.of(TEXTS);
}

const encoded = (d: Dice, text: string) =>
	d.once(15) ? text.replace(/[^!-~]/g, '') : encodeURIComponent(text);
/** Node refuses to send other characters. */
const headerSafe = (text: string) => text.replace(/[^\t -~]/g, '').trim();

/** Makes the request number `seed`. */
export function fuzzRequest(seed: number, known: Known): FuzzRequest {
	const d = dice(seed);
	const operation = d.of(CHOICES);
	const headers: Record<string, string> = { host: 'localhost' };
	let url = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
		const parameter = operation.parameters.find((one) => one.name === name && one.in === 'path') as Parameter;
		const ids = known.ids[operation.path.split('/')[2] as string] ?? [];
		return encoded(d, name === 'id' && ids.length > 0 && !d.once(6) ? d.of(ids) : parameterOf(d, parameter));
	});
	const query: string[] = [];
	for (const parameter of operation.parameters) {
		if (parameter.in === 'path' || !d.once(3)) continue;
		const value = parameterOf(d, parameter);
		if (parameter.in === 'query') query.push(`${parameter.name}=${encoded(d, value)}`);
		else headers[parameter.name.toLowerCase()] = headerSafe(value);
	}
	if (d.once(25)) query.push(`${encodeURIComponent(d.of(NAMES))}=${encoded(d, d.of(TEXTS))}`, ...query);
	if (query.length > 0) url += `?${query.join('&')}`;
	const isElsewhere = d.once(30);
	if (isElsewhere) url = d.of(PATHS);
	if (d.once(30))
		headers[
			d.of([
				'if-none-match',
				'if-match',
				'if-modified-since',
				'if-unmodified-since',
				'if-range',
				'range',
				'origin',
				'sec-fetch-site',
				'accept',
				'content-encoding',
				'x-request-id',
				'expect',
				'accept-version',
				'x-forwarded-for',
			])
		] = headerSafe(d.of(TEXTS)).slice(0, 5_000);
	if (d.once(6)) headers['idempotency-key'] = d.of(['a', 'b', 'c', 'x'.repeat(300), ' ']);
	if (known.keys.length > 0 && !d.once(20)) headers['authorization'] = d.of(known.keys);
	const method = d.once(30) ? d.of(METHODS) : operation.method;
	const name = isElsewhere || method !== operation.method ? 'elsewhere' : `${method} ${operation.path}`;
	const body = operation.bodies.length > 0 && !d.once(40) ? d.of(operation.bodies) : undefined;
	if (!body) return { operation: name, method, url, headers };
	headers['content-type'] = d.once(30)
		? d.of([...TEXTS.map(headerSafe), 'application/json;charset=x', 'text/csv', 'image/png'])
		: body[0];
	return { operation: name, method, url, headers, payload: bodyOf(d, body, known) };
}

/** Bytes that are hardly HTTP. */
export function fuzzBytes(seed: number): Buffer {
	const d = dice(seed);
	const {
		method,
		url,
		headers,
		payload = Buffer.alloc(0),
	} = fuzzRequest(seed + 1, { ids: {}, texts: {}, keys: [] });
	const sent = { ...headers, 'content-length': String(payload.length), connection: 'close' };
	const lines = [
		`${method} ${url.replace(/ /g, '%20')} HTTP/1.1`,
		...Object.entries(sent).map(([name, value]) => `${name}: ${value}`),
	];
	for (let edits = d.below(3); edits > 0; edits--) {
		const at = d.below(lines.length);
		switch (d.below(6)) {
			case 0:
				lines.splice(at, 1);
				break;
			case 1:
				lines.splice(at, 0, lines[at] as string);
				break;
			case 2:
				lines[at] += d.of(['\r', '\u0000', ' ', ':', '\t', 'x'.repeat(20_000)]);
				break;
			case 3:
				lines.push(
					d.of([
						'Transfer-Encoding: chunked',
						'Host: evil.example.com',
						'Expect: 100-continue',
						'Upgrade: websocket',
						'Content-Length: 1',
						'Content-Length: -1',
						': x',
						'Authorization: Bearer x',
						'Connection: upgrade',
					]),
				);
				break;
			case 4:
				lines[0] = d.of([
					'GET * HTTP/1.1',
					'GET http://localhost/docs HTTP/1.1',
					'GET http:// HTTP/1.1',
					'CONNECT x:1 HTTP/1.1',
					'GET / HTTP/0.9',
					'GET / HTTP/9.9',
					'GET /',
					'BREW / HTTP/1.1',
					'PRI * HTTP/2.0',
					'OPTIONS * HTTP/1.1',
					'GET /\u00ff HTTP/1.1',
					'GET docs HTTP/1.1',
					'GET /docs/.. HTTP/1.1',
					'GET /docs/static/.. HTTP/1.1',
				]);
				break;
			default:
				return Buffer.concat([
					Buffer.from(lines.join('\r\n')),
					Buffer.from([13, 10, d.below(256), 13, 10, 13, 10]),
					payload,
				]);
		}
	}
	return damaged(d, Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), payload]));
}
