import { appendEvent, subjectOf } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { type ListPage, readPage } from '../calls/page.ts';
import { Refusal } from '../calls/refusal.ts';
import type { Item } from '../intake/item.ts';
import { countItems, type ListedItem, listItems } from '../store/batches/batch-items.ts';
import { type BatchRow, batchesOf, dueState } from '../store/batches/batches.ts';
import type { Store } from '../store/store.ts';
import type { ItemState } from '../store/tables.ts';
import type { Batch, BatchDocument, BatchItem, ItemRequest, Received, ReceiveOptions } from './batch.ts';
import { documentsOf, refuseWithoutDocuments } from './documents.ts';
import { cancel, issueDrafted } from './operations.ts';
import { queueOf } from './queue/open-queue.ts';
import { receive } from './receive.ts';
import { batchOf, itemOf } from './view.ts';

/** Many superbills at once. What is done leaves a trace; what is not done is refused by `Refusal`. */
export interface Batches {
	/**
	 * Keeps items as they come, a few hundred at a time, and has them worked on when all have come. Whatever breaks off
	 * the upload leaves nothing behind.
	 * @throws Refusal, also of `items` and for more than a batch takes.
	 */
	receive(call: Call, options: ReceiveOptions, items: AsyncIterable<Item>): Promise<Received>;
	/** With its progress. Leaves no trace: it is asked for again and again, and holds nothing of a patient. */
	find(call: Call, id: string): Promise<Batch>;
	/** In the order of their positions. */
	items(call: Call, id: string, request: ItemRequest): Promise<ListPage<BatchItem>>;
	/** Issues the items of a draft that have no error. Asked again, it answers with the batch as it is. */
	issueDrafted(call: Call, id: string): Promise<Batch>;
	/** What was issued stays so. A batch that has ended stays as it is. */
	cancel(call: Call, id: string): Promise<Batch>;
	/**
	 * Every item in the order of positions, documents read one at a time. Refused as long as items may still change,
	 * and where what was rendered is not kept any more.
	 */
	documents(call: Call, id: string): Promise<AsyncIterable<BatchDocument>>;
}

export interface BatchParts {
	/** @throws StoreUnavailable where there is none for now. */
	readonly store: () => Store;
	/** A document with VOID across its pages. */
	readonly stampVoid: (pdf: Buffer) => Buffer;
	/** Told of what fails where nobody waits for it. */
	readonly onError: (error: unknown) => void;
}

export function createBatches({ store, stampVoid, onError }: BatchParts): Batches {
	async function row(call: Call, id: string): Promise<BatchRow> {
		const found = await batchesOf(store().db, call.actor).find(id);
		if (!found) throw noBatch();
		return found;
	}

	async function find(call: Call, id: string): Promise<Batch> {
		const found = await row(call, id);
		return batchOf(found, await countItems(store().db, found), new Date());
	}

	return {
		async receive(call, options, items) {
			const open = store();
			const { id, replayed } = await receive(open, await queueOf(open, onError), call, options, items);
			return { batch: await find(call, id), replayed };
		},
		find,
		async items(call, id, { state, cursor, limit }) {
			const open = store();
			const batch = await row(call, id);
			const states = statesOf(batch, state);
			const page = await readPage<ListedItem, number>(
				{
					key: open.integrity.cursor,
					identity: { list: 'batch-items', batch: id, state },
					find: (after = 0, limit) => listItems(open.db, batch, { states, after, limit }),
					positionOf: ({ position }) => position,
				},
				{ cursor, limit },
			);
			return { ...page, items: page.items.map((row) => itemOf(open.keyring, batch, row)) };
		},
		async issueDrafted(call, id) {
			await row(call, id);
			await issueDrafted(store(), await queueOf(store(), onError), call, id);
			return find(call, id);
		},
		async cancel(call, id) {
			await row(call, id);
			await cancel(store(), await queueOf(store(), onError), call, id);
			return find(call, id);
		},
		async documents(call, id) {
			const open = store();
			const batch = await row(call, id);
			await refuseWithoutDocuments(open, batch);
			await open.transaction((tx) =>
				appendEvent(open, tx, call, {
					action: 'batch.archive',
					practice: batch.practice_id,
					subject: subjectOf('batch', id),
				}),
			);
			return documentsOf(open, call.actor, batch, stampVoid);
		},
	};
}

function noBatch(): Refusal {
	return new Refusal('not-found', 'No batch has this id.');
}

/** In which states of the store an item is that is shown in one. */
function statesOf(batch: BatchRow, shown: ItemState | undefined): readonly ItemState[] | undefined {
	if (shown === undefined) return undefined;
	if (shown === 'waiting') return ['waiting', dueState(batch)];
	return shown === dueState(batch) ? [] : [shown];
}
