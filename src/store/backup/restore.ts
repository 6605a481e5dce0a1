import { randomUUID } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import type { Keyring } from '../../vault/keyring.ts';
import { SealBroken, sealedWith } from '../../vault/seal.ts';
import { emptyChangeLog } from '../change-log.ts';
import { migratedTo, migrateTo } from '../database/migrate.ts';
import { sqliteDialect } from '../database/sqlite.ts';
import type { Documents } from '../documents/documents.ts';
import { openStore, type StorePlace } from '../open-store.ts';
import { FOLDER, openIntegrity } from '../secrets.ts';
import type { Query, Store, Tx } from '../store.ts';
import type { Tables } from '../tables.ts';
import { BackupRefused, newer, openScratch } from './backup.ts';
import { type AnyTables, copyTables, KEYS, type Row } from './snapshot.ts';

/**
 * Puts a backup into a store that holds nothing, all of it or nothing, on SQLite or PostgreSQL, whichever `place` names.
 * What an older version wrote is brought up to date. Documents go where `place` says.
 * @param keyring must open what is sealed in it. @param onRows told how many more rows were written.
 * @throws BackupRefused; AlreadyServed where a server holds the folder.
 */
export async function restoreBackup(
	place: StorePlace,
	file: string,
	keyring: Keyring,
	onRows?: (count: number) => void,
): Promise<{ readonly superbills: number }> {
	if (!existsSync(file) || !statSync(file).isFile()) {
		throw new BackupRefused(`${file} is no file. Name one that "superbill backup" made.`);
	}
	mkdirSync(place.dataDir, { recursive: true, mode: 0o700 });
	// The backup itself stays as it is, whatever has to be brought up to date.
	const copy = join(place.dataDir, `.superbill-${randomUUID()}.tmp`);
	try {
		copyFileSync(file, copy);
		chmodSync(copy, 0o600);
		const backup = await openBackup(copy, file);
		try {
			await refuseOtherKeys(backup, keyring);
			const store = await openStore(place, keyring, { exclusive: true });
			try {
				return await fill(store, backup, onRows);
			} finally {
				await store.close();
			}
		} finally {
			await backup.destroy();
		}
	} finally {
		for (const left of [copy, `${copy}-journal`]) rmSync(left, { force: true });
	}
}

/** Checks a backup, and brings it up to date. @param name how messages call it. */
async function openBackup(copy: string, name: string): Promise<Query> {
	let backup: Query | undefined;
	try {
		backup = new Kysely<Tables>({ dialect: sqliteDialect(openScratch(copy)) });
		const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(backup);
		const damaged = rows.some(({ integrity_check }) => integrity_check !== 'ok');
		if (damaged || (await sql`pragma foreign_key_check`.execute(backup)).rows.length > 0) throw damage(name);
		const level = await migratedTo(backup, 'sqlite');
		if (level === undefined) throw notOurs(name);
		if (level === 'unknown') throw newer(name);
		await migrateTo(backup, 'sqlite');
		return backup;
	} catch (error) {
		await backup?.destroy();
		const { code } = error as { code?: unknown };
		if (code === 'SQLITE_NOTADB') throw notOurs(name);
		throw code === 'SQLITE_CORRUPT' ? damage(name) : error;
	}
}

function notOurs(name: string): BackupRefused {
	return new BackupRefused(`${name} is no backup that "superbill backup" made.`);
}

function damage(name: string): BackupRefused {
	return new BackupRefused(`${name} is damaged: nothing was restored. Take another backup.`);
}

