import { appendEvent, subjectOf } from '../audit/events.ts';
import { type Call, SYSTEM } from '../calls/actor.ts';
import { clearCancelled, deleteBatch, deleteRendered } from '../store/batches/batch-clearing.ts';
import { batchesIn, batchesOf, type KnownBatch } from '../store/batches/batches.ts';
import { emptyChangeLog } from '../store/change-log.ts';
import type { Store } from '../store/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long rendered documents are kept, and drafts that nobody issues. */
export const KEPT_MS = 7 * DAY_MS;

/** An upload that takes longer was broken off. */
const UPLOAD_MS = HOUR_MS;

/**
 * Takes away what batches hold that has had its time: uploads that broke off, documents that were only rendered, drafts
 * that nobody issued, and, where superbills are purged after some days, batches that are as old. Several processes may
 * do so at once. @param signal ends it early, between two batches.
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
		[await batches.finished(['drafted'], before(KEPT_MS)), (batch) => giveUpDraft(store, batch, now)],
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

async function giveUpDraft(store: Store, draft: KnownBatch, now: Date): Promise<void> {
	const call: Call = { actor: SYSTEM, now };
	const isGivenUp = await store.transaction(async (tx) => {
		const batches = batchesIn(store, tx, call.actor);
		const batch = await batches.lock(draft);
		// Somebody has it issued after all.
		if (batch?.state !== 'drafted') return false;
		await batches.change(batch, { state: 'cancelled', finished_at: now.toISOString() });
		await appendEvent(store, tx, call, {
			action: 'batch.cancel',
			practice: batch.practice_id,
			subject: subjectOf('batch', batch.id),
		});
		return true;
	});
	if (isGivenUp) await clearCancelled(store, draft);
}
