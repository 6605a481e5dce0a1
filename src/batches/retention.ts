import { appendEvent, subjectOf } from '../audit/events.ts';
import { type Call, SYSTEM } from '../calls/actor.ts';
import { clearCancelled, deleteBatch, deleteRendered } from '../store/batches/batch-clearing.ts';
import { batchesIn, batchesOf, type KnownBatch } from '../store/batches/batches.ts';
import { emptyChangeLog } from '../store/change-log.ts';
import type { Store } from '../store/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Time for which rendered documents and unissued drafts are stored. */
export const KEPT_MS = 7 * DAY_MS;

/** Time after which an upload that has not ended counts as interrupted. */
const UPLOAD_MS = HOUR_MS;

/**
 * Deletes what has expired: interrupted uploads, rendered documents, drafts that nobody issued, and batches older than
 * `retentionDays`, at which superbills are purged. Several processes may do this at once.
 * @param signal ends it between two batches
 */
export async function tidyBatches(
	store: Store,
	now: Date,
	retentionDays: number | undefined,
	signal?: AbortSignal,
): Promise<void> {
	const batches = batchesOf(store.db, SYSTEM);
	const before = (ms: number) => new Date(now.getTime() - ms).toISOString();
	const old =
		retentionDays === undefined
			? []
			: await batches.finished(['done', 'cancelled'], before(retentionDays * DAY_MS));
	const work: readonly (readonly [readonly KnownBatch[], (batch: KnownBatch) => Promise<void>])[] = [
		[await batches.abandoned(before(UPLOAD_MS)), (batch) => deleteBatch(store, batch)],
		[await batches.uncleared(), (batch) => clearCancelled(store, batch)],
		[await batches.finished(['drafted'], before(KEPT_MS)), (batch) => cancelDraft(store, batch, now)],
		[await batches.finishedWithDocuments(before(KEPT_MS)), (batch) => deleteRendered(store, batch)],
		[old, (batch) => deleteBatch(store, batch)],
	];
	for (const [found, tidy] of work) {
		for (const batch of found) {
			if (signal?.aborted) return;
			await tidy(batch);
		}
	}
	if (work.some(([found]) => found.length > 0)) await emptyChangeLog(store);
}

async function cancelDraft(store: Store, draft: KnownBatch, now: Date): Promise<void> {
	const call: Call = { actor: SYSTEM, now };
	const isCancelled = await store.transaction(async (tx) => {
		const batches = batchesIn(store, tx, call.actor);
		const batch = await batches.lock(draft);
		// Somebody issues it at this moment.
		if (batch?.state !== 'drafted') return false;
		await batches.change(batch, { state: 'cancelled', finished_at: now.toISOString() });
		await appendEvent(store, tx, call, {
			action: 'batch.cancel',
			practice: batch.practice_id,
			subject: subjectOf('batch', batch.id),
		});
		return true;
	});
	if (isCancelled) await clearCancelled(store, draft);
}
