import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Batch } from '../../src/batches/batch.ts';
import type { PostgresCluster } from '../../test/all/postgres-cluster.ts';
import { checkBatch, checkIssued, findBatch } from './check-records.ts';
import { type CallerStatistics, sendBatch, startCallers } from './clients.ts';
import { type Fleet, startFleet } from './fleet.ts';
import type { Program } from './program.ts';
import { type Recovery, startTimeline } from './timeline.ts';

const SERVERS = 2;

/** The processes and the database of a run. */
export interface TestBed {
	readonly cluster: PostgresCluster;
	readonly fleet: Fleet;
	readonly db: pg.Pool;
	readonly servers: readonly Program[];
	readonly workers: readonly Program[];
}

/** Peak memory of the processes of each kind, in megabytes. */
export interface Peaks {
	server: number;
	worker: number;
}

/** Runs work on a new database with two servers and some workers, which are removed afterwards. */
export async function onTestBed<T>(
	cluster: PostgresCluster,
	workers: number,
	peaks: Peaks,
	work: (bed: TestBed) => Promise<T>,
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

/** A failure in the middle of a batch. */
export interface Disturbance {
	readonly title: string;
	/** @param strike marks the moment of the failure */
	happens(bed: TestBed, strike: () => Promise<void>): Promise<void>;
}

const PAUSED_MS = 15_000;

/** Time in which PostgreSQL finishes earlier statements. */
const SETTLED_MS = 50;

/** Tells if others may wait for rows that a paused process has changed. */
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
		title: 'PostgreSQL crashed (times from its return)',
		async happens({ cluster }, strike) {
			await cluster.stop('immediate');
			await cluster.start();
			await strike();
		},
	},
};

/** @throws Error if superbills are missing or duplicated, or records disagree */
export async function disturb(bed: TestBed, disturbance: Disturbance, items: number): Promise<Recovery> {
	const { fleet, db } = bed;
	const id = await sendBatch(fleet, items);
	const timeline = startTimeline(db);
	await timeline.until(items * 0.4);
	await disturbance.happens(bed, timeline.strike);
	await ended(fleet, id);
	const recovery = await timeline.end();
	await checkBatch(fleet, db, id, items);
	return recovery;
}

/** @returns items per second */
export async function throughput({ fleet, db }: TestBed, items: number): Promise<number> {
	const id = await sendBatch(fleet, items);
	const rate = rateOf(await ended(fleet, id));
	await checkBatch(fleet, db, id, items);
	return rate;
}

/** Items per second. */
function rateOf({ counts, startedAt, finishedAt }: Batch): number {
	return counts.total / ((Date.parse(finishedAt as string) - Date.parse(startedAt as string)) / 1_000);
}

const BATCH_MS = 300_000;

async function ended(fleet: Fleet, id: string): Promise<Batch> {
	for (const since = performance.now(); performance.now() - since < BATCH_MS; await sleep(250)) {
		const batch = await findBatch(fleet, id).catch(() => undefined);
		if (batch && batch.finishedAt !== null) return batch;
	}
	throw new Error('the batch did not end');
}

const CALLERS = 4;

/** Kills a server while callers issue through the proxy. @throws Error if the numbers are wrong */
export async function killServer({ fleet, db, servers }: TestBed): Promise<CallerStatistics> {
	const callers = startCallers(fleet, CALLERS);
	await sleep(5_000);
	servers[0]?.kill('SIGKILL');
	await sleep(10_000);
	const seen = await callers.stop();
	await checkIssued(fleet, db, seen.issued);
	return seen;
}

/** Works on a batch while callers issue in the same series. @throws Error if the numbers are wrong */
export async function issueDuringBatch(
	{ fleet, db }: TestBed,
	items: number,
): Promise<{ readonly rate: number; readonly seen: CallerStatistics }> {
	const callers = startCallers(fleet, CALLERS);
	const id = await sendBatch(fleet, items);
	const rate = rateOf(await ended(fleet, id));
	const seen = await callers.stop();
	await checkIssued(fleet, db, items + seen.issued);
	return { rate, seen };
}
