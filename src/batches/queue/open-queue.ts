import type { Slice } from '../../store/batches/batch-slices.ts';
import type { Store, Tx } from '../../store/store.ts';
import { sqliteQueue } from './sqlite-queue.ts';

/**
 * For how long a worker has a slice without saying that it is still there, in seconds: so long does it take at most
 * until another one takes up what a killed one had.
 */
export const LEASE_S = 4;

/**
 * Hands slices of batches to workers, the one with the smallest turn first. It may hand one to two workers, where the
 * first was not heard of for too long: that nothing is done twice is not for the queue to see to.
 */
export interface BatchQueue {
	/** Puts in slices that the same transaction has made. */
	add(tx: Tx, slices: readonly Slice[]): Promise<void>;
	/** Takes out slices that the same transaction removes, whoever works on them. */
	remove(tx: Tx, ids: readonly string[]): Promise<void>;
	/** @returns nothing where no slice waits. */
	take(): Promise<Slice | undefined>;
	/** Says that a slice is still worked on. */
	renew(slice: Slice): Promise<void>;
	/** Leaves a slice for another worker, at once. */
	giveBack(slice: Slice): Promise<void>;
	/** Puts in what is due and missing, as after a backup was restored. */
	mend(): Promise<void>;
	close(): Promise<void>;
}

const queues = new WeakMap<Store, Promise<BatchQueue>>();

/** The queue of a store, opened when it is first asked for. @param onError told of what fails where nobody waits. */
export function queueOf(store: Store, onError: (error: unknown) => void): Promise<BatchQueue> {
	const open = queues.get(store);
	if (open) return open;
	const opening = openQueue(store, onError);
	queues.set(store, opening);
	// It is tried again by whoever asks next.
	opening.catch(() => queues.delete(store));
	return opening;
}

/** To be called before the store is closed. */
export async function closeQueue(store: Store): Promise<void> {
	const open = queues.get(store);
	queues.delete(store);
	await (await open?.catch(() => undefined))?.close();
}

async function openQueue(store: Store, onError: (error: unknown) => void): Promise<BatchQueue> {
	if (store.dialect === 'sqlite') return sqliteQueue(store);
	// Who keeps superbills in a file never loads it.
	const { pgBossQueue } = await import('./pg-boss-queue.ts');
	return pgBossQueue(store, onError);
}
