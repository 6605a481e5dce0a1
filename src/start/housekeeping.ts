import { setTimeout as sleep } from 'node:timers/promises';
import { tidyBatches } from '../batches/retention.ts';
import { SYSTEM } from '../calls/actor.ts';
import { purgeOld } from '../records/retention.ts';
import { dropExpiredAnswers } from '../store/idempotency.ts';
import { dropNoLongerRecent } from '../store/recent-superbills.ts';
import type { Store } from '../store/store.ts';
import { removeOrphans } from '../store/superbill-documents.ts';

const HOUR_MS = 3_600_000;

/** Time between two scans of all objects, of which there may be millions. */
const ORPHANS_MS = 24 * HOUR_MS;

/** Pause after a failure, such as a store that is not open yet. */
const RETRY_MS = 60_000;

export interface Housekeeping {
	/** @throws Refusal `unavailable` while it is not open */
	readonly store: () => Store;
	/** Superbills are purged after this many days; never if absent. */
	readonly retentionDays: number | undefined;
	readonly onPurged: (count: number) => void;
	readonly onFailure: (error: unknown) => void;
}

/** Removes expired data now and every hour. @returns a function that stops it */
export function startHousekeeping({
	store,
	retentionDays,
	onPurged,
	onFailure,
}: Housekeeping): () => Promise<void> {
	const stop = new AbortController();
	let searched = Number.NEGATIVE_INFINITY;

	async function round(): Promise<void> {
		const now = new Date();
		const open = store();
		await dropExpiredAnswers(open.db, now);
		await dropNoLongerRecent(open.db, now);
		await tidyBatches(open, now, retentionDays, stop.signal);
		if (retentionDays !== undefined) {
			const count = await purgeOld(open, { actor: SYSTEM, now }, retentionDays, stop.signal);
			if (count > 0) onPurged(count);
		}
		if (now.getTime() - searched < ORPHANS_MS) return;
		await removeOrphans(open, now, stop.signal);
		searched = now.getTime();
	}

	async function rounds(): Promise<void> {
		while (!stop.signal.aborted) {
			const pause = await round().then(
				() => HOUR_MS,
				(error: unknown) => {
					onFailure(error);
					return RETRY_MS;
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
