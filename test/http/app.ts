import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import { type AppParts, buildApp } from '../../src/app.ts';
import { openLibrary } from '../../src/codes/library/live.ts';
import { codesFolder } from '../../src/codes/library/manifest.ts';
import type { Config } from '../../src/config.ts';
import { createDefaultService } from '../../src/start/default-service.ts';
import { shippedFolder } from '../../src/start/shipped-folder.ts';

/** The published document, which callers read. */
export const DOCUMENT = JSON.parse(
	readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8'),
) as Document;

interface Document {
	readonly paths: Record<string, Record<string, Operation>>;
	readonly components: {
		readonly responses: Record<string, Response>;
		readonly schemas: Record<string, unknown>;
	};
}

interface Operation {
	readonly operationId: string;
	readonly responses: Record<string, Response & { readonly $ref?: string }>;
	readonly requestBody?: {
		readonly content: Record<string, { readonly examples?: Record<string, Example> }>;
	};
}

interface Response {
	readonly headers?: Record<string, { readonly required?: boolean; readonly $ref?: string }>;
	readonly content: Record<string, unknown>;
}

interface Example {
	readonly summary: string;
	readonly value: unknown;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
// The package is CommonJS, so its function is the default of the default.
(addFormatsModule as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
ajv.addSchema(DOCUMENT, 'openapi');

const validators = new Map<string, ValidateFunction>();

/** Validates a value against the schema at a JSON pointer of the document, and returns the mistakes. */
export function schemaErrors(pointer: string, value: unknown): string[] {
	const validate = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` });
	validators.set(pointer, validate);
	return validate(value)
		? []
		: (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

export const KEY = 'test-key-0123456789-0123456789-0123456789';

export const CONFIG: Config = {
	host: '127.0.0.1',
	port: 0,
	logLevel: 'silent',
	bodyLimit: 1024 * 1024,
	rateLimit: 1_000_000,
	work: false,
	renderThreads: 0,
	traces: false,
	timeZone: 'UTC',
	// Is never created, because these tests open no store in a folder.
	createStore: true,
	nameBeginnings: true,
	dataDir: join(tmpdir(), `superbill-without-data-${process.pid}`),
};

export interface TestApp {
	readonly app: FastifyInstance;
	/** Sends a request, and fails the test if the answer is not as documented. */
	send(request: InjectOptions): Promise<LightMyRequestResponse>;
	/** Posts JSON to an operation under `/v1/superbills`. */
	post(operation: 'render' | 'validate', body: unknown): Promise<LightMyRequestResponse>;
}

/** The shipped code sets, and the service with them. Loading them takes longer than anything else in an app. */
let shipped: Promise<Pick<AppParts, 'library' | 'service'>> | undefined;

async function loadShipped(): Promise<Pick<AppParts, 'library' | 'service'>> {
	const library = await openLibrary(codesFolder(CONFIG.dataDir), shippedFolder('codes/'));
	const { service } = createDefaultService(CONFIG, library.current);
	return { library: { ...library, close() {} }, service };
}

/**
 * A complete app that never refuses requests because of load, so that a busy machine does not change answers. Only an
 * app with a `dataDir` loads code sets of its own.
 */
export async function testApp(t: Test, config: Partial<Config> = {}, parts: AppParts = {}): Promise<TestApp> {
	shipped ??= loadShipped();
	const shared = config.dataDir === undefined ? await shipped : {};
	const app = await buildApp({ ...CONFIG, ...config }, { pressure: {}, ...shared, ...parts });
	t.teardown(() => app.close());
	const send = async (request: InjectOptions) => {
		const answer = await app.inject({ ...request, headers: { host: 'localhost', ...request.headers } });
		const mistakes = contractMistakes(request.method ?? 'GET', String(request.url), answer);
		if (mistakes.length > 0) t.fail(`${request.method} ${request.url} ${answer.statusCode}`, { mistakes });
		return answer;
	};
	return {
		app,
		send,
		post: (operation, body) =>
			send({
				method: 'POST',
				url: `/v1/superbills/${operation}`,
				headers: { 'content-type': 'application/json' },
				payload: JSON.stringify(body),
			}),
	};
}

/** Headers of HTTP itself and of browsers' security, which the document does not repeat for each answer. */
const COMMON_HEADERS: ReadonlySet<string> = new Set([
	'cache-control',
	'connection',
	'content-encoding',
	'content-length',
	'content-security-policy',
	'content-type',
	'cross-origin-opener-policy',
	'cross-origin-resource-policy',
	'date',
	'keep-alive',
	'origin-agent-cluster',
	'referrer-policy',
	'strict-transport-security',
	'transfer-encoding',
	'vary',
	'x-accel-buffering',
	'x-content-type-options',
	'x-dns-prefetch-control',
	'x-download-options',
	'x-frame-options',
	'x-permitted-cross-domain-policies',
	'x-xss-protection',
]);

type Answer = Pick<LightMyRequestResponse, 'statusCode' | 'headers' | 'rawPayload'>;

/** The differences between an answer and the document, with its headers and its code. The pages are not documented. */
export function contractMistakes(method: string, url: string, answer: Answer): string[] {
	const { statusCode, headers, rawPayload } = answer;
	const path = url.split('?', 1)[0] as string;
	if (/^\/(?:$|docs|assets)/.test(path) && statusCode < 400) return [];
	const verb = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase();
	const pattern = patternOf(path);
	const operation = DOCUMENT.paths[pattern]?.[verb];
	const packed = headers['content-encoding'] === 'gzip';
	const read = (): unknown => JSON.parse((packed ? gunzipSync(rawPayload) : rawPayload).toString());
	const promised = operation?.responses[statusCode];
	const pointer = promised
		? (promised.$ref?.slice(1) ?? `/paths/${pattern.replaceAll('/', '~1')}/${verb}/responses/${statusCode}`)
		: // A path or a method that no operation has.
			operation === undefined && method.toUpperCase() !== 'HEAD' && statusCode >= 400
			? componentOf((read() as { code: string }).code)
			: '/missing';
	if (pointer === undefined) return schemaErrors('/components/schemas/Problem', read());
	const response = at(DOCUMENT, pointer) as Response | undefined;
	if (!response)
		return method.toUpperCase() === 'HEAD' && !operation ? [] : [`${statusCode} is not documented`];
	const declared = new Map(
		Object.entries(response.headers ?? {}).map(([name, one]) => [name.toLowerCase(), one]),
	);
	const mistakes = [
		...[...declared]
			.filter(([name, header]) => isRequired(header) && headers[name] === undefined)
			.map(([name]) => `the header ${name} is missing`),
		...Object.keys(headers)
			.filter((name) => !declared.has(name) && !COMMON_HEADERS.has(name))
			.map((name) => `the header ${name} is not documented`),
	];
	if (!response.content) {
		return rawPayload.length === 0 ? mistakes : [...mistakes, 'a body is not documented'];
	}
	const type = String(headers['content-type']).split(';', 1)[0] as string;
	if (!(type in response.content)) return [...mistakes, `the media type ${type} is not documented`];
	if (method.toUpperCase() === 'HEAD' || statusCode === 206) return mistakes;
	if (type === 'application/pdf') {
		return rawPayload.subarray(0, 5).toString('latin1') === '%PDF-' ? mistakes : [...mistakes, 'not a PDF'];
	}
	if (!/\bjson$/.test(type)) return mistakes;
	const body = read();
	const { status, code, type: page } = body as { status: number; code: string; type: string };
	const wrong =
		statusCode >= 400 && (status !== statusCode || page !== `/docs/errors/${code}`)
			? [`${status} ${page} does not fit`]
			: [];
	const schema = `${pointer}/content/${type.replaceAll('/', '~1')}/schema`;
	const errors = schemaErrors(schema, body);
	const shown = errors.length > 0 && statusCode >= 400 ? [`${operation?.operationId}: code ${code}`] : [];
	return [...mistakes, ...wrong, ...shown, ...errors];
}

function isRequired({
	required = false,
	$ref,
}: {
	readonly required?: boolean;
	readonly $ref?: string;
}): boolean {
	return $ref === undefined
		? required
		: isRequired(at(DOCUMENT, $ref.slice(1)) as { readonly required?: boolean });
}

/** The documented path, like `/v1/superbills/{id}`, that a path matches. */
function patternOf(path: string): string {
	const steps = path.split('/');
	const fits = (pattern: string) => {
		const wanted = pattern.split('/');
		return (
			wanted.length === steps.length && wanted.every((want, i) => want === steps[i] || want.startsWith('{'))
		);
	};
	return path in DOCUMENT.paths ? path : (Object.keys(DOCUMENT.paths).find(fits) ?? path);
}

/** The component that documents a problem of no operation. */
function componentOf(code: string): string | undefined {
	const name = code.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
	return name in DOCUMENT.components.responses ? `/components/responses/${name}` : undefined;
}

function at(document: unknown, pointer: string): unknown {
	let node = document;
	for (const step of pointer.slice(1).split('/')) {
		node = (node as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')];
	}
	return node;
}
