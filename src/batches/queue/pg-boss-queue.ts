import { CompiledQuery, sql } from 'kysely';
import PgBoss from 'pg-boss';
import { findSlice, listSlices, type Slice } from '../../store/batches/batch-slices.ts';
import type { Query, Store, Tx } from '../../store/store.ts';
import { type BatchQueue, LEASE_S } from './open-queue.ts';

const QUEUE = 'superbill-batches';

/** How often leases are looked at that nobody renewed, in seconds, by one of all processes. */
const SUPERVISE_S = 1;

/** A slice is given back without having failed: that must never be the last time. */
const RETRIES = 1_000_000;

/** Jobs of one statement. */
const ROWS = 500;

/**
 * pg-boss over the connections of the store, in a schema of its own, `pgboss`, that it makes and brings up to date under
 * a lock of its own. A job has the id of its slice and nothing else of it. Its workers (`work`) are not used: they look
 * twice a second at most, give up a job after its first lease and say so to nobody.
 */
export async function pgBossQueue({ db }: Store, onError: (error: unknown) => void): Promise<BatchQueue> {
	const boss = new PgBoss({
		db: { executeSql: (text, values) => execute(db, text, values) },
		schedule: false,
		maintenanceIntervalSeconds: SUPERVISE_S,
	});
	// An error that nobody hears of would end the process.
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
				// As where a backup was put in the place of a database whose jobs stayed.
				await boss.deleteJob(QUEUE, job.id);
			}
		},
		async renew({ id }) {
			// Version 10 has no word for it.
			await sql`update pgboss.job set started_on = now() where name = ${QUEUE} and id = ${id}::uuid and state = 'active'`.execute(
				db,
			);
		},
		async giveBack({ id }) {
			await boss.fail(QUEUE, id);
		},
		async mend() {
			for (let after = ''; ; ) {
				const slices = await listSlices(db, after, ROWS);
				// Those that are there stay as they are.
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

/** Several statements in one text are a transaction that begins there, and that must not stay open where it fails. */
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
