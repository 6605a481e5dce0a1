import { setTimeout as sleep } from 'node:timers/promises';
import type { SuperbillService } from '../service/service.ts';
import type { Slice } from '../store/batches/batch-slices.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import type { Store } from '../store/store.ts';
import { type BatchQueue, LEASE_S, queueOf } from './queue/open-queue.ts';
import { workOn } from './work.ts';

/** Slices in work at once: while one is drawn, another is written. */
const SLOTS = 2;

/** How often it is looked whether there is something to do, in ms. */
const LOOK_MS = 250;

/** After a failure, such as a store that is not open yet, in ms. */
const AGAIN_MS = 1_000;

/** How often it is looked whether something is missing from the queue, in ms. */
const MEND_MS = 60_000;

/** Works on batches until it is stopped. */
export interface BatchRunner {
	/** Ends what is in work between two transactions, and leaves the rest for others. */
	stop(): Promise<void>;
}

export interface RunnerParts {
	/** @throws StoreUnavailable as long as it is not open. */
	readonly store: () => Store;
	readonly service: SuperbillService;
	readonly onFailure: (error: unknown) => void;
	readonly slots?: number;
}

export function runBatches({ store, service, onFailure, slots = SLOTS }: RunnerParts): BatchRunner {
	const stop = new AbortController();
	const { signal } = stop;
	const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal }).catch(() => {});

	async function next(): Promise<boolean> {
		const open = store();
		const queue = await queueOf(open, onFailure);
		const slice = await queue.take();
		if (!slice) return false;
		await withLease(queue, slice, () =>
			workOn({ store: open, service, queue, onDefect: onFailure, signal }, slice),
		);
		return true;
	}

	/** Another worker need not wait for the end of the lease, where this one can say that it does not go on. */
	async function withLease(queue: BatchQueue, slice: Slice, work: () => Promise<boolean>): Promise<void> {
		let renewal = Promise.resolve();
		const renewing = setInterval(
			() => {
				renewal = queue.renew(slice).catch(onFailure);
			},
			(LEASE_S * 1_000) / 3,
		);
		try {
			if (await work()) return;
			await queue.giveBack(slice);
		} catch (error) {
			// A connection broke, which says nothing of the slice. One that fails by itself is better left alone for a while.
			if (isStoreUnavailable(error)) await queue.giveBack(slice).catch(() => {});
			throw error;
		} finally {
			clearInterval(renewing);
			// The store may be closed after this.
			await renewal;
		}
	}

	async function forever(work: () => Promise<boolean>, idle: number): Promise<void> {
		while (!signal.aborted) {
			const wait = await work().then(
				(isBusy) => (isBusy ? 0 : idle),
				(error: unknown) => {
					onFailure(error);
					return AGAIN_MS;
				},
			);
			if (wait > 0) await pause(wait);
		}
	}

	async function mend(): Promise<boolean> {
		await (await queueOf(store(), onFailure)).mend();
		return false;
	}

	const running = Promise.all([
		...Array.from({ length: slots }, () => forever(next, LOOK_MS)),
		forever(mend, MEND_MS),
	]);
	return {
		async stop() {
			stop.abort();
			await running;
		},
	};
}
