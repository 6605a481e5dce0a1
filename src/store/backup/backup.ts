import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Kysely } from 'kysely';
import Database from 'libsql';
import { migratedTo, migrateTo } from '../database/migrate.ts';
import { sqliteDialect } from '../database/sqlite.ts';
import { type StorePlace, sqliteFile } from '../open-store.ts';
import type { Query } from '../store.ts';
import type { Tables } from '../tables.ts';
import { takeInDocuments } from './backup-documents.ts';
import { type AnyTables, copyTables } from './snapshot.ts';

/** Why something was not backed up or restored; the message is for the operator. */
export class BackupRefused extends Error {
	override readonly name = 'BackupRefused';
}

/**
 * Writes all that is kept, as it was at one moment, into an SQLite file with the same tables, whatever the store runs
 * on. Servers go on meanwhile. The file appears whole or not at all, for its owner alone; it does not hold the data keys
 * that open what is sealed in it. One that exists is replaced. Documents that are objects are rows in it.
 * @param onRows told how many more rows were written, where they are copied one by one.
 * @returns also the ids of superbills whose documents are not where they should be. @throws BackupRefused
 */
export async function backUp(
	place: StorePlace,
	file: string,
	onRows?: (count: number) => void,
): Promise<{ readonly bytes: number; readonly lost: readonly string[] }> {
	if (existsSync(file) && !statSync(file).isFile()) {
		throw new BackupRefused(`${file} is no plain file. Name one that may be made or replaced.`);
	}
	const fresh = join(dirname(file), `.superbill-${randomUUID()}.tmp`);
	try {
		closeSync(openSync(fresh, 'wx', 0o600));
		const lost =
			place.databaseUrl === undefined
				? await copySqlite(place, fresh)
				: await copyPostgres(place, place.databaseUrl, fresh, onRows);
		sync(fresh);
		renameSync(fresh, file);
		sync(dirname(file));
		return { bytes: statSync(file).size, lost };
	} finally {
		for (const left of [fresh, `${fresh}-journal`]) rmSync(left, { force: true });
	}
}

/** https://www.sqlite.org/lang_vacuum.html#vacuuminto: one read transaction, beside which others go on writing. */
async function copySqlite(place: StorePlace, fresh: string): Promise<string[]> {
	const file = sqliteFile(place.dataDir);
	if (!existsSync(file))
		throw new BackupRefused('DATA_DIR holds no superbills: there is nothing to back up.');
	const database = new Database(file, { timeout: 5_000 });
	const live = new Kysely<Tables>({ dialect: sqliteDialect(database) });
	try {
		database.prepare('vacuum into ?').run([fresh]);
		const backup = new Kysely<Tables>({ dialect: sqliteDialect(openScratch(fresh)) });
		try {
			return await takeIn(backup, live, place);
		} finally {
			await backup.destroy();
		}
	} finally {
		await live.destroy();
		database.close();
	}
}

const takeIn = (backup: Query, live: Query, { documents }: StorePlace) =>
	takeInDocuments(backup, live, documents, () => new BackupRefused(ELSEWHERE));

const ELSEWHERE =
	'Documents are kept in object storage, and DOCUMENTS does not name it. Set it as the service has it, and back up again.';

async function copyPostgres(
	place: StorePlace,
	url: string,
	fresh: string,
	onRows?: (count: number) => void,
): Promise<string[]> {
	const { postgresDialect } = await import('../database/postgres.ts');
	const from = new Kysely<Tables>({ dialect: postgresDialect(url, () => {}) });
	const to = new Kysely<Tables>({ dialect: sqliteDialect(openScratch(fresh)) });
	try {
		await from
			.transaction()
			.setIsolationLevel('repeatable read')
			.setAccessMode('read only')
			.execute(async (snapshot) => {
				const level = await migratedTo(snapshot, 'postgres');
				if (level === undefined) {
					throw new BackupRefused(
						'The database of DATABASE_URL holds no superbills: there is nothing to back up.',
					);
				}
				if (level === 'unknown') throw newer('The database');
				await migrateTo(to, 'sqlite', level);
				await to
					.transaction()
					.execute((tx) =>
						copyTables(snapshot as unknown as AnyTables, tx as unknown as AnyTables, 'sqlite', { onRows }),
					);
			});
		return await takeIn(to, from, place);
	} finally {
		await Promise.all([from.destroy(), to.destroy()]);
	}
}

export function newer(what: string): BackupRefused {
	return new BackupRefused(
		`${what} was written by a newer version of superbill. Use that version, or a newer one.`,
	);
}

/** A file that is thrown away unless all of it is written, so that nothing need be taken back. */
export function openScratch(file: string): Database.Database {
	const database = new Database(file);
	database.pragma('journal_mode = memory');
	database.pragma('synchronous = off');
	return database;
}

/** Waits until a file, or the names in a folder, are on the disk. */
function sync(path: string): void {
	const descriptor = openSync(path, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
