import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import Database from 'libsql';
import { OperatorError } from '../../calls/operator-error.ts';
import { migratedTo, migrateTo } from '../database/migrate.ts';
import { sqliteDialect } from '../database/sqlite.ts';
import { asUnavailable } from '../database/unavailable.ts';
import { type StorePlace, sqliteFile } from '../open-store.ts';
import { scratchFile } from '../scratch-file.ts';
import type { Query } from '../store.ts';
import type { Tables } from '../tables.ts';
import { takeInDocuments } from './backup-documents.ts';
import { type AnyTables, copyTables } from './snapshot.ts';

/**
 * Copies a store of either database, as it was at one moment, into an SQLite file with the same tables. Servers keep
 * running. Documents in object storage become rows of the file. The file does not contain the data keys that open it. It
 * appears complete or not at all, only its owner can read it, and it replaces a file of the same name.
 * @param onRows receives the number of rows copied since the last call, if rows are copied one by one
 * @returns also the ids of superbills whose documents are lost
 * @throws OperatorError; Refusal `unavailable`
 */
export async function backUp(
	place: StorePlace,
	file: string,
	onRows?: (count: number) => void,
): Promise<{ readonly bytes: number; readonly lost: readonly string[] }> {
	if (existsSync(file) && !statSync(file).isFile()) {
		throw new OperatorError(`${file} is not a regular file. Name a file to make or replace.`);
	}
	const fresh = scratchFile(dirname(file));
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

/** Copies in one read transaction, which lets others write. https://www.sqlite.org/lang_vacuum.html#vacuuminto */
async function copySqlite(place: StorePlace, fresh: string): Promise<string[]> {
	const file = sqliteFile(place.dataDir);
	if (!existsSync(file)) {
		throw new OperatorError(
			'DATA_DIR has no superbill.db: there is nothing to back up. Set DATA_DIR to the folder of the service, or set DATABASE_URL.',
		);
	}
	const database = new Database(file, { timeout: 5_000 });
	const live = new Kysely<Tables>({ dialect: sqliteDialect(database) });
	try {
		try {
			database.prepare('vacuum into ?').run([fresh]);
		} catch (error) {
			throw asUnavailable(error);
		}
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
	takeInDocuments(
		backup,
		live,
		documents,
		new OperatorError(
			'DOCUMENTS is not set, but this store has documents in object storage. Set DOCUMENTS to the same value as for the service, and back up again.',
		),
	);

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
					throw new OperatorError(
						'The database in DATABASE_URL has no superbill tables: there is nothing to back up. Set DATABASE_URL to the same value as for the service.',
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

export function newer(what: string): OperatorError {
	return new OperatorError(
		`${what} was written by a newer version of superbill. Use that version or a newer one.`,
	);
}

/** Opens a file that is discarded unless it is completed. It needs no journal on disk. */
export function openScratch(file: string): Database.Database {
	const database = new Database(file);
	database.pragma('journal_mode = memory');
	database.pragma('synchronous = off');
	return database;
}

/** Waits until a file, or the names in a folder, are on disk. */
function sync(path: string): void {
	const descriptor = openSync(path, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
