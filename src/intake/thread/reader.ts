import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { Refusal } from '../../calls/refusal.ts';
import { type PackedItem, type PackedItems, packItems, sizeOf } from '../packed.ts';
import { readUpload } from '../read.ts';
import type { ReaderAnswer, ReaderOrder } from './messages.ts';

// This is the program of the thread that reads uploads. It keeps nothing of an upload that is closed.

// Only on Linux does the priority apply to the thread alone; elsewhere it would apply to the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const port = parentPort as NonNullable<typeof parentPort>;

/** Items and characters in an answer. Uploads take turns after each answer. */
const AT_ONCE = { items: 100, characters: 256 * 1024 };

const uploads = new Map<number, PackedItems>();

port.on('message', async (order: ReaderOrder) => {
	const { id } = order;
	if ('close' in order) uploads.delete(id);
	else port.postMessage(await answerTo(order).catch((error: unknown) => failure(id, error)));
});

async function answerTo(order: Exclude<ReaderOrder, { readonly close: true }>): Promise<ReaderAnswer> {
	const { id } = order;
	if ('open' in order) {
		const { options, items } = readUpload(order.open, order.pieces);
		uploads.set(id, packItems(items));
		return { id, options };
	}
	const reading = uploads.get(id) as PackedItems;
	const items: PackedItem[] = [];
	let characters = 0;
	while (items.length < AT_ONCE.items && characters < AT_ONCE.characters) {
		const next = await reading.next();
		if (next.done) return { id, items, summary: next.value };
		items.push(next.value);
		characters += sizeOf(next.value);
	}
	return { id, items, summary: undefined };
}

function failure(id: number, error: unknown): ReaderAnswer {
	if (!(error instanceof Refusal)) return { id, error };
	const { kind, message, findings } = error;
	return { id, refusal: { kind, message, findings } };
}
