import { setImmediate as breathe } from 'node:timers/promises';
import { type Call, SYSTEM } from '../calls/actor.ts';
import { refused } from '../calls/refusal.ts';
import { readyToIssue } from '../records/ready.ts';
import { dueItems, type ItemRow } from '../store/batches/batch-items.ts';
import { finishSlice, type Slice } from '../store/batches/batch-slices.ts';
import { type BatchRow, batchesOf } from '../store/batches/batches.ts';
import { practicesOf, type StoredPractice } from '../store/practices.ts';
import { issueAll, type ReadyJob } from './issue-in-turn.ts';
import { type PreparedJob, renderAll } from './render.ts';
import { openTask } from './sealed-items.ts';
import { type Job, orFail, Settled, settle, told, type Workshop } from './worker.ts';

/**
 * Does what is due in a slice. What became of each item is written in the transaction that does it, so that whoever
 * else works on the same slice finds it done.
 * @returns false where somebody has to go on with it.
 */
export async function workOn(workshop: Workshop, slice: Slice): Promise<boolean> {
	const { store, queue, signal } = workshop;
	const batch = await batchesOf(store.db, SYSTEM).begin({ id: slice.batch_id }, new Date());
	if (batch) {
		try {
			await workItems(workshop, batch, await dueItems(store.db, batch, slice));
		} catch (error) {
			// Who was faster goes on with it; where the batch was cancelled, there is nothing to go on with.
			if (error instanceof Settled) return true;
			throw error;
		}
		if (signal.aborted) return false;
	}
	return store.transaction(async (tx) => {
		const isDone = await finishSlice(store, tx, slice, new Date());
		if (isDone) await queue.remove(tx, [slice.id]);
		return isDone;
	});
}

async function workItems(workshop: Workshop, batch: BatchRow, rows: readonly ItemRow[]): Promise<void> {
	const { store, service, signal } = workshop;
	const practices = new Map<string, StoredPractice | undefined>();
	const toIssue: ReadyJob[] = [];
	const toRender: PreparedJob[] = [];
	for (const row of rows) {
		// Requests wait for the same thread.
		await breathe();
		if (signal.aborted) return;
		const { practice_id: owner } = row;
		const call = callOf(batch, owner);
		if (!practices.has(owner)) practices.set(owner, await practicesOf(store, call.actor).find(owner));
		const practice = practices.get(owner);
		const task = openTask(store.keyring, row);
		const job: Job = { batch, row, task, practice, call };
		await orFail(workshop, job, async () => {
			const { body } = task;
			if (batch.mode === 'render') {
				const preparation = service.prepare(body, practice);
				if (preparation.refused) throw refused(preparation.findings);
				toRender.push({ ...job, prepared: preparation.prepared });
				return;
			}
			const ready = await readyToIssue(store, service, { owner, practice, body });
			if (batch.mode === 'issue' || batch.issuing_at !== null) {
				toIssue.push({ ...job, ready });
				return;
			}
			const outcome = told(job, ready.prepared.findings);
			await settle(workshop, job, { change: { state: 'checked' }, outcome, task });
		});
	}
	await renderAll(workshop, toRender);
	await issueAll(workshop, toIssue);
}

const SCOPES = new Set(['superbills:write'] as const);

/** In the name of who sent it, or has the draft issued, for the practice that was found to be meant. */
function callOf({ actor, issuing_actor, request_id }: BatchRow, practice: string): Call {
	return {
		actor: { name: issuing_actor ?? actor, scopes: SCOPES, practice },
		requestId: request_id ?? undefined,
		now: new Date(),
	};
}
