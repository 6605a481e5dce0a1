import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Batch } from '../../src/batches/batch.ts';
import type { PostgresCluster } from '../../test/all/postgres-cluster.ts';
import { checkBatch, checkIssued, findBatch } from './book.ts';
import { type Seen, sendBatch, startCallers } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';
import type { Program } from './program.ts';
import { type Recovery, startTimeline } from './timeline.ts';

const SERVERS = 2;

/** What a run stands on. */
export interface Ground {
	readonly cluster: PostgresCluster;
	readonly fleet: Fleet;
	readonly db: pg.Pool;
	readonly servers: readonly Program[];
	readonly workers: readonly Program[];
}

/** Most memory that a process of a kind held, in megabytes. */
export interface Peaks {
	server: number;
	worker: number;
}

/** A fresh database with two servers and so many workers, gone afterwards. */
export async function onGround<T>(
	cluster: PostgresCluster,
	workers: number,
	peaks: Peaks,
	work: (ground: Ground) => Promise<T>,
): Promise<T> {
	const fleet = await startFleet(cluster, SERVERS);
	const db = new pg.Pool({ connectionString: fleet.databaseUrl, max: 2, application_name: 'bench' });
	db.on('error', () => {});
	try {
		const servers: Program[] = [];
		for (let i = 0; i < SERVERS; i++) servers.push(await fleet.startServer(i));
		const working: Program[] = [];
		for (let i = 0; i < workers; i++) working.push(await fleet.startWorker());
		return await work({ cluster, fleet, db, servers, workers: working });
	} finally {
		for (const program of fleet.programs) {
			const kind = program.name.split('-')[0] as keyof Peaks;
			if (kind in peaks) peaks[kind] = Math.max(peaks[kind], program.peak());
		}
		await db.end();
		await fleet.stop();
	}
}

/** Something that happens in the middle of a batch. */
export interface Disturbance {
	readonly title: string;
	/** @param strike says that it begins. */
	happens(ground: Ground, strike: () => Promise<void>): Promise<void>;
}

const PAUSED_MS = 15_000;

/** Until PostgreSQL has done what was asked of it before. */
const SETTLED_MS = 50;

/** Whether others may wait for rows that a paused process has changed. */
async function isInTransaction(db: pg.Pool, program: Program | undefined): Promise<boolean> {
	const { rows } = await db.query(
		"select 1 from pg_stat_activity where application_name = $1 and state = 'idle in transaction' and backend_xid is not null",
		[program?.name],
	);
	return rows.length > 0;
}

export const DISTURBANCES: Readonly<Record<string, Disturbance>> = {
	kill: {
		title: 'a worker killed (SIGKILL)',
		async happens({ workers: [worker] }, strike) {
			await strike();
			worker?.kill('SIGKILL');
		},
	},
	pause: {
		title: `a worker paused for ${PAUSED_MS / 1_000} s in the middle of a transaction (SIGSTOP)`,
		async happens({ db, workers: [worker] }, strike) {
			for (;;) {
				worker?.kill('SIGSTOP');
				await sleep(SETTLED_MS);
				if (await isInTransaction(db, worker)) break;
				worker?.kill('SIGCONT');
				await sleep(SETTLED_MS);
			}
			await strike();
			await sleep(PAUSED_MS);
			worker?.kill('SIGCONT');
		},
	},
	cut: {
		title: "a worker's connections to PostgreSQL cut",
		async happens({ db, workers: [worker] }, strike) {
			await strike();
			await db.query(
				'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1',
				[worker?.name],
			);
		},
	},
	crash: {
		title: 'PostgreSQL crashed; from when it is back',
		async happens({ cluster }, strike) {
			await cluster.stop('immediate');
			await cluster.start();
			await strike();
		},
	},
};

/** @throws Error where anything is lost, doubled or told wrongly. */
export async function disturb(ground: Ground, disturbance: Disturbance, items: number): Promise<Recovery> {
	const { fleet, db } = ground;
	const id = await sendBatch(fleet, items);
	const timeline = startTimeline(db);
	await timeline.until(items * 0.4);
	await disturbance.happens(ground, timeline.strike);
	await ended(fleet, id);
	const recovery = await timeline.end();
	await checkBatch(fleet, db, id, items);
	return recovery;
}

/** @returns items a second. */
export async function throughput({ fleet, db }: Ground, items: number): Promise<number> {
	const id = await sendBatch(fleet, items);
	const rate = rateOf(await ended(fleet, id));
	await checkBatch(fleet, db, id, items);
	return rate;
}

/** Items a second. */
function rateOf({ counts, startedAt, finishedAt }: Batch): number {
	return counts.total / ((Date.parse(finishedAt as string) - Date.parse(startedAt as string)) / 1_000);
}

const BATCH_MS = 300_000;

async function ended(fleet: Fleet, id: string): Promise<Batch> {
	for (const since = performance.now(); performance.now() - since < BATCH_MS; await sleep(250)) {
		const batch = await findBatch(fleet, id).catch(() => undefined);
		if (batch && batch.finishedAt !== null) return batch;
	}
	throw new Error('the batch does not end');
}

const CALLERS = 4;

/** A server is killed while callers issue through the proxy. @throws Error as above. */
export async function killServer({ fleet, db, servers }: Ground): Promise<Seen> {
	const callers = startCallers(fleet, CALLERS);
	await sleep(5_000);
	servers[0]?.kill('SIGKILL');
	await sleep(10_000);
	const seen = await callers.stop();
	await checkIssued(fleet, db, seen.issued);
	return seen;
}

/** A batch while callers issue in the same series. @returns items a second, and what callers saw. @throws Error as above. */
export async function besideCallers(
	{ fleet, db }: Ground,
	items: number,
): Promise<{ readonly rate: number; readonly seen: Seen }> {
	const callers = startCallers(fleet, CALLERS);
	const id = await sendBatch(fleet, items);
	const rate = rateOf(await ended(fleet, id));
	const seen = await callers.stop();
	await checkIssued(fleet, db, items + seen.issued);
	return { rate, seen };
}
