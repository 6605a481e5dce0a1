import { randomBytes } from 'node:crypto';
import { derive } from '../vault/data-key.ts';
import { type Integrity, integrityOf } from '../vault/integrity.ts';
import type { Keyring } from '../vault/keyring.ts';
import { sealedWith } from '../vault/seal.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { storeUnavailable } from './database/unavailable.ts';
import type { Query, Store, Tx } from './store.ts';

export const INTEGRITY = 'integrity';

/** Name of the secret that names the folder of a store's objects. */
export const FOLDER = 'objects';

/** Makes the keys at first use. Every process that shares the store reads the same ones. */
export async function readIntegrity(db: Query, keyring: Keyring): Promise<Integrity> {
	await makeSecret(db, keyring, INTEGRITY);
	return openIntegrity(db, keyring);
}

/**
 * Names the folder that holds a store's objects, and makes the name at first use. No other store has it, not even one
 * restored from this store's backup: each would remove the other's new objects, because none of its rows names them.
 */
export async function readFolder(db: Query, keyring: Keyring): Promise<string> {
	await makeSecret(db, keyring, FOLDER);
	return derive(await openSecret(db, keyring, FOLDER), 'folder', 16).toString('hex');
}

/** @throws OperatorError that `isSealBroken` recognizes if no data key opens it */
export async function openIntegrity(db: Query, keyring: Keyring): Promise<Integrity> {
	return integrityOf(await openSecret(db, keyring, INTEGRITY));
}

async function makeSecret(db: Query, keyring: Keyring, name: string): Promise<void> {
	const [key] = keyring();
	await db
		.insertInto('secrets')
		.values({ name, value: SEALED.secrets.value.seal(key, { name }, randomBytes(32)) })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

async function openSecret(db: Query, keyring: Keyring, name: string): Promise<Buffer> {
	return SEALED.secrets.value.open(keyring, { name }, await sealedSecret(db, name));
}

/**
 * Refuses to write in a process that missed a rotation, because its data key is about to be discarded. Call it in the
 * transaction that writes. A rotation reseals the secrets first.
 * @throws Refusal
 */
export async function refuseLeftBehind({ keyring }: Pick<Store, 'keyring'>, tx: Tx): Promise<void> {
	const used = sealedWith(await sealedSecret(tx, INTEGRITY));
	if (!keyring().some(({ id }) => id === used)) throw storeUnavailable('OLD_DATA_KEY');
}

async function sealedSecret(db: Query | Tx, name: string): Promise<Buffer> {
	const { value } = await db
		.selectFrom('secrets')
		.select('value')
		.where('name', '=', name)
		.executeTakeFirstOrThrow();
	return value;
}
