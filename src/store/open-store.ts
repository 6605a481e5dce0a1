import { join } from 'node:path';
import { Kysely } from 'kysely';
import type { Keyring } from '../vault/keyring.ts';
import { migrateUnlessNewer } from './database/migrate.ts';
import type { Dialect } from './database/migrations/dialect.ts';
import { lockFolder, openSqlite, sqliteDialect } from './database/sqlite.ts';
import { type Documents, IN_ROWS, inObjects } from './documents/documents.ts';
import type { Bucket } from './documents/objects.ts';
import { s3 } from './documents/s3.ts';
import { readFolder, readIntegrity } from './secrets.ts';
import type { Query, Store } from './store.ts';
import type { Tables } from './tables.ts';

export interface StorePlace {
	/** `postgres://…`; without one, a file in `dataDir`. */
	readonly databaseUrl?: string | undefined;
	readonly dataDir: string;
	/** Where documents are put; without one, into the tables. */
	readonly documents?: Bucket | undefined;
}

export interface OpenOptions {
	/** Whether other processes must be kept from serving out of the same file. Commands beside a server do not ask. */
	readonly exclusive: boolean;
	/** Told of connections that break while nobody uses them. */
	readonly onError?: (error: Error) => void;
}

export const sqliteFile = (dataDir: string): string => join(dataDir, 'superbill.db');

/**
 * Opens the store and brings its tables up to date, under a lock.
 * @throws AlreadyServed where another process serves from the same file; DocumentsElsewhere; an error that
 * `isStoreUnavailable` knows where the store cannot be reached.
 */
export async function openStore(
	{ databaseUrl, dataDir, documents }: StorePlace,
	keyring: Keyring,
	{ exclusive, onError = () => {} }: OpenOptions,
): Promise<Store> {
	if (databaseUrl !== undefined) {
		// Who keeps superbills in a file never loads it.
		const { postgresDialect } = await import('./database/postgres.ts');
		const patient = new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, onError, 'unbounded') });
		try {
			// Servers of the version before may be at work, and wait for it in a circle.
			await again(() => migrateUnlessNewer(patient, 'postgres'));
		} finally {
			await patient.destroy();
		}
		// A command beside the servers may look through everything there is.
		const patience = exclusive ? 'bounded' : 'unbounded';
		const db = new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, onError, patience) });
		return opened('postgres', db, { keyring, documents });
	}
	const unlock = exclusive ? lockFolder(dataDir) : () => {};
	try {
		return await openFile(sqliteFile(dataDir), { keyring, documents, unlock });
	} catch (error) {
		unlock();
		throw error;
	}
}

/** A store that is gone when it is closed. */
export function openMemoryStore(keyring: Keyring, documents?: Bucket): Promise<Store> {
	return openFile(':memory:', { keyring, documents });
}

interface Parts {
	readonly keyring: Keyring;
	readonly documents: Bucket | undefined;
	readonly unlock?: () => void;
}

async function openFile(file: string, parts: Parts): Promise<Store> {
	const db = new Kysely<Tables>({ dialect: sqliteDialect(openSqlite(file)) });
	try {
		await migrateUnlessNewer(db, 'sqlite');
	} catch (error) {
		await db.destroy();
		throw error;
	}
	return opened('sqlite', db, parts);
}

async function opened(
	dialect: Dialect,
	db: Query,
	{ keyring, documents, unlock = () => {} }: Parts,
): Promise<Store> {
	try {
		const integrity = await readIntegrity(db, keyring);
		return {
			dialect,
			db,
			keyring,
			integrity,
			documents: await openDocuments(db, keyring, documents),
			transaction: (work) => again(() => db.transaction().execute(work)),
			async close() {
				await db.destroy();
				unlock();
			},
		};
	} catch (error) {
		await db.destroy().catch(() => {});
		throw error;
	}
}

/** What is kept is in objects, and no setting says where those are. */
export class DocumentsElsewhere extends Error {
	override readonly name = 'DocumentsElsewhere';
}

async function openDocuments(db: Query, keyring: Keyring, bucket: Bucket | undefined): Promise<Documents> {
	if (bucket) return inObjects(s3(bucket), await readFolder(db, keyring));
	const elsewhere = await db
		.selectFrom('superbill_documents')
		.select('seq')
		.where('object', 'is not', null)
		.limit(1)
		.executeTakeFirst();
	if (!elsewhere) return IN_ROWS;
	throw new DocumentsElsewhere(
		'DOCUMENTS must name the object storage that holds documents of this store. To bring them back, restore a backup without it.',
	);
}

/**
 * PostgreSQL takes back a transaction that waits for another one in a circle, and one that inserts what another one
 * has just inserted: tried again, it sees what the other one did.
 */
const TRY_AGAIN = /^(?:40001|40P01|23505)$/;
const TRIES = 5;

async function again<T>(work: () => Promise<T>): Promise<T> {
	for (let left = TRIES; ; left--) {
		try {
			return await work();
		} catch (error) {
			if (left === 1 || !TRY_AGAIN.test(String((error as { code?: unknown }).code))) throw error;
		}
	}
}
