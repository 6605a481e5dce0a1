import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { Kysely, sql } from 'kysely';
import { OperatorError } from '../../calls/operator-error.ts';
import { Refusal } from '../../calls/refusal.ts';
import type { Keyring } from '../../vault/keyring.ts';
import { isSealBroken, sealedWith } from '../../vault/seal.ts';
import { emptyChangeLog } from '../change-log.ts';
import { migratedTo, migrateTo } from '../database/migrate.ts';
import { sqliteDialect } from '../database/sqlite.ts';
import { type Documents, partsOf } from '../documents/documents.ts';
import { openStore, type StorePlace } from '../open-store.ts';
import { scratchFile } from '../scratch-file.ts';
import { FOLDER, openIntegrity } from '../secrets.ts';
import type { Query, Store, Tx } from '../store.ts';
import type { Tables } from '../tables.ts';
import { newer, openScratch } from './backup.ts';
import { type AnyRow, type AnyTables, copyTables, KEYS } from './snapshot.ts';

/**
 * Restores a backup into an empty store, completely or not at all. `place` says which database it uses and where
 * documents go. Tables of an older version are brought up to date.
 * @param keyring keys that open the backup
 * @param onRows receives the number of rows written since the last call
 * @throws OperatorError if the file or the key cannot be used, or a server uses the folder; Refusal `conflict` if the
 * store is not empty
 */
export async function restoreBackup(
	place: StorePlace,
	file: string,
	keyring: Keyring,
	onRows?: (count: number) => void,
): Promise<{ readonly superbills: number }> {
	if (!existsSync(file) || !statSync(file).isFile()) {
		throw new OperatorError(`There is no file ${file}. Name a file that "superbill backup" made.`);
	}
	mkdirSync(place.dataDir, { recursive: true, mode: 0o700 });
	// Bringing tables up to date must not change the backup itself.
	const copy = scratchFile(place.dataDir);
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

/** Checks a backup and brings it up to date. @param name of the backup in messages */
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

function notOurs(name: string): OperatorError {
	return new OperatorError(`${name} is not a backup. Name a file that "superbill backup" made.`);
}

function damage(name: string): OperatorError {
	return new OperatorError(`${name} is damaged. Nothing was restored. Use another backup.`);
}

/** Without its keys, a restored store would stay closed, and somebody might discard the right keys. */
async function refuseOtherKeys(backup: Query, keyring: Keyring): Promise<void> {
	const known = new Set<string | null | undefined>(keyring().map(({ id }) => id));
	const needed = await keysOf(backup);
	const opens = await openIntegrity(backup, keyring).then(
		() => true,
		(error) => {
			if (isSealBroken(error)) return false;
			throw error;
		},
	);
	if (opens && needed.every((id) => known.has(id))) return;
	throw new OperatorError(
		'The data key does not open this backup. Set DATA_KEY to the key that the backup was made with, or copy its file data.key into DATA_DIR. Then restore again.',
	);
}

/** Ids of the data keys that rows are sealed with; undefined for bytes that are not sealed. */
async function keysOf(backup: Query): Promise<(string | null | undefined)[]> {
	const rows = await backup.selectFrom('superbills').select('data_key').distinct().execute();
	const items = await backup
		.selectFrom('batch_items')
		.select('data_key')
		.where('data_key', 'is not', null)
		.distinct()
		.execute();
	// A document may have been resealed after its row was copied.
	const documents = await backup
		.selectFrom('superbill_documents')
		.select(sql<string>`lower(hex(substr(pdf, 2, 4)))`.as('data_key'))
		.where('object', 'is', null)
		.where(sql<boolean>`length(pdf) > 40`)
		.distinct()
		.execute();
	const practices = await backup
		.selectFrom('practices')
		.select([
			sql<Buffer>`substr(profile, 1, 40)`.as('profile'),
			sql<Buffer | null>`substr(logo, 1, 40)`.as('logo'),
		])
		.execute();
	return [
		...[...rows, ...documents, ...items].map(({ data_key }) => data_key),
		...practices.flatMap(({ profile, logo }) => (logo ? [profile, logo] : [profile])).map(sealedWith),
	];
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
		// Opening the store made new secrets. It keeps its folder of objects and takes the others from the backup.
		await tx.deleteFrom('secrets').where('name', '<>', FOLDER).execute();
		await backup.deleteFrom('secrets').where('name', '=', FOLDER).execute();
		await copyTables(backup as unknown as AnyTables, tx as unknown as AnyTables, store.dialect, {
			onRows,
			change: async (table, rows) => (table === 'superbill_documents' ? placed(store.documents, rows) : rows),
		});
		if (store.dialect === 'postgres') await continueSequence(tx);
	});
	await emptyChangeLog(store);
	const { count } = await store.db
		.selectFrom('superbills')
		.select((row) => row.fn.countAll<number>().as('count'))
		.executeTakeFirstOrThrow();
	return { superbills: count };
}

/** Documents stored at once. */
const AT_ONCE = 16;

/** Stores the bytes of rows where the store keeps documents. */
async function placed(documents: Documents, rows: readonly AnyRow[]): Promise<AnyRow[]> {
	const all: AnyRow[] = [];
	for (let from = 0; from < rows.length; from += AT_ONCE) {
		const some = rows.slice(from, from + AT_ONCE).map(async (row) => {
			// A copy of the database file, unlike a backup, names objects. They stay where they are.
			if (row['object'] !== null) return row;
			const { head, tail } = partsOf(row['pdf'] as Buffer);
			const object = await documents.put(head);
			return object === null ? row : { ...row, object, pdf: tail };
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
			throw new Refusal(
				'not-now',
				'The store is not empty, and a restore overwrites nothing. Restore into an empty DATA_DIR, or an empty database of DATABASE_URL.',
			);
		}
	}
}

/** PostgreSQL counts sequence numbers separately from the rows, and would start at 1 again. */
async function continueSequence(tx: Tx): Promise<void> {
	const { last } = await tx
		.selectFrom('superbills')
		.select((row) => row.fn.max('seq').as('last'))
		.executeTakeFirstOrThrow();
	const next = Number(last ?? 0) + 1;
	await sql`alter table superbills alter column seq restart with ${sql.lit(next)}`.execute(tx);
}
