import { closeQueue } from '../batches/queue/open-queue.ts';
import type { StoreConfig } from '../config.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import { openConfigured } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { type LiveStore, openLive } from './live-store.ts';
import type { Log } from './log.ts';

/**
 * Opens the configured store for a process that keeps running. Resolves after the first attempt; a store that is out of
 * reach is tried again.
 * @throws OperatorError if trying again would not help
 */
export async function openServedStore(config: StoreConfig, log: Log): Promise<LiveStore> {
	const store = openLive(
		(onDamage) =>
			openConfigured(config, {
				exclusive: true,
				onCreated: () => log.event('store-created'),
				onError: log.failure,
				onDamage,
			}),
		log.storeUnavailable,
		log.storeDamaged,
	);
	await store.opened;
	return store;
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
		if (isStoreUnavailable(error)) return undefined;
		throw error;
	}
}
