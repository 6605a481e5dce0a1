import type { Call } from '../actor.ts';
import type { Item } from '../intake/item.ts';
import type { Batch, BatchDocument, ItemPage, ItemRequest, Received, ReceiveOptions } from './batch.ts';

/** Many superbills at once. What is done leaves a trace; what is not done is refused by `Refusal`. */
export interface Batches {
	/**
	 * Keeps items as they come, a few hundred at a time, and has them worked on when all have come. Whatever breaks off
	 * the upload leaves nothing behind.
	 * @throws IntakeError of `items`, or for more than a batch takes; Refusal.
	 */
	receive(call: Call, options: ReceiveOptions, items: AsyncIterable<Item>): Promise<Received>;
	/** With its progress. Leaves no trace: it is asked for again and again, and holds nothing of a patient. */
	find(call: Call, id: string): Promise<Batch>;
	/** In the order of their positions. */
	items(call: Call, id: string, request: ItemRequest): Promise<ItemPage>;
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
