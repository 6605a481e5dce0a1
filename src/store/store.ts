import type { Kysely, Transaction } from 'kysely';
import type { Integrity } from '../vault/integrity.ts';
import type { Keyring } from '../vault/keyring.ts';
import type { Dialect } from './database/migrations/dialect.ts';
import type { Documents } from './documents/documents.ts';
import type { Tables } from './tables.ts';

export type Query = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** An open store and the keys that seal what it holds. */
export interface Store {
	readonly dialect: Dialect;
	readonly db: Query;
	readonly keyring: Keyring;
	readonly integrity: Integrity;
	readonly documents: Documents;
	/** Names are also found by the beginnings of their words. */
	readonly nameBeginnings: boolean;
	/**
	 * Does all of some work or none of it. Its changes are on disk when this returns. The work may run several times,
	 * because the database may ask for a transaction to be repeated.
	 */
	transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
	close(): Promise<void>;
}
