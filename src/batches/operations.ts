import { appendEvent, subjectOf } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import { clearCancelled } from '../store/batches/batch-clearing.ts';
import { cutSlices, dropSlices } from '../store/batches/batch-slices.ts';
import { type BatchRow, batchesIn } from '../store/batches/batches.ts';
import type { Store, Tx } from '../store/store.ts';
import type { BatchQueue } from './queue/open-queue.ts';

/** Has the items of a draft issued that have no error. One that is issued already goes on. @throws Refusal */
export async function issueDrafted(store: Store, queue: BatchQueue, call: Call, id: string): Promise<void> {
	await store.transaction(async (tx) => {
		const batches = batchesIn(store, tx, call.actor);
		const { mode, state, issuing_at } = (await batches.lock({ id })) as BatchRow;
		if (issuing_at !== null) return;
		if (mode !== 'draft' || state !== 'drafted') throw new Refusal('conflict', whyNoDraft(mode, state));
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
		await trace(store, tx, call, batch, 'batch.issue');
	});
}

function whyNoDraft(mode: BatchRow['mode'], state: BatchRow['state']): string {
	if (mode !== 'draft') {
		return 'Only a batch of mode "draft" waits to be issued. This one was sent to be worked on at once.';
	}
	return state === 'cancelled'
		? 'The batch was cancelled. Send it again.'
		: 'The batch is still being checked. Wait until its state is "drafted".';
}

/**
 * Ends a batch: what is in work is taken back as soon as it would be written. One that has ended stays as it is.
 * What the items hold goes after that, a few at a time.
 */
export async function cancel(store: Store, queue: BatchQueue, call: Call, id: string): Promise<void> {
	await store.transaction(async (tx) => {
		const batches = batchesIn(store, tx, call.actor);
		const batch = (await batches.lock({ id })) as BatchRow;
		if (batch.state === 'done' || batch.state === 'cancelled') return;
		await batches.change(batch, { state: 'cancelled', finished_at: call.now.toISOString() });
		await queue.remove(tx, await dropSlices(tx, batch));
		await trace(store, tx, call, batch, 'batch.cancel');
	});
	await clearCancelled(store, { id });
}

function trace(
	store: Store,
	tx: Tx,
	call: Call,
	{ id, practice_id }: BatchRow,
	action: 'batch.issue' | 'batch.cancel',
): Promise<void> {
	return appendEvent(store, tx, call, { action, practice: practice_id, subject: subjectOf('batch', id) });
}
