import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import t from 'tap';
import { createKeys } from '../../src/access/keys.ts';
import { buildApp } from '../../src/app.ts';
import { runBatches } from '../../src/batches/runner.ts';
import { COMMAND_LINE, SCOPES } from '../../src/calls/actor.ts';
import { PRACTICE_EXAMPLES } from '../../src/http/examples/practices-on-file.ts';
import { sampleTable } from '../../src/intake/table/sample.ts';
import { createLog } from '../../src/start/log.ts';
import { openMemoryStore } from '../../src/store/open-store.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { FULL } from '../fixtures/property.ts';
import { pngFile } from '../pdf/pictures/png-file.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { CONFIG, contractMistakes, KEY } from './app.ts';
import { fuzzBytes, fuzzRequest, type Known } from './fuzz-requests.ts';

/** `FUZZ_REQUESTS=1000000 node dist/test/http/fuzz-routes.test.js` sends a million. `FUZZ_SEED` repeats a run. */
const COUNT = Number(process.env['FUZZ_REQUESTS'] ?? (FULL ? 20_000 : 800));
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));
/** Requests to one app, whose store is in memory. */
const ROUND = 2_000;
/** Requests at the same time. */
const TOGETHER = 8;
/** One in so many requests is sent as bytes on a connection, and one in so many answers is compared with the document. */
const RARELY = 20;

/** Not sent to an open service, which the first key would close. */
const KEYS_PATH = '/v1/api-keys';

t.setTimeout(COUNT * 1_000);

const TEXTS: Known['texts'] = {
	'text/csv': [Buffer.from(sampleTable('spelled out')), Buffer.from(sampleTable('on file'))],
	'image/png': [
		pngFile({ width: 2, height: 2, type: 2, depth: 8, pixel: () => [1, 2, 3] }),
		Buffer.from([0x89, 0x50, 0x4e, 0x47]),
	],
	'image/jpeg': [Buffer.from([0xff, 0xd8, 0xff, 0xd9])],
};

const statuses = new Map<number, number>();
const failures: object[] = [];

async function round(first: number, count: number, isOpen: boolean): Promise<void> {
	const lines: string[] = [];
	const log = createLog('info', { write: (line) => line.includes('"level":"error"') && lines.push(line) });
	const store = await openMemoryStore(fixedKeyring(randomBytes(32).toString('base64')));
	const service = serviceUnderTest();
	const app = await buildApp(isOpen ? CONFIG : { ...CONFIG, apiKey: KEY }, {
		pressure: {},
		service,
		store: () => store,
		log,
	});
	const keys = isOpen ? [] : [...Array(8).fill(`Bearer ${KEY}`), ...(await moreKeys(store))];
	const known: Known = {
		ids: { superbills: [], batches: [], 'api-keys': [], practices: ['pretend-harbor'] },
		texts: TEXTS,
		keys,
	};
	await app.inject({
		method: 'PUT',
		url: '/v1/practices/pretend-harbor',
		headers: { host: 'localhost', 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
		payload: JSON.stringify(PRACTICE_EXAMPLES['ketamine-clinic'].value),
	});
	// Events of a batch end with it.
	const runner = runBatches({ store: () => store, service, onFailure: (error) => lines.push(String(error)) });
	await app.listen({ host: '127.0.0.1', port: 0 });
	const { port } = app.server.address() as AddressInfo;

	async function send(seed: number): Promise<void> {
		if (seed % RARELY === 0) {
			const bytes = fuzzBytes(seed);
			if (isOpen && bytes.includes(KEYS_PATH)) return;
			const answer = await exchange(port, bytes);
			const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
			note(seed, status, answer === '' || status > 0, { answer: answer.slice(0, 500) });
			return;
		}
		const request = fuzzRequest(seed, known);
		if (isOpen && request.url.startsWith(KEYS_PATH)) return;
		const late = setTimeout(() => failures.push({ seed, late: request.url }), 60_000);
		const answer = await app.inject({ ...request, method: request.method as 'GET' });
		clearTimeout(late);
		const { statusCode, headers, body } = answer;
		// `inject` resolves dots before it sends a path.
		const isCompared = seed % RARELY === 1 && !/\.\.|%2e/i.test(request.url);
		const mistakes = isCompared ? contractMistakes(request.method, request.url, answer) : [];
		const isProblem =
			statusCode < 400 || request.method === 'HEAD' || /problem\+json/.test(String(headers['content-type']));
		const isGuarded = headers['content-security-policy'] !== undefined;
		note(seed, statusCode, isProblem && isGuarded && mistakes.length === 0, {
			...request,
			payload: request.payload?.toString('base64').slice(0, 5_000),
			mistakes,
			body: body.slice(0, 500),
		});
		const [, id] = /"id":"([\w-]{8,36})"/.exec(body) ?? ['', headers['superbill-id'] as string | undefined];
		const ids = known.ids[request.url.split(/[/?]/)[2] as string];
		if (id !== undefined && statusCode < 300 && ids && ids.push(id) > 50) ids.shift();
	}

	for (let seed = first; seed < first + count; seed += TOGETHER) {
		await Promise.all(
			Array.from({ length: Math.min(TOGETHER, first + count - seed) }, (_, i) => send(seed + i)),
		);
	}
	await runner.stop();
	await app.close();
	await store.close();
	for (const line of lines) failures.push({ first, line });
}

function note(seed: number, status: number, isSound: boolean, details: object): void {
	statuses.set(status, (statuses.get(status) ?? 0) + 1);
	if (!isSound || (status >= 500 && status !== 503)) failures.push({ seed, status, ...details });
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

t.test(
	`no request of any kind is answered with a failure (${COUNT} requests from seed ${SEED})`,
	async (t) => {
		for (let done = 0; done < COUNT && failures.length === 0; done += ROUND) {
			await round(SEED + done, Math.min(ROUND, COUNT - done), (done / ROUND) % 3 === 0);
			if (COUNT > 100_000 && done % 10_000 === 0)
				process.stderr.write(`${done} ${JSON.stringify([...statuses])}\n`);
		}
		const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`);
		t.comment(`answers by status: ${counts.join(', ')}`);
		t.strictSame(failures.slice(0, 5), []);
	},
);
