import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_LINE } from '../calls/actor.ts';
import type { StoreConfig } from '../config.ts';
import { lockFile } from '../store/database/sqlite.ts';
import { openStore } from '../store/open-store.ts';
import { DATA_KEY_BYTES, dataKey } from '../vault/data-key.ts';
import { existingKeyring, keyFile, readKeys, writeKeyFile } from '../vault/keyring.ts';
import { countToRotate, type Rotated, type Rotating, rotate } from './rotate.ts';
import { RotationRefused } from './rotation-refused.ts';

/**
 * Puts a fresh key before those in the file of data keys, seals everything with it, and removes the others. Servers take
 * the file up by themselves. Where the file holds several keys, a rotation was stopped, and is brought to its end.
 * @returns also the ids of the keys that were removed. @throws RotationRefused
 */
export async function rotateKeyFile(
	config: StoreConfig,
	rotating?: Rotating,
): Promise<Rotated & { readonly removed: readonly string[] }> {
	const keyring = existingKeyring(config);
	const file = keyFile(config.dataDir);
	const unlock = lockFile(
		join(config.dataDir, 'rotation.lock'),
		() => new RotationRefused('Data keys are being rotated already. Wait for that to end.'),
	);
	try {
		const store = await openStore(config, keyring, { exclusive: false });
		try {
			await countToRotate(store);
			const keys = readKeys(readFileSync(file, 'utf8'), 'The file of data keys');
			if (keys.length === 1) writeKeyFile(file, [dataKey(randomBytes(DATA_KEY_BYTES)), ...keys]);
			const [key, ...old] = keyring();
			const rotated = await rotate(store, { actor: COMMAND_LINE, now: new Date() }, rotating);
			writeKeyFile(file, [key]);
			return { ...rotated, removed: old.map(({ id }) => id) };
		} finally {
			await store.close();
		}
	} finally {
		unlock();
	}
}
