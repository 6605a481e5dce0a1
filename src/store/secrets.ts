import { randomBytes } from 'node:crypto';
import { derive } from '../vault/data-key.ts';
import { type Integrity, integrityOf } from '../vault/integrity.ts';
import type { Keyring } from '../vault/keyring.ts';
import { open, type Place, seal, sealedWith } from '../vault/seal.ts';
import { StoreUnavailable } from './database/unavailable.ts';
import type { Query, Store, Tx } from './store.ts';

export const INTEGRITY = 'integrity';

/** Name of the secret that a store's folder of objects is called after. */
export const FOLDER = 'objects';

export const secretPlace = (name: string): Place => ({ table: 'secrets', column: 'value', row: name });

/** Made at first use; the same for every process that shares the store. */
export async function readIntegrity(db: Query, keyring: Keyring): Promise<Integrity> {
	await makeSecret(db, keyring, INTEGRITY);
	return openIntegrity(db, keyring);
}

/**
 * The folder that a store's objects are in, which no other store has: not one that was restored from its backup either,
 * or each would take what the other one has put since for what no row names. Made at first use.
 */
export async function readFolder(db: Query, keyring: Keyring): Promise<string> {
	await makeSecret(db, keyring, FOLDER);
	const secret = open(keyring, secretPlace(FOLDER), await sealedSecret(db, FOLDER));
	return derive(secret, 'folder', 16).toString('hex');
}

async function makeSecret(db: Query, keyring: Keyring, name: string): Promise<void> {
	const fresh = seal(keyring, secretPlace(name), randomBytes(32));
	await db
		.insertInto('secrets')
		.values({ name, value: fresh })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** @throws SealBroken where no data key at hand opens it. */
export async function openIntegrity(db: Query, keyring: Keyring): Promise<Integrity> {
	return integrityOf(open(keyring, secretPlace(INTEGRITY), await sealedSecret(db, INTEGRITY)));
}

/**
 * To be asked in the transaction that writes what was sealed: a process whose keys are those of before a rotation would
 * seal with one that is about to be thrown away. A rotation seals the secrets first.
 * @throws StoreUnavailable
 */
export async function refuseLeftBehind({ keyring }: Pick<Store, 'keyring'>, tx: Tx): Promise<void> {
	const used = sealedWith(await sealedSecret(tx, INTEGRITY));
	if (keyring().some(({ id }) => id === used)) return;
	throw new StoreUnavailable('the data keys at hand are those of before a rotation');
}

async function sealedSecret(db: Query | Tx, name: string): Promise<Buffer> {
	const { value } = await db
		.selectFrom('secrets')
		.select('value')
		.where('name', '=', name)
		.executeTakeFirstOrThrow();
	return value;
}
