import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Test } from 'tap';
import { chainHash } from '../../src/audit/events.ts';
import { OPERATOR } from '../../src/calls/actor.ts';
import { createRecords, type Records } from '../../src/records/records.ts';
import { KEYS } from '../../src/store/backup/snapshot.ts';
import { openStore, type StorePlace } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { fixedKeyring, type Keyring } from '../../src/vault/keyring.ts';
import { SEALED } from '../../src/vault/sealed-columns.ts';
import { PLAIN, TODAY } from '../fixtures/plain.ts';
import { callBy, visit } from '../records/issuing.suite.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';

/** Makes a new place for a store, which is gone when the test ends. */
export type NewPlace = (t: Test) => Promise<StorePlace>;

/** Makes a folder for a test. Unlike `testdir`, which empties the test's folder with each call, it can be called often. */
export function newFolder(t: Test): string {
	const folder = mkdtempSync(join(tmpdir(), 'superbill-test-'));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

export const onSqlite: NewPlace = async (t) => ({ dataDir: newFolder(t) });

export const newKeyring = (): Keyring => fixedKeyring(randomBytes(32).toString('base64'));

export const call = callBy(OPERATOR);

export const recordsOf = (store: Store): Records =>
	createRecords({ store: () => store, service: serviceUnderTest(), timeZone: 'UTC' });

/** Opens a store, without exclusive use, for the duration of some work. */
export async function withStore<T>(
	place: StorePlace,
	keyring: Keyring,
	work: (store: Store) => Promise<T>,
): Promise<T> {
	const store = await openStore(place, keyring, { exclusive: false });
	try {
		return await work(store);
	} finally {
		await store.close();
	}
}

/** Changes the tables as a later version may: keeps what exists, and adds columns that may be left out. */
export async function changedByNewer({ db }: Store): Promise<void> {
	for (const table of ['superbills', 'number_counters', 'batch_items', 'audit_events'] as const) {
		await db.schema.alterTable(table).addColumn('newer', 'text').execute();
	}
	await db.schema.createTable('newer').addColumn('id', 'text').execute();
	await db
		.withTables<{ kysely_migration: { name: string; timestamp: string } }>()
		.insertInto('kysely_migration')
		.values({ name: '9999-newer', timestamp: call.now.toISOString() })
		.execute();
}

/** The sealed columns of the table of superbills. */
export const SEALED_COLUMNS = Object.keys(SEALED.superbills) as (keyof typeof SEALED.superbills)[];

/** Stores superbills in every state, and a practice with a logo. @returns the ids of the superbills. */
export async function fill(store: Store) {
	const records = recordsOf(store);
	const plain = await records.issue(call, visit(), { key: 'key-1' });
	const voided = await records.issue(call, visit());
	await records.void(call, voided.id, { reason: 'Typed twice' });
	const replaced = await records.issue(call, visit());
	const successor = await records.replace(call, replaced.id, { reason: 'Wrong day', superbill: visit() });
	const held = await records.issue(call, visit({ payments: [] }));
	await records.pay(call, held.id, { date: TODAY, amount: '50.00', method: 'cash' });
	await records.hold(call, held.id, { reason: 'A letter' });
	const [key] = store.keyring();
	await store.db
		.insertInto('practices')
		.values({
			id: 'harbor',
			profile: SEALED.practices.profile.sealJson(
				key,
				{ id: 'harbor' },
				{ billingProvider: PLAIN.billingProvider },
			),
			logo: SEALED.practices.logo.seal(key, { id: 'harbor' }, 'a picture'),
			created_at: call.now.toISOString(),
			updated_at: call.now.toISOString(),
			version: 'first',
			archived_at: null,
		})
		.execute();
	return {
		plain: plain.id,
		voided: voided.id,
		replaced: replaced.id,
		successor: successor.id,
		held: held.id,
	};
}

/** Counts superbills that are sealed with another data key than the first one. */
export async function countOldRows({ db, keyring }: Store): Promise<number> {
	const [{ id }] = keyring();
	const rows = await db.selectFrom('superbills').select('seq').where('data_key', '<>', id).execute();
	return rows.length;
}

/** Reads all rows of all tables, in a form that is the same on every store. */
export async function everyRow({ db }: Store): Promise<Record<string, string[]>> {
	const all: Record<string, string[]> = {};
	for (const table of Object.keys(KEYS)) {
		const { rows } = await sql`select * from ${sql.table(table)}`.execute(db);
		all[table] = rows
			.map((row) =>
				JSON.stringify(
					Object.entries(row as object)
						.map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('hex') : value])
						.sort(),
				),
			)
			.sort();
	}
	return all;
}

/** Counts the events of each chain. Fails if a hash does not follow from the one before. */
export async function chainLengths(t: Test, { db, integrity }: Store): Promise<Record<string, number>> {
	const lengths: Record<string, number> = {};
	for (const end of await db.selectFrom('audit_chains').selectAll().execute()) {
		const events = await db
			.selectFrom('audit_events')
			.selectAll()
			.where('chain', '=', end.chain)
			.orderBy('position')
			.execute();
		let before = '';
		for (const { hash, ...event } of events) {
			t.equal(hash, chainHash(integrity.audit, before, event));
			before = hash;
		}
		t.equal(before, end.hash);
		lengths[end.chain] = events.length;
	}
	return lengths;
}

/** Makes something happen before the first transaction of a store, after rows were read. */
export function beforeFirstWrite(store: Store, happen: () => Promise<unknown>): Store {
	let happened = false;
	return {
		...store,
		async transaction(work) {
			if (!happened) {
				happened = true;
				await happen();
			}
			return store.transaction(work);
		},
	};
}
