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

/** The differences between an answer and the document. The pages are not documented. */
export function contractMistakes(method: string, url: string, answer: LightMyRequestResponse): string[] {
	const { statusCode, headers } = answer;
	const path = url.split('?', 1)[0] as string;
	if (/^\/(?:$|docs|assets)/.test(path) && statusCode < 400) return [];
	const verb = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase();
	const pattern = patternOf(path);
	const promised = DOCUMENT.paths[pattern]?.[verb]?.responses[statusCode];
	const pointer = promised
		? (promised.$ref?.slice(1) ?? `/paths/${pattern.replaceAll('/', '~1')}/${verb}/responses/${statusCode}`)
		: `/components/responses/${componentOf(answer)}`;
	const response = at(DOCUMENT, pointer) as Response | undefined;
	if (!response) return [`${statusCode} is not documented`];
	const missing = Object.entries(response.headers ?? {})
		.filter(([name]) => headers[name.toLowerCase()] === undefined)
		.map(([name]) => `the header ${name} is missing`);
	if (!response.content) {
		return answer.rawPayload.length === 0 ? missing : [...missing, 'a body is not documented'];
	}
	const type = String(headers['content-type']).split(';', 1)[0] as string;
	if (!(type in response.content)) return [...missing, `the media type ${type} is not documented`];
	if (method.toUpperCase() === 'HEAD' || answer.statusCode === 206) return missing;
	if (type === 'application/pdf') {
		return answer.rawPayload.subarray(0, 5).toString('latin1') === '%PDF-'
			? missing
			: [...missing, 'not a PDF'];
	}
	if (!/\bjson$/.test(type)) return missing;
	const schema = `${pointer}/content/${type.replaceAll('/', '~1')}/schema`;
	const packed = headers['content-encoding'] === 'gzip';
	const body: unknown = packed ? JSON.parse(gunzipSync(answer.rawPayload).toString()) : answer.json();
	const wrongStatus =
		statusCode >= 400 && (body as { status: number }).status !== statusCode ? ['status differs'] : [];
	return [...missing, ...wrongStatus, ...schemaErrors(schema, body)];
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

/** The component that documents an answer outside all operations. */
function componentOf(answer: LightMyRequestResponse): string | undefined {
	const names: Record<number, string> = {
		400: 'BadRequest',
		403: 'Forbidden',
		404: 'NotFound',
		405: 'MethodNotAllowed',
		421: 'Misdirected',
		429: 'TooManyRequests',
		503: 'Unavailable',
	};
	return names[answer.statusCode];
}

function at(document: unknown, pointer: string): unknown {
	let node = document;
	for (const step of pointer.slice(1).split('/')) {
		node = (node as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')];
	}
	return node;
}
