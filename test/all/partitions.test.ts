import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Kysely, sql } from 'kysely';
import pg from 'pg';
import t, { type Test } from 'tap';
import { SYSTEM } from '../../src/calls/actor.ts';
import { purgeOld } from '../../src/records/retention.ts';
import { migrateTo } from '../../src/store/database/migrate.ts';
import { postgresDialect } from '../../src/store/database/postgres.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { Tables } from '../../src/store/tables.ts';
import { fixedKeyring } from '../../src/vault/keyring.ts';
import { tampering } from '../audit/tampering.suite.ts';
import { finding } from '../records/find.suite.ts';
import { issuing, visit } from '../records/issuing.suite.ts';
import { racing } from '../records/racing.suite.ts';
import { retention } from '../records/retention.suite.ts';
import { rotation } from '../rotation/rotation.suite.ts';
import { call, everyRow, fill, recordsOf } from '../store/stores.ts';
import { startCluster } from './postgres-cluster.ts';

/** Tests `deploy/postgres/documents-by-month.sql`: the service works unchanged, and all keys of the tables still apply. */

t.setTimeout(600_000);

const cluster = await startCluster();
t.teardown(() => cluster.remove());

const SCRIPT = readFileSync('deploy/postgres/documents-by-month.sql', 'utf8');

type Query = (statement: string) => Promise<unknown[][]>;

/** Creates a database with the service's store, and a connection for the operator. */
const open = async (t: Test) => opened(t, await cluster.createDatabase());

async function opened(t: Test, databaseUrl: string): Promise<{ store: Store; ask: Query }> {
	const keyring = fixedKeyring(randomBytes(32).toString('base64'));
	const store = await openStore({ databaseUrl, dataDir: t.testdirName }, keyring, { exclusive: true });
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	t.teardown(() => Promise.all([store.close(), client.end()]));
	const ask: Query = async (text) => (await client.query({ text, rowMode: 'array' })).rows;
	return { store, ask };
}

const apply = async (ask: Query): Promise<void> => void (await ask(SCRIPT));

/** Counts the documents of each partition, the oldest first. */
async function partitions(ask: Query): Promise<Record<string, number>> {
	const rows = await ask(`
		select relname, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I', relname), false, true, '')))[1]::text::int
		from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'superbill_documents'::regclass
		order by substring(pg_get_expr(relpartbound, pg_class.oid) from 'FROM \\(''?(\\d+)')::bigint nulls first`);
	return Object.fromEntries(rows);
}

const begin = (ask: Query, day: string) => ask(`select superbill_documents_begin('${day}T12:00:00Z')`);

const issue = async (store: Store, day: string) =>
	(await recordsOf(store).issue({ ...call, now: new Date(`${day}T18:00:00Z`) }, visit())).id;

/** Suites that read, write, reseal or remove documents. */
const WITH_DOCUMENTS = { finding, issuing, racing, retention, rotation, tampering };

for (const [name, suite] of Object.entries(WITH_DOCUMENTS)) {
	t.test(`with documents partitioned by month: ${name}`, (t) =>
		suite(t, async (t) => {
			const { store, ask } = await open(t);
			await apply(ask);
			await begin(ask, '2026-09-01');
			return store;
		}),
	);
}

t.test('partitioning changes no row, whether it was issued before or afterwards', async (t) => {
	const { store, ask } = await open(t);
	await fill(store);
	const before = await everyRow(store);
	await apply(ask);
	t.strictSame(await everyRow(store), before);
	await begin(ask, '2026-11-01');
	t.strictSame(await everyRow(store), before);
	t.strictSame(await partitions(ask), {
		superbill_documents_before: before['superbill_documents']?.length,
		superbill_documents_2026_11: 0,
	});
	const { id, pdf } = await recordsOf(store).issue(call, visit());
	t.strictSame((await recordsOf(store).pdf(call, id)).pdf, pdf);
	t.equal((await partitions(ask))['superbill_documents_2026_11'], 1);
});

t.test('the partition of a month is created once, even without documents', async (t) => {
	const { store, ask } = await open(t);
	await apply(ask);
	t.strictSame(await begin(ask, '2026-10-01'), [['superbill_documents_2026_10']]);
	t.strictSame(await begin(ask, '2026-10-31'), [[null]]);
	t.strictSame(await partitions(ask), { superbill_documents_2026_10: 0 }, 'the empty original table is gone');
	await issue(store, '2026-10-31');
	t.strictSame(await begin(ask, '2026-11-02'), [['superbill_documents_2026_11']]);
	await issue(store, '2026-11-02');
	await issue(store, '2026-12-01');
	t.strictSame(await partitions(ask), { superbill_documents_2026_10: 1, superbill_documents_2026_11: 2 });
});

