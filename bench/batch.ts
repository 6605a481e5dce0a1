import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OPERATOR } from '../src/actor.ts';
import { createBatches } from '../src/batches/batches.ts';
import { closeQueue } from '../src/batches/queue.ts';
import { runBatches } from '../src/batches/runner.ts';
import { openLibrary } from '../src/code-store/live.ts';
import type { Draw } from '../src/drawing/document.ts';
import { drawHere } from '../src/drawing/here.ts';
import { createDrawingPool } from '../src/drawing/pool.ts';
import type { Item } from '../src/intake/item.ts';
import { stampVoid } from '../src/pdf/stamp-void.ts';
import type { SuperbillService } from '../src/service.ts';
import { createDefaultService } from '../src/start.ts';
import { openStore, type Store, type StorePlace } from '../src/store/store.ts';
import { fixedKeyring } from '../src/vault/keyring.ts';
import { startCluster } from '../test/all/postgres-cluster.ts';
import { machine, machineLine } from './machine.ts';
import { SCENARIOS } from './requests.ts';

/** How many superbills of a batch are issued in a second, against drawing alone. `node dist/bench/batch.js [items]`. */

const ITEMS = Number(process.argv[2] ?? 2_000);
const THREADS = 2;
const DATA_KEY = randomBytes(32).toString('base64');
const folder = mkdtempSync(join(tmpdir(), 'superbill-bench-'));
const PROGRAM = fileURLToPath(new URL('../app/main.js', import.meta.url));

const scenario = SCENARIOS[0] as (typeof SCENARIOS)[number];
const bodies = Array.from({ length: ITEMS }, (_, i) => {
	const { number: _number, ...request } = scenario.request(i);
	return request;
});

async function* items(): AsyncGenerator<Item> {
	for (const [i, body] of bodies.entries()) yield { position: i + 1, refused: false, body, findings: [] };
}

const serviceWith = (draw: Draw): SuperbillService =>
	createDefaultService({ timeZone: 'America/Denver' }, openLibrary(folder).current, draw).service;

async function rate(what: string, work: () => Promise<unknown>): Promise<void> {
	const [begun, before] = [performance.now(), process.cpuUsage()];
	await work();
	const seconds = (performance.now() - begun) / 1_000;
	const { user, system } = process.cpuUsage(before);
	// On a machine that others use, too, this tells more than the time that passed.
	const processor = ((user + system) / 1_000 / ITEMS).toFixed(2);
	console.log(
		`${what.padEnd(60)}${(ITEMS / seconds).toFixed(0).padStart(6)} a second, ${processor.padStart(5)} ms of processor time here for each`,
	);
}

async function plain(service: SuperbillService): Promise<void> {
	for (const [i, body] of bodies.entries()) {
		const rendering = await service.render({ ...body, number: `SB-2026-${String(i).padStart(6, '0')}` });
		if (rendering.refused) throw new Error(JSON.stringify(rendering.findings));
	}
}

async function batch(store: Store, work: () => Promise<() => Promise<unknown>>): Promise<void> {
	const batches = createBatches({ store: () => store, stampVoid, onError: console.error });
	const call = { actor: OPERATOR, now: new Date() };
	await rate('  received', () => batches.receive(call, { mode: 'issue' }, items()));
	const { id } = await store.db.selectFrom('batches').select('id').executeTakeFirstOrThrow();
	const stop = await work();
	while ((await batches.find(call, id)).counts.done === 0) await sleep(5);
	await rate('  issued', async () => {
		for (;;) {
			const { state, counts } = await batches.find(call, id);
			if (counts.failed > 0) throw new Error('an item failed');
			if (state === 'done') return;
			await sleep(50);
		}
	});
	await stop();
	await closeQueue(store);
}

const opened = (place: StorePlace) => openStore(place, fixedKeyring(DATA_KEY), { exclusive: true });

console.log(`${machineLine(machine())} ${ITEMS} superbills of one page, of one practice.\n`);
const here = serviceWith(drawHere);
await plain(here);
await rate('drawn on one thread, nothing kept', () => plain(here));

const pool = createDrawingPool({ threads: THREADS, onError: console.error });
const service = serviceWith(pool.draw);
pool.use(service.templates());
await pool.ready;
const inProcess = (store: Store) => async () => {
	const runner = runBatches({ store: () => store, service, onFailure: console.error });
	return () => runner.stop();
};
const byThreads = async () => {
	let next = 0;
	const one = async () => {
		for (let body = bodies[next++]; body; body = bodies[next++])
			await service.render({ ...body, number: `SB-${next}` });
	};
	await Promise.all(Array.from({ length: 8 }, one));
};
await byThreads();
await rate(`drawn by ${THREADS} threads, nothing kept`, byThreads);

try {
	console.log(`SQLite, one process, ${THREADS} threads`);
	const sqlite = await opened({ dataDir: folder });
	await batch(sqlite, inProcess(sqlite));
	await sqlite.close();

	const cluster = await startCluster();
	try {
		console.log(`PostgreSQL, one process, ${THREADS} threads`);
		const one = await opened({ databaseUrl: await cluster.createDatabase(), dataDir: folder });
		await batch(one, inProcess(one));
		await one.close();
		await pool.stop();

		for (const processes of [1, 2]) {
			console.log(`PostgreSQL, ${processes} times "superbill work" with one thread each`);
			const databaseUrl = await cluster.createDatabase();
			const store = await opened({ databaseUrl, dataDir: folder });
			await batch(store, async () => {
				const workers = Array.from({ length: processes }, () => worker(databaseUrl));
				return async () => {
					for (const child of workers) child.kill('SIGTERM');
				};
			});
			await store.close();
		}
	} finally {
		cluster.remove();
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}

function worker(databaseUrl: string): ChildProcess {
	const env = {
		DATABASE_URL: databaseUrl,
		DATA_KEY,
		DATA_DIR: folder,
		RENDER_THREADS: '1',
		LOG_LEVEL: 'error',
	};
	return spawn(process.execPath, [PROGRAM, 'work'], {
		env: { PATH: process.env['PATH'], ...env },
		stdio: ['ignore', 'ignore', 'inherit'],
	});
}
