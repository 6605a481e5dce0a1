import { appendEvent, subjectOf } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { type ListPage, readPage } from '../calls/page.ts';
import { Refusal } from '../calls/refusal.ts';
import type { PackedItem } from '../intake/packed.ts';
import { countItems, type ListedItem, listItems } from '../store/batches/batch-items.ts';
import { type BatchRow, batchesOf, dueState } from '../store/batches/batches.ts';
import type { Store } from '../store/store.ts';
import type { ItemState } from '../store/tables.ts';
import type { Batch, BatchDocument, BatchItem, ItemRequest, ReceivedBatch, ReceiveOptions } from './batch.ts';
import { documentsOf, refuseWithoutDocuments } from './documents.ts';
import { cancel, issueDrafted } from './operations.ts';
import { queueOf } from './queue/open-queue.ts';
import { receive } from './receive.ts';
import { batchOf, itemOf } from './view.ts';

/** Operations on batches of superbills. Each writes to the audit log unless it says otherwise. @throws Refusal */
export interface Batches {
	/**
	 * Stores items as they arrive, a few hundred at a time. Work on them starts when all have arrived. An interrupted upload
	 * leaves nothing behind.
	 */
	receive(call: Call, options: ReceiveOptions, items: AsyncIterable<PackedItem>): Promise<ReceivedBatch>;
	/** Reports progress. Callers poll it and it has no patient data, so it is not in the audit log. */
	find(call: Call, id: string): Promise<Batch>;
	/** Lists items by position. Not in the audit log. */
	items(call: Call, id: string, request: ItemRequest): Promise<ListPage<BatchItem>>;
	/** Issues the items without errors of a draft. A second call changes nothing. */
	issueDrafted(call: Call, id: string): Promise<Batch>;
	/** Issued superbills stay issued. A batch that has ended does not change. */
	cancel(call: Call, id: string): Promise<Batch>;
	/**
	 * Lists all items by position and reads their documents one at a time. Refused while items can still change, and after
	 * rendered documents were deleted.
	 */
	documents(call: Call, id: string): Promise<AsyncIterable<BatchDocument>>;
}

export interface BatchParts {
	/** @throws Refusal `unavailable` while no store is open */
	readonly store: () => Store;
	/** Of a practice that has none. */
	readonly timeZone: string;
	/** Reports errors outside of any call. */
	readonly onError: (error: unknown) => void;
}

export function createBatches({ store, timeZone, onError }: BatchParts): Batches {
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
			return documentsOf(open, call.actor, batch, timeZone);
		},
	};
}

function noBatch(): Refusal {
	return new Refusal('not-found', 'No batch has this id.');
}

/** Translates a state that callers see into states in the store. */
function statesOf(batch: BatchRow, shown: ItemState | undefined): readonly ItemState[] | undefined {
	if (shown === undefined) return undefined;
	if (shown === 'waiting') return ['waiting', dueState(batch)];
	return shown === dueState(batch) ? [] : [shown];
}
