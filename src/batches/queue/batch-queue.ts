import type { Slice } from '../../store/batches/batch-slices.ts';
import type { Tx } from '../../store/store.ts';

/** Seconds that a worker keeps a slice without renewing its lease. After a crash, another worker waits no longer. */
export const LEASE_S = 4;

/**
 * Hands slices of batches to workers, the lowest turn first. A slice whose lease was not renewed goes to a second worker
 * although the first may still be alive. Workers prevent duplicates themselves, in the transactions that write.
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