t.test(
	'existing documents can be divided by month, before or after the first partition is created',
	async (t) => {
		const days = ['2026-07-03', '2026-07-31', '2026-09-01', '2026-10-06', '2026-10-07'];
		for (const begun of [false, true]) {
			const { store, ask } = await open(t);
			for (const day of days) await issue(store, day);
			// A request that began in July and was committed in October.
			await issue(store, '2026-07-31');
			const before = await everyRow(store);
			await apply(ask);
			if (begun) await begin(ask, '2026-10-20');
			await ask('select superbill_documents_divide()');
			t.strictSame(await everyRow(store), before);
			await issue(store, '2026-10-21');
			const october = begun
				? { superbill_documents_2026_10_before: 3, superbill_documents_2026_10: 1 }
				: { superbill_documents_2026_10: 4 };
			t.strictSame(await partitions(ask), {
				superbill_documents_2026_07: 2,
				superbill_documents_2026_09: 1,
				...october,
			});
		}
	},
);

t.test('a newer version migrates a database whose documents are partitioned', async (t) => {
	const databaseUrl = await cluster.createDatabase();
	const db = new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, () => {}) });
	await migrateTo(db, 'postgres', '0001-issued-superbills');
	await sql.raw(SCRIPT).execute(db);
	await db.destroy();
	const { store } = await opened(t, databaseUrl);
	const { id, pdf } = await recordsOf(store).issue(call, visit());
	t.strictSame((await recordsOf(store).pdf(call, id)).pdf, pdf);
});

t.test('every partition has the indexes of the original table', async (t) => {
	const { ask } = await open(t);
	await ask('create unique index by_length on superbill_documents (length(pdf)) where seq > 7');
	await apply(ask);
	await begin(ask, '2026-10-01');
	const [[indexed]] = (await ask(
		"select indexdef from pg_indexes where tablename = 'superbill_documents_2026_10' and indexdef like '%length%'",
	)) as [[string]];
	t.match(indexed, /^CREATE INDEX .* WHERE \(seq > 7\)$/);
});

t.test('primary, unique and foreign keys apply across partitions', async (t) => {
	const { store, ask } = await open(t);
	await issue(store, '2026-09-01');
	await apply(ask);
	await begin(ask, '2026-10-01');
	await issue(store, '2026-10-01');
	for (const seq of [1, 2]) {
		await t.rejects(ask(`insert into superbill_documents values (${seq}, '')`), { code: '23505' });
	}
	await t.rejects(
		ask("insert into superbill_documents values (3, '')"),
		{ code: '23503' },
		'a document without a superbill is refused',
	);
	await t.rejects(ask('delete from superbills where seq = 1'), { code: '23503' });
	await t.rejects(
		ask('update superbills set number = (select number from superbills where seq = 1) where seq = 2'),
		{ code: '23505' },
		'a number is used once',
	);
	const stored = await ask(
		"select distinct attstorage from pg_attribute where attname = 'pdf' and attrelid in (select inhrelid from pg_inherits)",
	);
	t.strictSame(stored, [['e']], 'PostgreSQL does not try to compress sealed bytes');
});

t.test(
	'a partition is dropped once all its documents are purged, and not while a hold keeps one',
	async (t) => {
		const { store, ask } = await open(t);
		await apply(ask);
		for (const day of ['2026-07-01', '2026-08-01', '2026-09-01']) {
			await begin(ask, day);
			await issue(store, day);
			if (day === '2026-08-01') {
				const held = await issue(store, day);
				await recordsOf(store).hold(call, held, { reason: 'A letter' });
			}
		}
		const drop = () => ask('select superbill_documents_drop_purged()');
		t.strictSame(await drop(), []);
		await purgeOld(store, { actor: SYSTEM, now: new Date('2026-11-01T12:00:00Z') }, 30);
		t.strictSame(await drop(), [['superbill_documents_2026_07']]);
		t.strictSame(await partitions(ask), { superbill_documents_2026_08: 1, superbill_documents_2026_09: 0 });
		await issue(store, '2026-11-01');
		t.strictSame(Object.values(await partitions(ask)), [1, 1]);
	},
);

t.test('superbill_documents_turn() creates the next partition and drops purged ones', async (t) => {
	const { store, ask } = await open(t);
	await apply(ask);
	await issue(store, '2026-07-01');
	const [[begun]] = (await ask('select superbill_documents_turn()')) as [[string]];
	t.match(begun, /^begun: superbill_documents_\d{4}_\d\d$/);
	t.strictSame(await ask('select superbill_documents_turn()'), []);
	await purgeOld(store, { actor: SYSTEM, now: new Date('2026-11-01T12:00:00Z') }, 30);
	t.strictSame(await ask('select superbill_documents_turn()'), [['dropped: superbill_documents_before']]);
});
