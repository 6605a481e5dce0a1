import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { LightMyRequestResponse } from 'fastify';
import { createKeys } from '../../src/access/keys.ts';
import { buildApp } from '../../src/app.ts';
import { runBatches } from '../../src/batches/runner.ts';
import { COMMAND_LINE, SCOPES } from '../../src/calls/actor.ts';
import { openLibrary } from '../../src/codes/library/live.ts';
import { codesFolder } from '../../src/codes/library/manifest.ts';
import { EXAMPLES } from '../../src/http/examples/index.ts';
import { PRACTICE_EXAMPLES } from '../../src/http/examples/practices-on-file.ts';
import { sampleTable } from '../../src/intake/table/sample.ts';
import type { Draw } from '../../src/service/drawing/document.ts';
import { drawHere } from '../../src/service/drawing/draw-here.ts';
import { createLog } from '../../src/start/log.ts';
import { shippedFolder } from '../../src/start/shipped-folder.ts';
import { openMemoryStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { pngFile } from '../pdf/pictures/png-file.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { CONFIG, contractMistakes, KEY } from './app.ts';
import { fuzzBytes, fuzzRequest, type Known } from './fuzz-requests.ts';

/** Input of this thread. It is one of its own because tap watches every promise of a thread, which takes a third of its time. */
export interface FuzzOrder {
	readonly count: number;
	readonly seed: number;
}

/** Message of this thread: what was sent since the last one. */
export interface FuzzNews {
	readonly sent: number;
	/** Answers by operation and status, like `GET /v1/superbills 200`. */
	readonly answers: Readonly<Record<string, number>>;
	readonly failures: readonly object[];
}

/** Most requests to one app, whose store is in memory. */
const ROUND = 10_000;
/** Requests at the same time. */
const TOGETHER = 8;
/** One in so many requests is sent as bytes on a connection. */
const AS_BYTES = 20;
/** One in so many answers is compared with the document. */
const COMPARED = 5;

/** Not sent to an open service, which the first key would close. */
const KEYS_PATH = '/v1/api-keys';

const TEXTS: Known['texts'] = {
	'text/csv': [Buffer.from(sampleTable('spelled out')), Buffer.from(sampleTable('on file'))],
	'image/png': [
		pngFile({ width: 2, height: 2, type: 2, depth: 8, pixel: () => [1, 2, 3] }),
		Buffer.from([0x89, 0x50, 0x4e, 0x47]),
	],
	'image/jpeg': [Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
};

const SERVICE = serviceUnderTest({ draw: drawOnce() });
const LIBRARY = {
	...(await openLibrary(codesFolder(CONFIG.dataDir), shippedFolder('codes/'))),
	close: () => {},
};

let answers: Record<string, number> = {};
let failures: object[] = [];

/** Draws each document once: many requests are the unchanged examples. */
function drawOnce(): Draw {
	const drawn = new Map<string, ReturnType<Draw>>();
	return (job, template, options) => {
		const hash = createHash('sha1')
			.update(JSON.stringify([job, template.sha256]))
			.digest('base64');
		const known = drawn.get(hash) ?? drawHere(job, template, options);
		drawn.set(hash, known);
		if (drawn.size > 500) drawn.delete(drawn.keys().next().value as string);
		return known;
	};
}

async function round(first: number, count: number, isOpen: boolean): Promise<void> {
	const lines: string[] = [];
	const log = createLog('error', { write: (line) => lines.push(line) });
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	const app = await buildApp(isOpen ? CONFIG : { ...CONFIG, apiKey: KEY }, {
		pressure: {},
		service: SERVICE,
		library: LIBRARY,
		store: () => store,
		log,
	});
	const keys = isOpen ? [] : [...Array(30).fill(`Bearer ${KEY}`), ...(await moreKeys(store))];
	const known: Known = {
		ids: { superbills: [], batches: [], 'api-keys': [], practices: ['pretend-harbor'] },
		texts: TEXTS,
		keys,
	};
	// Requests find something from the start.
	const visits = Object.values(EXAMPLES).map(({ value }) => value);
	for (const [method, url, body] of [
		['PUT', '/v1/practices/pretend-harbor', PRACTICE_EXAMPLES['ketamine-clinic'].value],
		...visits.map((visit) => ['POST', '/v1/superbills', visit] as const),
		['POST', '/v1/batches', { mode: 'issue', superbills: visits }],
	] as const) {
		const headers = { host: 'localhost', 'content-type': 'application/json', authorization: `Bearer ${KEY}` };
		remember(url, await app.inject({ method, url, headers, payload: JSON.stringify(body) }));
	}
	// Events of a batch end with it.
	const runner = runBatches({
		store: () => store,
		service: SERVICE,
		onFailure: (error) => lines.push(String(error)),
	});
	await app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.server.address() as AddressInfo;

	function remember(url: string, { statusCode, headers, body }: LightMyRequestResponse): void {
		if (statusCode >= 300) return;
		const [, id] = /"id":"([\w-]{8,36})"/.exec(body.slice(0, 1_000)) ?? [
			'',
			headers['superbill-id'] as string | undefined,
		];
		const ids = known.ids[url.split(/[/?]/)[2] as string];
		if (id !== undefined && ids && ids.push(id) > 50) ids.shift();
	}

	async function send(seed: number): Promise<void> {
		if (seed % AS_BYTES === 0) {
			const bytes = fuzzBytes(seed);
			if (isOpen && bytes.includes(KEYS_PATH)) return;
			const answer = await exchange(port, bytes);
			// The first may be 100 Continue, and bytes may be more than one request.
			const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
			const status = Math.max(0, ...statuses);
			note(seed, 'bytes', status, answer === '' || status > 0, { answer: answer.slice(0, 500) });
			return;
		}
		const { operation, ...request } = fuzzRequest(seed, known);
		if (isOpen && request.url.startsWith(KEYS_PATH)) return;
		const late = setTimeout(() => failures.push({ seed, late: request.url }), 60_000);
		const answer = await app.inject({ ...request, method: request.method as 'GET' });
		clearTimeout(late);
		const { statusCode, headers, body } = answer;
		// `inject` resolves dots before it sends a path.
		const isCompared = seed % COMPARED === 1 && !/\.\.|%2e/i.test(request.url);
		const mistakes = isCompared ? contractMistakes(request.method, request.url, answer) : [];
		const isProblem =
			statusCode < 400 || request.method === 'HEAD' || /problem\+json/.test(String(headers['content-type']));
		const isGuarded = headers['content-security-policy'] !== undefined;
		note(seed, operation, statusCode, isProblem && isGuarded && mistakes.length === 0, {
			...request,
			payload: request.payload?.toString('base64').slice(0, 5_000),
			mistakes,
			body: body.slice(0, 500),
		});
		remember(request.url, answer);
	}

	let next = first;
	async function sendNext(): Promise<void> {
		while (next < first + count) await send(next++);
	}
	await Promise.all(Array.from({ length: TOGETHER }, sendNext));
	await runner.stop();
	await app.close();
	await store.close();
	for (const line of lines) failures.push({ first, line });
}

function note(seed: number, operation: string, status: number, isSound: boolean, details: object): void {
	const kind = `${operation} ${status}`;
	answers[kind] = (answers[kind] ?? 0) + 1;
	if (!isSound || (status >= 500 && status !== 503)) failures.push({ seed, operation, status, ...details });
}

/** Keys with fewer rights, and texts that are none. */
async function moreKeys(store: Awaited<ReturnType<typeof openMemoryStore>>): Promise<string[]> {
	const keys = createKeys(() => store);
	const call = { actor: COMMAND_LINE, requestId: undefined, now: new Date() };
	const made = await Promise.all(
		[...SCOPES, 'practice' as const].map((scope) =>
			keys.create(
				call,
				scope === 'practice'
					? { label: 'x', scopes: [...SCOPES], practice: 'pretend-harbor' }
					: { label: 'x', scopes: [scope] },
			),
		),
	);
	return [
		...made.map(({ key }) => `Bearer ${key}`),
		`Bearer ${'x'.repeat(5_000)}`,
		'Basic eDp5',
		'Bearer',
		'',
	];
}

async function exchange(port: number, bytes: Buffer): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	let answer = '';
	socket.on('error', () => {});
	socket.on('data', (chunk) => {
		answer += chunk.toString('latin1');
	});
	socket.write(bytes);
	// An incomplete request would wait for its rest.
	const timer = setTimeout(() => socket.end(), 200);
	await once(socket, 'close').catch(() => {});
	clearTimeout(timer);
	return answer;
}

const { count, seed } = workerData as FuzzOrder;
// At least one app of three accepts anyone.
const size = Math.min(ROUND, Math.ceil(count / 3));
for (let sent = 0; sent < count; sent += size) {
	const part = Math.min(size, count - sent);
	await round(seed + sent, part, (sent / size) % 3 === 1);
	parentPort?.postMessage({ sent: part, answers, failures } satisfies FuzzNews);
	answers = {};
	failures = [];
}
