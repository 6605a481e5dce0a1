import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Kysely } from 'kysely';
import Database from 'libsql';
import { OperatorError } from '../../calls/operator-error.ts';
import { migratedTo, migrateTo } from '../database/migrate.ts';
import { sqliteDialect } from '../database/sqlite.ts';
import { asUnavailable } from '../database/unavailable.ts';
import { type StorePlace, sqliteFile } from '../open-store.ts';
import type { Query } from '../store.ts';
import type { Tables } from '../tables.ts';
import { takeInDocuments } from './backup-documents.ts';
import { type AnyTables, copyTables } from './snapshot.ts';

/**
 * Copies a store, as it was at one moment, into an SQLite file with the same tables, whichever database it uses. Servers
 * keep running. Documents in object storage become rows of the file. The data keys that open it are not in it. The file
 * appears complete or not at all, readable by its owner only, and replaces one of the same name.
 * @param onRows receives how many more rows were copied, where rows are copied one by one.
 * @returns also the ids of superbills whose documents are lost. @throws OperatorError; Refusal `unavailable`
 */
export async function backUp(
	place: StorePlace,
	file: string,
	onRows?: (count: number) => void,
): Promise<{ readonly bytes: number; readonly lost: readonly string[] }> {
	if (existsSync(file) && !statSync(file).isFile()) {
		throw new OperatorError(`${file} is not a regular file. Name a file to make or replace.`);
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
			'DOCUMENTS is not set, and this store has documents in object storage. Set DOCUMENTS as the service has it, and back up again.',
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
						'The database of DATABASE_URL has no tables of superbill: there is nothing to back up. Set DATABASE_URL as the service has it.',
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

/** Opens a file that is thrown away unless it is completed, so it needs no journal on the disk. */
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
