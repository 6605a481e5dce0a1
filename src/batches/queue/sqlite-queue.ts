import { changeLease, leaseSlice } from '../../store/batches/batch-slices.ts';
import type { Store } from '../../store/store.ts';
import { type BatchQueue, LEASE_S } from './batch-queue.ts';

const leaseEnd = (now: Date): Date => new Date(now.getTime() + LEASE_S * 1_000);

/** Uses the table of slices as the queue; each row holds its own lease. */
export function sqliteQueue({ db }: Store): BatchQueue {
	return {
		async add() {},
		async remove() {},
		async take() {
			const now = new Date();
			return leaseSlice(db, now, leaseEnd(now));
		},
		renew: ({ id }) => changeLease(db, id, leaseEnd(new Date())),
		giveBack: ({ id }) => changeLease(db, id, undefined),
		async repair() {},
		async close() {},
	};
}
