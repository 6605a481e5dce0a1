import { appendEvent, subjectOf } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import { clearCancelled } from '../store/batches/batch-clearing.ts';
import { cutSlices, dropSlices } from '../store/batches/batch-slices.ts';
import { type BatchRow, batchesIn } from '../store/batches/batches.ts';
import type { Store, Tx } from '../store/store.ts';
import type { BatchQueue } from './queue/batch-queue.ts';

/** Queues the items without errors of a draft. A draft that is already being issued does not change. @throws Refusal */
export async function issueDrafted(store: Store, queue: BatchQueue, call: Call, id: string): Promise<void> {
	await store.transaction(async (tx) => {
		const batches = batchesIn(store, tx, call.actor);
		const { mode, state, issuing_at } = (await batches.lock({ id })) as BatchRow;
		if (issuing_at !== null) return;
		if (mode !== 'draft' || state !== 'drafted') throw notDrafted(mode, state);
		await batches.change(
			{ id },
			{
				state: 'waiting',
				issuing_at: call.now.toISOString(),
				request_id: call.requestId ?? null,
				issuing_actor: call.actor.name,
				started_at: null,
				finished_at: null,
			},
		);
		const batch = (await batches.lock({ id })) as BatchRow;
		const slices = await cutSlices(tx, batch);
		if (slices.length > 0) await queue.add(tx, slices);
		else await batches.end(batch, call.now);
		await record(store, tx, call, batch, 'batch.issue');
	});
}

function notDrafted(mode: BatchRow['mode'], state: BatchRow['state']): Refusal {
	if (mode !== 'draft') {
		return new Refusal(
			'batch-not-draft',
			`Only a batch with the mode "draft" can be issued separately. The mode of this one is "${mode}".`,
		);
	}
	return state === 'cancelled'
		? new Refusal('batch-cancelled', 'This batch was cancelled. Send it again.')
		: new Refusal(
				'batch-unfinished',
				'This batch is still being checked. Wait until its state is "drafted".',
			);
}

/**
 * Ends a batch and clears its items, a few per transaction. Workers notice when they write, and roll back. A batch that has
 * ended does not change.
 */
export async function cancel(store: Store, queue: BatchQueue, call: Call, id: string): Promise<void> {
	await store.transaction(async (tx) => {
		const batches = batchesIn(store, tx, call.actor);
		const batch = (await batches.lock({ id })) as BatchRow;
		if (batch.state === 'done' || batch.state === 'cancelled') return;
		await batches.change(batch, { state: 'cancelled', finished_at: call.now.toISOString() });
		await queue.remove(tx, await dropSlices(tx, batch));
		await record(store, tx, call, batch, 'batch.cancel');
	});
	await clearCancelled(store, { id });
}

function record(
	store: Store,
	tx: Tx,
	call: Call,
	{ id, practice_id }: BatchRow,
	action: 'batch.issue' | 'batch.cancel',
): Promise<void> {
	return appendEvent(store, tx, call, { action, practice: practice_id, subject: subjectOf('batch', id) });
}
