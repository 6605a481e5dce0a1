import canonicalize from 'canonicalize';
import { namedPractice } from '../practices/references.ts';
import type { Item, Items, ItemTask, RefusedItem, Sent, UploadSummary } from './item.ts';

/**
 * An item whose request is text, so that it can be passed between threads, hashed and stored without being parsed again.
 */
export type PackedItem =
	| (Sent & {
			readonly refused: false;
			/** The practice that the request names, if its id is valid. */
			readonly practice?: string;
			/** An {@link ItemTask} as canonical JSON (RFC 8785). */
			readonly task: string;
	  })
	| RefusedItem;

/** Yields items as they are read, then returns a summary. Any step may throw a `Refusal`. */
export type PackedItems = AsyncGenerator<PackedItem, UploadSummary, void>;

export async function* packItems(items: Items): PackedItems {
	for (;;) {
		const next = await items.next();
		if (next.done) return next.value;
		yield packItem(next.value);
	}
}

export function packItem(item: Item): PackedItem {
	if (item.refused) return item;
	const { position, label, rows, body, findings, origins } = item;
	const practice = namedPractice(body);
	const task: ItemTask = { body, findings, ...(origins && { origins }) };
	return {
		position,
		...(label !== undefined && { label }),
		...(rows && { rows }),
		refused: false,
		...(practice !== undefined && { practice }),
		task: canonicalize(task) as string,
	};
}

export function taskIn({ task }: { readonly task: string }): ItemTask {
	return JSON.parse(task);
}

/** Characters that a finding takes, roughly. */
const FINDING = 300;

/** The size of an item in characters, from which groups of items are made. */
export function sizeOf(item: PackedItem): number {
	return item.refused ? item.findings.length * FINDING : item.task.length;
}
