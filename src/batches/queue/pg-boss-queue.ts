import { CompiledQuery, sql } from 'kysely';
import PgBoss from 'pg-boss';
import { findSlice, listSlices, type Slice } from '../../store/batches/batch-slices.ts';
import type { Query, Store, Tx } from '../../store/store.ts';
import { type BatchQueue, LEASE_S } from './batch-queue.ts';

const QUEUE = 'superbill-batches';

/** Seconds between two searches for expired leases, by one of all processes. */
const SUPERVISE_S = 1;

/** pg-boss counts a slice that is given back as failed. No slice may ever run out of retries. */
const RETRIES = 1_000_000;

/** Jobs per statement. */
const ROWS = 500;

/**
 * Runs pg-boss on the connections of the store. pg-boss creates and migrates its own schema, `pgboss`, under its own lock.
 * A job contains only the id of its slice. Workers of pg-boss (`work`) are not used: they poll at most twice per second,
 * and abandon a job without a word when its first lease ends.
 */
export async function pgBossQueue({ db }: Store, onError: (error: unknown) => void): Promise<BatchQueue> {
	const boss = new PgBoss({
		db: { executeSql: (text, values) => execute(db, text, values) },
		schedule: false,
		maintenanceIntervalSeconds: SUPERVISE_S,
	});
	// Without a listener, an 'error' event ends the process.
	boss.on('error', onError);
	await boss.start();
	await boss.createQueue(QUEUE, { name: QUEUE, retryLimit: RETRIES, expireInSeconds: LEASE_S });

	const put = (slices: readonly Slice[], tx?: Tx) =>
		boss.insert(
			slices.map(({ id, turn }) => ({ id, name: QUEUE, priority: -turn })),
			tx ? { db: within(tx) } : {},
		);

	return {
		async add(tx, slices) {
			for (let i = 0; i < slices.length; i += ROWS) await put(slices.slice(i, i + ROWS), tx);
		},
		async remove(tx, ids) {
			if (ids.length > 0) await boss.deleteJob(QUEUE, [...ids], { db: within(tx) });
		},
		async take() {
			for (;;) {
				const [job] = await boss.fetch(QUEUE);
				if (!job) return undefined;
				const slice = await findSlice(db, job.id);
				if (slice) return slice;
				// A restored backup lacks the slices of jobs that are newer.
				await boss.deleteJob(QUEUE, job.id);
			}
		},
		async renew({ id }) {
			// pg-boss 10 has no method for this.
			await sql`update pgboss.job set started_on = now() where name = ${QUEUE} and id = ${id}::uuid and state = 'active'`.execute(
				db,
			);
		},
		async giveBack({ id }) {
			await boss.fail(QUEUE, id);
		},
		async repair() {
			for (let after = ''; ; ) {
				const slices = await listSlices(db, after, ROWS);
				// Existing jobs do not change.
				if (slices.length > 0) await put(slices);
				const last = slices.at(-1);
				if (!last || slices.length < ROWS) return;
				after = last.id;
			}
		},
		async close() {
			await boss.stop({ graceful: false });
		},
	};
}

const within = (tx: Tx): PgBoss.Db => ({
	executeSql: async (text, values) => ({
		rows: (await tx.executeQuery(CompiledQuery.raw(text, values ?? []))).rows,
	}),
});

/** Runs SQL of pg-boss, whose texts can contain whole transactions. A failed one must not stay open on the connection. */
async function execute(db: Query, text: string, values: unknown[] = []): Promise<{ rows: unknown[] }> {
	return db.connection().execute(async (connection) => {
		try {
			return { rows: (await connection.executeQuery(CompiledQuery.raw(text, values))).rows ?? [] };
		} catch (error) {
			await sql`rollback`.execute(connection).catch(() => {});
			throw error;
		}
	});
}
