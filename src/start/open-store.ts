import { closeQueue } from '../batches/queue.ts';
import { OperatorError } from '../calls/operator-error.ts';
import type { StoreConfig } from '../config.ts';
import { type LiveStore, openLive } from '../store/live.ts';
import { AlreadyServed } from '../store/sqlite.ts';
import { DocumentsElsewhere, openStore, type Store } from '../store/store.ts';
import { StoreUnavailable } from '../store/unavailable.ts';
import { configuredKeyring, KeyringError } from '../vault/keyring.ts';
import { SealBroken } from '../vault/seal.ts';
import type { Log } from './log.ts';

const OTHER_KEY =
	'The data key does not open this store. Set DATA_KEY to the key that the store was created with, or put its data.key file into DATA_DIR.';

/**
 * Opens the configured store for a process that keeps running. Resolves after the first attempt, whether or not it
 * succeeded: a store that is out of reach is tried again.
 * @throws OperatorError for a store that no second attempt would open
 */
export async function openConfiguredStore(config: StoreConfig, log: Log): Promise<LiveStore> {
	const store = openLive(
		() => openStore(config, configuredKeyring(config), { exclusive: true, onError: log.failure }),
		log.storeUnavailable,
	);
	try {
		await store.opened;
		return store;
	} catch (error) {
		if ([AlreadyServed, DocumentsElsewhere, KeyringError].some((told) => error instanceof told))
			throw new OperatorError((error as Error).message);
		throw error instanceof SealBroken ? new OperatorError(OTHER_KEY) : error;
	}
}

/** Closes the queue of batches first, because it uses the store. */
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
