import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_LINE } from '../calls/actor.ts';
import { OperatorError } from '../calls/operator-error.ts';
import { Refusal } from '../calls/refusal.ts';
import type { StoreConfig } from '../config.ts';
import { lockFile } from '../store/database/lock-file.ts';
import { openConfigured } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { DATA_KEY_BYTES, dataKey } from '../vault/data-key.ts';
import { existingKeyring, fixedKeyring, keyFile, readKeys, writeKeyFile } from '../vault/keyring.ts';
import { type Rotated, type Rotating, refuseMissingKeys, rotate } from './rotate.ts';

export interface RotationOutcome extends Rotated {
	/** Ids of keys that were removed from the key file. */
	readonly removed: readonly string[];
	/** Ids of keys that may be removed from DATA_KEY. */
	readonly noLongerNeeded: readonly string[];
}

/**
 * Rotates to the first key of DATA_KEY, or to a new key in the key file.
 * @throws OperatorError or Refusal if nothing was done, or the rotation has to be run again.
 */
export function rotateDataKeys(config: StoreConfig, rotating?: Rotating): Promise<RotationOutcome> {
	return config.dataKey === undefined
		? rotateKeyFile(config, rotating)
		: rotateEnvironment(config, config.dataKey, rotating);
}

async function rotateEnvironment(
	config: StoreConfig,
	text: string,
	rotating: Rotating | undefined,
): Promise<RotationOutcome> {
	const keyring = fixedKeyring(text);
	const [, ...old] = keyring();
	if (old.length === 0) {
		throw new OperatorError(
			'DATA_KEY holds only one key. Put a new key and a comma before it, restart the service with both keys, and run this command again.',
		);
	}
	const noLongerNeeded = old.map(({ id }) => id);
	return onStore(config, async (store) => ({
		...(await rotate(store, { actor: COMMAND_LINE, now: new Date() }, rotating)),
		removed: [],
		noLongerNeeded,
	}));
}

/**
 * Puts a new key before those in the key file, reseals everything with it, and removes the others. Running servers
 * reload the file by themselves. A file with several keys was left by an interrupted rotation, which this one finishes.
 */
async function rotateKeyFile(config: StoreConfig, rotating: Rotating | undefined): Promise<RotationOutcome> {
	// Before anything is written.
	existingKeyring(config);
	const file = keyFile(config.dataDir);
	const unlock = lockFile(join(config.dataDir, 'rotation.lock'));
	if (!unlock)
		throw new Refusal('not-now', 'Another rotation of the data key is running. Wait until it has ended.');
	try {
		return await onStore(config, async (store) => {
			const keys = readKeys(readFileSync(file, 'utf8'), 'The file data.key');
			if (keys.length === 1) writeKeyFile(file, [dataKey(randomBytes(DATA_KEY_BYTES)), ...keys]);
			const [key, ...old] = store.keyring();
			const rotated = await rotate(store, { actor: COMMAND_LINE, now: new Date() }, rotating);
			writeKeyFile(file, [key]);
			return { ...rotated, removed: old.map(({ id }) => id), noLongerNeeded: [] };
		});
	} finally {
		unlock();
	}
}

async function onStore<T>(config: StoreConfig, work: (store: Store) => Promise<T>): Promise<T> {
	const store = await openConfigured({ ...config, createStore: false }, { exclusive: false });
	try {
		await refuseMissingKeys(store);
		return await work(store);
	} finally {
		await store.close();
	}
}
