import { closeQueue } from '../batches/queue.ts';
import type { Config } from '../config.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { configuredKeyring } from '../vault/keyring.ts';
import { type LiveStore, openLive } from './live-store.ts';
import type { Log } from './log.ts';

/**
 * Opens the configured store for a process that stays. Returns after the first attempt.
 * @throws OperatorError if the store cannot be opened with this configuration.
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
	await store.opened;
	return store;
}

/** Logs failures of work that nobody waits for. */
export function onFailure(log: Log): (error: unknown) => void {
	return (error) => (isStoreUnavailable(error) ? log.storeUnavailable(error) : log.failure(error));
}

/** Closes the queue of batches before the store that it needs. */
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
