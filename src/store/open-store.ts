import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { OperatorError } from '../calls/operator-error.ts';
import { configuredKeyring, existingKeyring, type Keyring } from '../vault/keyring.ts';
import { isSealBroken, sealBroken } from '../vault/seal.ts';
import { lockFolder } from './database/lock-file.ts';
import { migratedTo, migrateUnlessNewer } from './database/migrate.ts';
import type { Dialect } from './database/migrations/dialect.ts';
import { openSqlite, sqliteDialect } from './database/sqlite.ts';
import { damagedStore, isStoreDamaged, type ReportDamage } from './database/unavailable.ts';
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
	/** Names are also found by the beginnings of their words. On unless it is false. */
	readonly nameBeginnings?: boolean | undefined;
}

export interface OpenOptions {
	/** Keeps other servers from using the same file. Commands that run beside a server do not set it. */
	readonly exclusive: boolean;
	/** Called if there was no store and a new one was made. */
	readonly onCreated?: () => void;
	/** Receives the errors of idle connections. */
	readonly onError?: (error: Error) => void;
	/** Learns that pages of the database are damaged. It may be told many times. */
	readonly onDamage?: ReportDamage;
}

export const sqliteFile = (dataDir: string): string => join(dataDir, 'superbill.db');

/**
 * Opens the store with the given keys, or makes it, and brings its tables up to date, under a lock.
 * @throws OperatorError if another server uses the file, it is damaged, or the data key or DOCUMENTS does not fit the
 * store; Refusal `unavailable` if the store cannot be reached.
 */
export function openStore(place: StorePlace, keyring: Keyring, options: OpenOptions): Promise<Store> {
	return openAt(place, () => keyring, options).catch(orOperatorError);
}

/** Settings of a store. */
export interface StoreSettings extends StorePlace {
	/** Data keys; without them, the file in `dataDir` holds the keys. */
	readonly dataKey?: string | undefined;
	/** A store may be made if there is none. */
	readonly createStore: boolean;
}

/**
 * Opens the store as configured. A data key is made only together with a new store, because it could not open an
 * existing one.
 * @throws OperatorError also if the data key of an existing store is missing, or if there is no store and `createStore`
 * is off
 */
export function openConfigured(settings: StoreSettings, options: OpenOptions): Promise<Store> {
	return openAt(
		settings,
		(isNew) => {
			if (!isNew) return existingKeyring(settings);
			if (settings.createStore) return configuredKeyring(settings);
			throw new OperatorError(
				settings.databaseUrl === undefined
					? 'DATA_DIR holds no store that this user may read. Mount its disk if that is missing, or set DATA_DIR or DATABASE_URL as for the service. To make a new store, start the service once with CREATE_STORE=on.'
					: 'The database of DATABASE_URL holds no store. Set DATABASE_URL as for the service. To make a new store, start the service once with CREATE_STORE=on.',
			);
		},
		options,
	).catch(orOperatorError);
}

/** Damage that is found while a store is opened is for the operator. */
function orOperatorError(error: unknown): never {
	throw isStoreDamaged(error) ? damagedStore(error) : error;
}

type KeyringFor = (isNew: boolean) => Keyring;

async function openAt(
	{ databaseUrl, dataDir, documents, nameBeginnings = true }: StorePlace,
	keyringFor: KeyringFor,
	{ exclusive, onCreated, onError = () => {}, onDamage }: OpenOptions,
): Promise<Store> {
	const parts = { keyringFor, documents, nameBeginnings, onCreated };
	if (databaseUrl === undefined) return openInFolder(dataDir, { ...parts, onDamage }, exclusive);
	// Loaded only here: a store in a file does not need it.
	const { postgresDialect } = await import('./database/postgres.ts');
	const patient = new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, onError, 'maintenance') });
	// Servers of the previous version may lock in another order, which can deadlock.
	const prepared = await again(() => prepare(patient, 'postgres', keyringFor)).finally(() =>
		patient.destroy(),
	);
	const workload = exclusive ? 'serving' : 'maintenance';
	const db = new Kysely<Tables>({ dialect: postgresDialect(databaseUrl, onError, workload, onDamage) });
	return opened('postgres', db, { ...parts, ...prepared });
}

/** Opens a store in memory, which is gone when it is closed. */
export async function openMemoryStore(keyring: Keyring, documents?: Bucket): Promise<Store> {
	return openInFile(':memory:', { keyringFor: () => keyring, documents, nameBeginnings: true });
}

interface Parts {
	readonly keyringFor: KeyringFor;
	readonly documents: Bucket | undefined;
	readonly nameBeginnings: boolean;
	readonly onCreated?: (() => void) | undefined;
	readonly onDamage?: ReportDamage | undefined;
	readonly unlock?: () => void;
}

async function openInFolder(dataDir: string, parts: Parts, exclusive: boolean): Promise<Store> {
	const file = sqliteFile(dataDir);
	// Before anything is written.
	if (!existsSync(file)) parts.keyringFor(true);
	const unlock = exclusive ? lockFolder(dataDir) : () => {};
	try {
		return await openInFile(file, { ...parts, unlock });
	} catch (error) {
		unlock();
		throw error;
	}
}

async function openInFile(file: string, parts: Parts): Promise<Store> {
	const db = new Kysely<Tables>({ dialect: sqliteDialect(openSqlite(file), parts.onDamage) });
	try {
		const prepared = await prepare(db, 'sqlite', parts.keyringFor);
		return await opened('sqlite', db, { ...parts, ...prepared });
	} catch (error) {
		await db.destroy().catch(() => {});
		throw error;
	}
}

interface Prepared {
	readonly keyring: Keyring;
	readonly isNew: boolean;
}

/** Finds the keys before any table is made or changed. */
async function prepare(db: Query, dialect: Dialect, keyringFor: KeyringFor): Promise<Prepared> {
	const isNew = (await migratedTo(db, dialect)) === undefined;
	const keyring = keyringFor(isNew);
	await migrateUnlessNewer(db, dialect);
	return { keyring, isNew };
}

async function opened(
	dialect: Dialect,
	db: Query,
	{
		keyring,
		isNew,
		documents,
		nameBeginnings,
		onCreated = () => {},
		unlock = () => {},
	}: Omit<Parts, 'keyringFor'> & Prepared,
): Promise<Store> {
	try {
		const integrity = await readIntegrity(db, keyring);
		const store: Store = {
			dialect,
			db,
			keyring,
			integrity,
			documents: await openDocuments(db, keyring, documents),
			nameBeginnings,
			transaction: (work) => again(() => db.transaction().execute(work)),
			async close() {
				await db.destroy();
				unlock();
			},
		};
		if (isNew) onCreated();
		return store;
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
