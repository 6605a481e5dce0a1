import { setTimeout as sleep } from 'node:timers/promises';
import { AlreadyServed } from '../store/database/sqlite.ts';
import { StoreUnavailable } from '../store/database/unavailable.ts';
import { DocumentsElsewhere } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { KeyFileUnusable, KeyringError } from '../vault/keyring.ts';
import { SealBroken } from '../vault/seal.ts';

/** A store that a running service opens as soon as it can. */
export interface LiveStore {
	/** @throws StoreUnavailable as long as it is not open. */
	current(): Store;
	/** Whether the first attempt opened it. */
	readonly opened: Promise<boolean>;
	close(): Promise<void>;
}

/** How long after a failed attempt comes the next, in ms. */
const AGAIN_MS = 2_000;

/**
 * Opens a store, and tries again until it is open: checking and rendering go on meanwhile.
 * `opened` rejects where waiting would not help: with AlreadyServed, with DocumentsElsewhere, with SealBroken where the data keys are others, with
 * KeyringError where they are none.
 * @param onFailure told of every attempt that failed.
 */
export function openLive(open: () => Promise<Store>, onFailure: (error: unknown) => void): LiveStore {
	const stop = new AbortController();
	let store: Store | undefined;

	const attempt = async (): Promise<boolean> => {
		try {
			store = await open();
			return true;
		} catch (error) {
			// It would be the same the next time.
			if (isFinal(error)) throw error;
			onFailure(error);
			return false;
		}
	};
	const opened = attempt();
	const trying = opened
		.then(async (isOpen) => {
			for (let done = isOpen; !done && !stop.signal.aborted; ) {
				await sleep(AGAIN_MS, undefined, { ref: false, signal: stop.signal }).catch(() => {});
				done = stop.signal.aborted || (await attempt());
			}
		})
		// Who waits for `opened` hears of the first attempt.
		.catch(async (error: unknown) => {
			if (await opened.catch(() => true)) return;
			onFailure(error);
		});

	return {
		opened,
		current() {
			if (!store) throw new StoreUnavailable('the store is not open');
			return store;
		},
		async close() {
			stop.abort();
			await trying;
			await store?.close();
		},
	};
}

/** Where there is none, and never will be. */
export const noStore = (): Store => {
	throw new StoreUnavailable('there is no store');
};

function isFinal(error: unknown): boolean {
	if (error instanceof KeyringError) return !(error instanceof KeyFileUnusable);
	return [AlreadyServed, DocumentsElsewhere, SealBroken].some((final) => error instanceof final);
}
