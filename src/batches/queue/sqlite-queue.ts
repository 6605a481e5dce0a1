import { changeLease, leaseSlice } from '../../store/batches/batch-slices.ts';
import type { Store } from '../../store/store.ts';
import { type BatchQueue, LEASE_S } from './open-queue.ts';

const untilWhen = (now: Date): Date => new Date(now.getTime() + LEASE_S * 1_000);

/** Leases stand beside the slices themselves: the table is the queue. */
export function sqliteQueue({ db }: Store): BatchQueue {
	return {
		async add() {},
		async remove() {},
		async take() {
			const now = new Date();
			return leaseSlice(db, now, untilWhen(now));
		},
		renew: ({ id }) => changeLease(db, id, untilWhen(new Date())),
		giveBack: ({ id }) => changeLease(db, id, undefined),
		async mend() {},
		async close() {},
	};
}
