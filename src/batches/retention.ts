import { append } from '../audit/events.ts';
import { type Call, SYSTEM } from '../calls/actor.ts';
import {
	abandonedBatches,
	batchesEnded,
	clearCancelled,
	deleteBatch,
	deleteRendered,
	renderedBatchesEnded,
	unclearedBatches,
} from '../store/batch-clearing.ts';
import { changeBatch, lockBatch } from '../store/batches.ts';
import { emptyChangeLog } from '../store/retention.ts';
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
	const { db } = store;
	const before = (ms: number) => new Date(now.getTime() - ms).toISOString();
	const old =
		retentionDays === undefined
			? []
			: await batchesEnded(db, ['done', 'cancelled'], before(retentionDays * DAY_MS));
	const work: readonly (readonly [readonly string[], (id: string) => Promise<void>])[] = [
		[await abandonedBatches(db, before(UPLOAD_MS)), (id) => deleteBatch(store, id)],
		[await unclearedBatches(db), (id) => clearCancelled(store, id)],
		[await batchesEnded(db, ['drafted'], before(KEPT_MS)), (id) => giveUpDraft(store, id, now)],
		[await renderedBatchesEnded(db, before(KEPT_MS)), (id) => deleteRendered(store, id)],
		[old, (id) => deleteBatch(store, id)],
	];
	for (const [ids, tidy] of work) {
		for (const id of ids) {
			if (signal?.aborted) return;
			await tidy(id);
		}
	}
	if (work.some(([ids]) => ids.length > 0)) await emptyChangeLog(store);
}

async function giveUpDraft(store: Store, id: string, now: Date): Promise<void> {
	const call: Call = { actor: SYSTEM, now };
	const isGivenUp = await store.transaction(async (tx) => {
		const batch = await lockBatch(store, tx, id);
		// Somebody has it issued after all.
		if (batch?.state !== 'drafted') return false;
		await changeBatch(tx, id, { state: 'cancelled', finished_at: now.toISOString() });
		await append(store, tx, call, {
			action: 'batch.cancel',
			practice: batch.practice_id ?? undefined,
			subject: `batch:${id}`,
		});
		return true;
	});
	if (isGivenUp) await clearCancelled(store, id);
}
