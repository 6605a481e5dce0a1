import { sql } from 'kysely';
import type { Query, Store, Tx } from './store.ts';
import type { BatchState } from './tables.ts';

/** Items of one transaction: few, so that requests wait for milliseconds only. */
const AT_ONCE = 200;

/** Does something to the items of a batch, those of some positions at a time, each time in a transaction. */
async function inParts(
	store: Store,
	batch: string,
	work: (tx: Tx, after: number, upTo: number) => Promise<unknown>,
): Promise<void> {
	const { last } = await store.db
		.selectFrom('batch_items')
		.select((row) => row.fn.max<number | null>('position').as('last'))
		.where('batch_id', '=', batch)
		.executeTakeFirstOrThrow();
	for (let after = 0; after < (last ?? 0); after += AT_ONCE) {
		await store.transaction((tx) => work(tx, after, after + AT_ONCE));
	}
}

/** Removes a batch with all that is kept of it. What it issued stays. */
export async function deleteBatch(store: Store, id: string): Promise<void> {
	await store.db.deleteFrom('batch_slices').where('batch_id', '=', id).execute();
	await inParts(store, id, async (tx, after, upTo) => {
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

/** Takes away what the items of a cancelled batch hold that were not worked on. */
export async function clearCancelled(store: Store, id: string): Promise<void> {
	await inParts(store, id, (tx, after, upTo) =>
		tx
			.updateTable('batch_items')
			.set({
				state: 'cancelled',
				request: null,
				data_key: sql`case when outcome is null then null else data_key end`,
			})
			.where('batch_id', '=', id)
			.where('position', '>', after)
			.where('position', '<=', upTo)
			.where('state', 'in', ['waiting', 'checked'])
			.execute(),
	);
}

/** Takes away the documents of a batch that were only rendered. */
export async function deleteRendered(store: Store, id: string): Promise<void> {
	await inParts(store, id, (tx, after, upTo) =>
		tx
			.deleteFrom('batch_documents')
			.where('batch_id', '=', id)
			.where('position', '>', after)
			.where('position', '<=', upTo)
			.execute(),
	);
}

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** Batches whose upload broke off. @param before moment at which it began. */
export async function abandonedBatches(db: Query, before: string): Promise<string[]> {
	return ids(
		await db
			.selectFrom('batches')
			.select('id')
			.where('state', '=', 'receiving')
			.where('created_at', '<', before)
			.execute(),
	);
}

/** Batches of a state that ended before a moment. */
export async function batchesEnded(
	db: Query,
	states: readonly BatchState[],
	before: string,
): Promise<string[]> {
	return ids(
		await db
			.selectFrom('batches')
			.select('id')
			.where('state', 'in', states)
			.where('finished_at', '<', before)
			.execute(),
	);
}

/** Of those, the ones of which rendered documents are still kept. */
export async function renderedBatchesEnded(db: Query, before: string): Promise<string[]> {
	return ids(
		await db
			.selectFrom('batches')
			.select('id')
			.where('state', 'in', ['done', 'cancelled'])
			.where('finished_at', '<', before)
			.where('mode', '=', 'render')
			.where(({ exists, selectFrom, ref }) =>
				exists(selectFrom('batch_documents').select('position').where('batch_id', '=', ref('batches.id'))),
			)
			.execute(),
	);
}

/** Cancelled batches that still hold what was never worked on: the one who cancelled them was cut off. */
export async function unclearedBatches(db: Query): Promise<string[]> {
	return ids(
		await db
			.selectFrom('batches')
			.select('id')
			.where('state', '=', 'cancelled')
			.where(({ exists, selectFrom, ref }) =>
				exists(
					selectFrom('batch_items')
						.select('position')
						.where('batch_id', '=', ref('batches.id'))
						.where('batch_items.state', 'in', ['waiting', 'checked']),
				),
			)
			.execute(),
	);
}
