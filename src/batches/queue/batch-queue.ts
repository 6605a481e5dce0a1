import type { Slice } from '../../store/batches/batch-slices.ts';
import type { Tx } from '../../store/store.ts';

/** Seconds for which a worker holds a slice unless it renews the lease. This limits the delay after a worker crashes. */
export const LEASE_S = 4;

/**
 * Hands slices of batches to workers, the lowest turn first. When a lease ends, the slice goes to another worker, although
 * the first one may still be working on it. The transactions of the workers prevent duplicates, not the queue.
 */
export interface BatchQueue {
	/** Adds slices that the same transaction inserts. */
	add(tx: Tx, slices: readonly Slice[]): Promise<void>;
	/** Removes slices that the same transaction deletes, even while they are leased. */
	remove(tx: Tx, ids: readonly string[]): Promise<void>;
	/** @returns undefined if no slice is waiting */
	take(): Promise<Slice | undefined>;
	/** Extends the lease of a slice. */
	renew(slice: Slice): Promise<void>;
	/** Ends the lease of a slice. Another worker can take it at once. */
	giveBack(slice: Slice): Promise<void>;
	/** Adds slices that the queue lacks, for example after a restored backup. */
	repair(): Promise<void>;
	close(): Promise<void>;
}
