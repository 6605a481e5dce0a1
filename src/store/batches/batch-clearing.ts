import { sql } from 'kysely';
import type { Store, Tx } from '../store.ts';
import type { KnownBatch } from './batches.ts';

/** Items per transaction: few, because requests wait for the transaction. */
const AT_ONCE = 200;

/** Changes the items of a batch, one range of positions per transaction. */
async function inParts(
	store: Store,
	batch: KnownBatch,
	work: (tx: Tx, after: number, upTo: number) => Promise<unknown>,
): Promise<void> {
	const { last } = await store.db
		.selectFrom('batch_items')
		.select((row) => row.fn.max<number | null>('position').as('last'))
		.where('batch_id', '=', batch.id)
		.executeTakeFirstOrThrow();
	for (let after = 0; after < (last ?? 0); after += AT_ONCE) {
		await store.transaction((tx) => work(tx, after, after + AT_ONCE));
	}
}

/** Deletes a batch with everything in it. The superbills it issued stay. */
export async function deleteBatch(store: Store, batch: KnownBatch): Promise<void> {
	const { id } = batch;
	await store.db.deleteFrom('batch_slices').where('batch_id', '=', id).execute();
	await inParts(store, batch, async (tx, after, upTo) => {
		for (const table of ['batch_documents', 'batch_items'] as const) {
			await tx
				.deleteFrom(table)
				.where('batch_id', '=', id)
				.where('position', '>', after)
				.where('position', '<=', upTo)
				.execute();
		}
	});
	await store.db.deleteFrom('batches').where('id', '=', id).execute();
}

/** Clears the waiting items of a cancelled batch. */
export async function clearCancelled(store: Store, batch: KnownBatch): Promise<void> {
	await inParts(store, batch, (tx, after, upTo) =>
		tx
			.updateTable('batch_items')
			.set({
				state: 'cancelled',
				request: null,
				data_key: sql`case when outcome is null then null else data_key end`,
			})
			.where('batch_id', '=', batch.id)
			.where('position', '>', after)
			.where('position', '<=', upTo)
			.where('state', 'in', ['waiting', 'checked'])
			.execute(),
	);
}

/** Deletes the rendered documents of a batch. */
export async function deleteRendered(store: Store, batch: KnownBatch): Promise<void> {
	await inParts(store, batch, (tx, after, upTo) =>
		tx
			.deleteFrom('batch_documents')
			.where('batch_id', '=', batch.id)
			.where('position', '>', after)
			.where('position', '<=', upTo)
			.execute(),
	);
}
