import { setTimeout as sleep } from 'node:timers/promises';
import type { SuperbillService } from '../service/service.ts';
import type { Slice } from '../store/batches/batch-slices.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import type { Store } from '../store/store.ts';
import { type BatchQueue, LEASE_S } from './queue/batch-queue.ts';
import { queueOf } from './queue/open-queue.ts';
import { workOn } from './work.ts';

/** Slices that are worked on at once: one is drawn while another is written. */
const SLOTS = 2;

/** Interval at which an empty queue is asked again, in ms. */
const LOOK_MS = 250;

/** Pause after a failure, for example while the store is not open yet, in ms. */
const RETRY_MS = 1_000;

/** Interval at which the queue is repaired, in ms. */
const REPAIR_MS = 60_000;

/** Works on batches until it is stopped. */
export interface BatchRunner {
	/** Waits for the transactions that are running, and leaves the rest to other workers. */
	stop(): Promise<void>;
}

export interface RunnerParts {
	/** @throws Refusal `unavailable` while no store is open */
	readonly store: () => Store;
	readonly service: SuperbillService;
	readonly onFailure: (error: unknown) => void;
	readonly slots?: number;
}

export function runBatches({ store, service, onFailure, slots = SLOTS }: RunnerParts): BatchRunner {
	const stop = new AbortController();
	const { signal } = stop;
	const pause = (ms: number) => sleep(ms, undefined, { ref: false, signal }).catch(() => {});

	/** @returns false if no slice was waiting */
	async function workOnNext(): Promise<boolean> {
		const open = store();
		const queue = await queueOf(open, onFailure);
		const slice = await queue.take();
		if (!slice) return false;
		await withLease(queue, slice, () =>
			workOn({ store: open, service, queue, onDefect: onFailure, signal }, slice),
		);
		return true;
	}

	/** Renews the lease of a slice during work. Unfinished slices are given back, so that no worker waits for the lease to end. */
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
			// A lost connection says nothing about the slice. After any other failure, the lease delays the next try.
			if (isStoreUnavailable(error)) await queue.giveBack(slice).catch(() => {});
			throw error;
		} finally {
			clearInterval(renewing);
			// The store may close after this.
			await renewal;
		}
	}

	async function forever(work: () => Promise<boolean>, idle: number): Promise<void> {
		while (!signal.aborted) {
			const wait = await work().then(
				(isBusy) => (isBusy ? 0 : idle),
				(error: unknown) => {
					onFailure(error);
					return RETRY_MS;
				},
			);
			if (wait > 0) await pause(wait);
		}
	}

	async function repair(): Promise<boolean> {
		await (await queueOf(store(), onFailure)).repair();
		return false;
	}

	const running = Promise.all([
		...Array.from({ length: slots }, () => forever(workOnNext, LOOK_MS)),
		forever(repair, REPAIR_MS),
	]);
	return {
		async stop() {
			stop.abort();
			await running;
		},
	};
}
