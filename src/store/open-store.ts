import { join } from 'node:path';
import { Kysely } from 'kysely';
import { OperatorError } from '../calls/operator-error.ts';
import type { Keyring } from '../vault/keyring.ts';
import { isSealBroken, sealBroken } from '../vault/seal.ts';
import { lockFolder } from './database/lock-file.ts';
import { migrateUnlessNewer } from './database/migrate.ts';
import type { Dialect } from './database/migrations/dialect.ts';
import { openSqlite, sqliteDialect } from './database/sqlite.ts';
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
	/** Object storage that takes new documents; without it, the tables do. */
	readonly documents?: Bucket | undefined;
}

export interface OpenOptions {
	/** Keeps other servers from using the same file. Commands that run beside a server do not set it. */
	readonly exclusive: boolean;
	/** Receives the errors of idle connections. */
	readonly onError?: (error: Error) => void;
}

export const sqliteFile = (dataDir: string): string => join(dataDir, 'superbill.db');

/**
 * Opens the store and brings its tables up to date, under a lock.
 * @throws OperatorError if another server uses the file, or the data key or DOCUMENTS does not fit the store; Refusal
 * `unavailable` if the store cannot be reached.
 */
export async function openStore(
	{ databaseUrl, dataDir, documents }: StorePlace,
	keyring: Keyring,
	{ exclusive, onError = () => {} }: OpenOptions,
): Promise<Store> {
	if (databaseUrl !== undefined) {
		// Loaded only here: a store in a file does not need it.
		const { postgresDialect } = await import('./database/postgres.ts');
		const patient = new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, onError, 'maintenance') });
		try {
			// Servers of the previous version may lock in another order, which can deadlock.
			await again(() => migrateUnlessNewer(patient, 'postgres'));
		} finally {
			await patient.destroy();
		}
		const workload = exclusive ? 'serving' : 'maintenance';
		const db = new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, onError, workload) });
		return opened('postgres', db, { keyring, documents });
	}
	const unlock = exclusive ? lockFolder(dataDir) : () => {};
	try {
		return await openInFile(sqliteFile(dataDir), { keyring, documents, unlock });
	} catch (error) {
		unlock();
		throw error;
	}
}

/** Opens a store in memory, which is gone when it is closed. */
export function openMemoryStore(keyring: Keyring, documents?: Bucket): Promise<Store> {
	return openInFile(':memory:', { keyring, documents });
}

interface Parts {
	readonly keyring: Keyring;
	readonly documents: Bucket | undefined;
	readonly unlock?: () => void;
}

async function openInFile(file: string, parts: Parts): Promise<Store> {
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
		throw isSealBroken(error)
			? sealBroken(
					'The data key does not open this store. Set DATA_KEY to the key that the store was made with, or copy its file data.key into DATA_DIR.',
				)
			: error;
	}
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
	throw new OperatorError(
		'DOCUMENTS is not set, but this store has documents in object storage. Set DOCUMENTS to its previous value. To move the documents into the database, back up with DOCUMENTS set and restore without it.',
	);
}

/**
 * PostgreSQL rolls back a transaction that is part of a deadlock (40P01, 40001), and one that inserts what another has
 * just inserted (23505). The next try sees what the other one did.
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
