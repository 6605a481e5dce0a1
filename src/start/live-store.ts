import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../calls/operator-error.ts';
import type { Refusal } from '../calls/refusal.ts';
import { type ReportDamage, storeUnavailable } from '../store/database/unavailable.ts';
import type { Store } from '../store/store.ts';
import { isKeyFileUnusable } from '../vault/keyring.ts';

/** A store that a running service opens as soon as it can. */
export interface LiveStore {
	/** @throws Refusal `unavailable` until it is open */
	current(): Store;
	/** The first damage that was found in its database. Only a restart forgets it. */
	damage(): Refusal | undefined;
	/** Resolves after the first attempt; true if it opened the store. */
	readonly opened: Promise<boolean>;
	close(): Promise<void>;
}

/** Pause after a failed attempt, in ms. */
const AGAIN_MS = 2_000;

/**
 * Opens a store, and tries again until it is open. Checking and rendering work meanwhile. `opened` rejects with an
 * OperatorError if trying again would not help.
 * @param onFailure receives the error of every failed attempt
 * @param onDamage is told once
 */
export function openLive(
	open: (onDamage: ReportDamage) => Promise<Store>,
	onFailure: (error: unknown) => void,
	onDamage: ReportDamage = () => {},
): LiveStore {
	const stop = new AbortController();
	let store: Store | undefined;
	let damage: Refusal | undefined;

	const noteDamage: ReportDamage = (found) => {
		if (!damage) onDamage(found);
		damage ??= found;
	};

	const attempt = async (): Promise<boolean> => {
		try {
			store = await open(noteDamage);
			return true;
		} catch (error) {
			if (error instanceof OperatorError && !isKeyFileUnusable(error)) throw error;
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
		// Whoever waits for `opened` gets the error of the first attempt.
		.catch(async (error: unknown) => {
			if (await opened.catch(() => true)) return;
			onFailure(error);
		});

	return {
		opened,
		current() {
			if (!store) throw storeUnavailable('STORE_NOT_OPEN');
			return store;
		},
		damage: () => damage,
		async close() {
			stop.abort();
			await trying;
			await store?.close();
		},
	};
}

/** Used if there is no store: it refuses every call. */
export const noStore = (): Store => {
	throw storeUnavailable('NO_STORE');
};