/** Without its keys a restored store would be closed for good, and somebody might throw the right ones away. */
async function refuseOtherKeys(backup: Query, keyring: Keyring): Promise<void> {
	const known = new Set(keyring().map(({ id }) => id));
	const ofRows = await backup.selectFrom('superbills').select('data_key').distinct().execute();
	const ofItems = await backup
		.selectFrom('batch_items')
		.select('data_key')
		.where('data_key', 'is not', null)
		.distinct()
		.execute();
	// A document may have been sealed anew while it was copied.
	const ofDocuments = await backup
		.selectFrom('superbill_documents')
		.select(sql<string>`lower(hex(substr(pdf, 2, 4)))`.as('data_key'))
		.where('object', 'is', null)
		.where(sql<boolean>`length(pdf) > 40`)
		.distinct()
		.execute();
	const ofPractices = await backup
		.selectFrom('practices')
		.select([
			sql<Buffer>`substr(profile, 1, 40)`.as('profile'),
			sql<Buffer | null>`substr(logo, 1, 40)`.as('logo'),
		])
		.execute();
	try {
		await openIntegrity(backup, keyring);
		const needed = [
			...[...ofRows, ...ofDocuments, ...ofItems].map(({ data_key }) => data_key as string),
			...ofPractices.flatMap(({ profile, logo }) => [profile, ...(logo ? [logo] : [])]).map(sealedWith),
		];
		if (needed.every((id) => known.has(id))) return;
	} catch (error) {
		if (!(error instanceof SealBroken)) throw error;
	}
	throw new BackupRefused(
		'The data key at hand does not open this backup. Set DATA_KEY, or put the data.key that was kept apart from it into DATA_DIR, and restore again.',
	);
}

async function fill(
	store: Store,
	backup: Query,
	onRows?: (count: number) => void,
): Promise<{ superbills: number }> {
	await store.transaction(async (tx) => {
		if (store.dialect === 'postgres') {
			await sql`lock table ${sql.join(Object.keys(KEYS).map((name) => sql.table(name)))} in access exclusive mode`.execute(
				tx,
			);
		}
		await refuseFilled(tx);
		// Every store makes them when it is opened first. Its folder of objects stays its own.
		await tx.deleteFrom('secrets').where('name', '<>', FOLDER).execute();
		await backup.deleteFrom('secrets').where('name', '=', FOLDER).execute();
		await copyTables(backup as unknown as AnyTables, tx as unknown as AnyTables, store.dialect, {
			onRows,
			change: async (table, rows) => (table === 'superbill_documents' ? placed(store.documents, rows) : rows),
		});
		if (store.dialect === 'postgres') await goOnCounting(tx);
	});
	await emptyChangeLog(store);
	const { count } = await store.db
		.selectFrom('superbills')
		.select((row) => row.fn.countAll<number>().as('count'))
		.executeTakeFirstOrThrow();
	return { superbills: count };
}

/** Documents that are put at once. */
const AT_ONCE = 16;

/** Rows of documents, their bytes put where documents are kept. */
async function placed(documents: Documents, rows: readonly Row[]): Promise<Row[]> {
	const all: Row[] = [];
	for (let from = 0; from < rows.length; from += AT_ONCE) {
		const some = rows.slice(from, from + AT_ONCE).map(async (row) => {
			// What a copy of the file itself names, and not its bytes, stays where it is.
			if (row['object'] !== null) return row;
			return { ...row, ...(await documents.put(row['pdf'] as Buffer)) };
		});
		all.push(...(await Promise.all(some)));
	}
	return all;
}

async function refuseFilled(tx: Tx): Promise<void> {
	for (const table of Object.keys(KEYS)) {
		if (table === 'secrets') continue;
		const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(tx);
		if (rows.length > 0) {
			throw new BackupRefused(
				'The store is not empty, and nothing of it is overwritten. Restore into another DATA_DIR, or another database of DATABASE_URL.',
			);
		}
	}
}

/** PostgreSQL counts apart from the rows, and would begin again at 1. */
async function goOnCounting(tx: Tx): Promise<void> {
	const { last } = await tx
		.selectFrom('superbills')
		.select((row) => row.fn.max('seq').as('last'))
		.executeTakeFirstOrThrow();
	const next = Number(last ?? 0) + 1;
	await sql`alter table superbills alter column seq restart with ${sql.lit(next)}`.execute(tx);
}
