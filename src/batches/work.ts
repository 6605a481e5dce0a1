import { setImmediate as breathe } from 'node:timers/promises';
import { type Call, SYSTEM } from '../calls/actor.ts';
import { refused } from '../calls/refusal.ts';
import { readyToIssue } from '../records/ready.ts';
import { dueItems, type ItemRow } from '../store/batches/batch-items.ts';
import { finishSlice, type Slice } from '../store/batches/batch-slices.ts';
import { type BatchRow, batchesOf } from '../store/batches/batches.ts';
import { practicesOf, type StoredPractice } from '../store/practices.ts';
import { issueAll, type ReadyJob } from './issue.ts';
import { type PreparedJob, renderAll } from './render.ts';
import { openTask } from './sealed-items.ts';
import { type BatchWorker, failAlone, type ItemJob, outcomeOf, writeResult } from './worker.ts';

/**
 * Works on the due items of a slice. The result of an item is written in the transaction that makes its superbill, so that
 * another worker on the same slice finds it done.
 * @returns false if another worker has to continue
 */
export async function workOn(worker: BatchWorker, slice: Slice): Promise<boolean> {
	const { store, queue, signal } = worker;
	const batch = await batchesOf(store.db, SYSTEM).begin({ id: slice.batch_id }, new Date());
	if (batch) {
		const isOurs = await workItems(worker, batch, await dueItems(store.db, batch, slice));
		// A faster worker finishes the slice; a cancelled batch has none.
		if (!isOurs) return true;
		if (signal.aborted) return false;
	}
	return store.transaction(async (tx) => {
		const isDone = await finishSlice(store, tx, slice, new Date());
		if (isDone) await queue.remove(tx, [slice.id]);
		return isDone;
	});
}

/** @returns false as soon as an item is no longer due */
async function workItems(worker: BatchWorker, batch: BatchRow, rows: readonly ItemRow[]): Promise<boolean> {
	const { store, service, signal } = worker;
	const practices = new Map<string, StoredPractice | undefined>();
	const toIssue: ReadyJob[] = [];
	const toRender: PreparedJob[] = [];
	for (const row of rows) {
		// Requests need this thread, too.
		await breathe();
		if (signal.aborted) return true;
		const { practice_id: owner } = row;
		const call = callOf(batch, owner);
		if (!practices.has(owner)) practices.set(owner, await practicesOf(store, call.actor).find(owner));
		const practice = practices.get(owner);
		const task = openTask(store.keyring, row);
		const job: ItemJob = { batch, row, task, practice, call };
		const isDue = await failAlone(worker, job, async () => {
			const { body } = task;
			if (batch.mode === 'render') {
				const preparation = service.prepare(body, practice);
				if (preparation.refused) throw refused(preparation.findings);
				toRender.push({ ...job, prepared: preparation.prepared });
				return true;
			}
			const ready = await readyToIssue(store, service, { owner, practice, body, again: batch.again === 1 });
			if (batch.mode === 'issue' || batch.issuing_at !== null) {
				toIssue.push({ ...job, ready, call: callOf(batch, ready.owner) });
				return true;
			}
			const outcome = outcomeOf(job, ready.prepared.findings);
			return writeResult(worker, job, { change: { state: 'checked' }, outcome, task });
		});
		if (!isDue) return false;
	}
	return (await renderAll(worker, toRender)) && (await issueAll(worker, toIssue));
}

const SCOPES = new Set(['superbills:write'] as const);

/** Acts for the sender of the batch, or for the issuer of the draft, and sees only the practice of the item. */
function callOf({ actor, issuing_actor, request_id }: BatchRow, practice: string): Call {
	return {
		actor: { name: issuing_actor ?? actor, scopes: SCOPES, practice },
		requestId: request_id ?? undefined,
		now: new Date(),
	};
}
