import { setTimeout as sleep } from 'node:timers/promises';
import { tidyBatches } from '../batches/retention.ts';
import { SYSTEM } from '../calls/actor.ts';
import { purgeOld } from '../records/retention.ts';
import { dropExpiredAnswers } from '../store/idempotency.ts';
import type { Store } from '../store/store.ts';
import { removeOrphans } from '../store/superbill-documents.ts';

const HOUR_MS = 3_600_000;

/** Between two looks at all objects, of which there may be millions. */
const LOOK_MS = 24 * HOUR_MS;

/** After a failure, such as a store that is not open yet. */
const AGAIN_MS = 60_000;

export interface Housekeeping {
	/** @throws StoreUnavailable as long as it is not open. */
	readonly store: () => Store;
	/** Days after which superbills are purged; never without. */
	readonly retentionDays: number | undefined;
	readonly onPurged: (count: number) => void;
	readonly onFailure: (error: unknown) => void;
}

/** Drops what has had its time, now and every hour, until it is stopped. @returns what stops it. */
export function keepHouse({ store, retentionDays, onPurged, onFailure }: Housekeeping): () => Promise<void> {
	const stop = new AbortController();
	let looked = Number.NEGATIVE_INFINITY;

	async function round(): Promise<void> {
		const now = new Date();
		const open = store();
		await dropExpiredAnswers(open.db, now);
		await tidyBatches(open, now, retentionDays, stop.signal);
		if (retentionDays !== undefined) {
			const count = await purgeOld(open, { actor: SYSTEM, now }, retentionDays, stop.signal);
			if (count > 0) onPurged(count);
		}
		if (now.getTime() - looked < LOOK_MS) return;
		await removeOrphans(open, now, stop.signal);
		looked = now.getTime();
	}

	async function rounds(): Promise<void> {
		while (!stop.signal.aborted) {
			const pause = await round().then(
				() => HOUR_MS,
				(error: unknown) => {
					onFailure(error);
					return AGAIN_MS;
				},
			);
			await sleep(pause, undefined, { ref: false, signal: stop.signal }).catch(() => {});
		}
	}

	const running = rounds();
	return async () => {
		stop.abort();
		await running;
	};
}
