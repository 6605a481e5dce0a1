import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import t from 'tap';
import { migrateTo } from '../../src/store/database/migrate.ts';
import { postgresDialect } from '../../src/store/database/postgres.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Tables } from '../../src/store/tables.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { goesOn } from '../store/newer.ts';
import { changedByNewer, withStore } from '../store/stores.ts';
import { startCluster } from './postgres-cluster.ts';

t.setTimeout(120_000);

const cluster = await startCluster();
t.teardown(() => cluster.remove());

t.test('an older version starts next to a newer one, and works', async (t) => {
	const place = { databaseUrl: await cluster.createDatabase(), dataDir: t.testdirName };
	const keyring = fixedKeyring(randomBytes(32).toString('base64'));
	await withStore(place, keyring, changedByNewer);
	const store = await openStore(place, keyring, { exclusive: true });
	t.teardown(() => store.close());
	await goesOn(t, store);
});

t.test('a migration succeeds even after a deadlock with another transaction', async (t) => {
	const databaseUrl = await cluster.createDatabase();
	const older = new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, () => {}) });
	t.teardown(() => older.destroy());
	await migrateTo(older, 'postgres', '0001-issued-superbills');
	const waiting = async () => {
		const { rows } = await sql`select 1 from pg_locks where not granted`.execute(older);
		return rows.length > 0;
	};
	// PostgreSQL ends whoever looks for a deadlock first: the migration, which has time until this transaction closes the circle.
	await sql`alter database ${sql.id(new URL(databaseUrl).pathname.slice(1))} set deadlock_timeout = '4s'`.execute(
		older,
	);
	const keyring = fixedKeyring(randomBytes(32).toString('base64'));
	const opening = older.transaction().execute(async (tx) => {
		await sql`set local deadlock_timeout = '60s'`.execute(tx);
		await sql`lock table superbill_documents in row exclusive mode`.execute(tx);
		const store = openStore({ databaseUrl, dataDir: t.testdirName }, keyring, { exclusive: true });
		store.catch(() => {});
		while (!(await waiting())) await sleep(20);
		// The migration has locked this table, and waits for the other one.
		await sql`lock table superbills in row exclusive mode`.execute(tx);
		return { store };
	});
	const store = await (await opening).store;
	t.strictSame(await store.db.selectFrom('batches').select('id').execute(), []);
	await store.close();
	t.match(cluster.log(), /deadlock detected/);
});
