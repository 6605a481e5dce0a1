import { closeQueue } from '../batches/queue.ts';
import { type Config, ConfigError } from '../config.ts';
import { AlreadyServed } from '../store/database/sqlite.ts';
import { isStoreUnavailable, StoreUnavailable } from '../store/database/unavailable.ts';
import { DocumentsElsewhere, openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { configuredKeyring, KeyringError } from '../vault/keyring.ts';
import { SealBroken } from '../vault/seal.ts';
import { type LiveStore, openLive } from './live-store.ts';
import type { Log } from './log.ts';

const OTHER_KEY =
	'DATA_KEY must be the key that the store was begun with, or the file data.key in DATA_DIR must hold it: the one at hand does not open what is kept.';

/**
 * The store that the environment names, for a process that stays. @returns when it was tried to open it once.
 * @throws ConfigError where it cannot be used as long as the environment stays as it is.
 */
export async function openConfiguredStore(config: Config, log: Log): Promise<LiveStore> {
	const store = openLive(
		() =>
			openStore(config, configuredKeyring(config), {
				exclusive: true,
				onError: (error) => log.failure(error),
			}),
		(error) => log.storeUnavailable(error),
	);
	try {
		await store.opened;
		return store;
	} catch (error) {
		if ([AlreadyServed, DocumentsElsewhere, KeyringError].some((told) => error instanceof told))
			throw new ConfigError([(error as Error).message]);
		throw error instanceof SealBroken ? new ConfigError([OTHER_KEY]) : error;
	}
}

/** What fails where nobody waits for it. */
export function onFailure(log: Log): (error: unknown) => void {
	return (error) => (isStoreUnavailable(error) ? log.storeUnavailable(error) : log.failure(error));
}

/** Closes the queue of batches first, which stands on the store. */
export async function closeStore(store: LiveStore): Promise<void> {
	const open = whenOpen(store);
	if (open) await closeQueue(open);
	await store.close();
}

function whenOpen({ current }: LiveStore): Store | undefined {
	try {
		return current();
	} catch (error) {
		if (error instanceof StoreUnavailable) return undefined;
		throw error;
	}
}
