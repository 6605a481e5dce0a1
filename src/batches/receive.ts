import { createHmac, randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { appendEvent, subjectOf } from '../audit/events.ts';
import { type Actor, type Call, maySee } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import { type PackedItem, sizeOf } from '../intake/packed.ts';
import { LIMITS } from '../intake/upload/limits.ts';
import { tooManyItems } from '../intake/upload/text.ts';
import { DEFAULT_PRACTICE } from '../practices/practice.ts';
import { deleteBatch } from '../store/batches/batch-clearing.ts';
import { insertItems } from '../store/batches/batch-items.ts';
import { cutSlices } from '../store/batches/batch-slices.ts';
import { type BatchRow, batchesIn } from '../store/batches/batches.ts';
import { ANSWERS_KEPT_MS } from '../store/idempotency.ts';
import { refuseLeftBehind } from '../store/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import { SuperbillRequest } from '../superbill/request.ts';
import { keyedHash } from '../vault/data-key.ts';
import type { ReceiveOptions } from './batch.ts';
import type { BatchQueue } from './queue/batch-queue.ts';
import { sealItem } from './sealed-items.ts';

/** Items and characters per transaction: few enough to delay other requests only by milliseconds. */
const AT_ONCE = { items: 100, characters: 256 * 1024 };

/** Stores the items of an upload. @returns the id of their batch, or of an earlier batch with the same key */
export async function receive(
	store: Store,
	queue: BatchQueue,
	call: Call,
	options: ReceiveOptions,
	items: AsyncIterable<PackedItem>,
): Promise<{ readonly id: string; readonly replayed: boolean }> {
	const id = randomUUID();
	const fingerprint = createHmac('sha256', store.integrity.fingerprint);
	fingerprint.update(JSON.stringify(['batch', options.mode, options.asked ?? '', options.again ?? false]));
	const practices = new Set<string>();
	let total = 0;
	await store.transaction((tx) => batchesIn(store, tx, call.actor).insert(rowOf(id, call, options)));
	try {
		for await (const some of inChunks(items)) {
			total += some.length;
			if (total > LIMITS.items) throw tooManyItems(LIMITS.items);
			for (const item of some) {
				fingerprint.update(`\n${item.refused ? JSON.stringify(item) : item.task}`);
				if (!item.refused) practices.add(ownerOf(call.actor, item));
			}
			await storeItems(store, id, call.actor, some);
		}
		if (total === 0) throw new Refusal('unreadable', 'The batch has no superbills. Send at least one.');
		const key = keyOf(store, options, fingerprint.digest());
		const practice = call.actor.practice ?? (practices.size === 1 ? ([...practices][0] as string) : null);
		const earlier = await store.transaction((tx) =>
			complete(store, queue, tx, call, { id, practice, total, key }),
		);
		if (earlier === undefined) return { id, replayed: false };
		await deleteBatch(store, { id });
		return { id: earlier, replayed: true };
	} catch (error) {
		// If the store is unavailable, housekeeping deletes it later.
		await deleteBatch(store, { id }).catch(() => {});
		throw error;
	}
}

function rowOf(id: string, { actor, requestId, now }: Call, { mode, again = false }: ReceiveOptions) {
	const created_at = now.toISOString();
	return {
		id,
		practice_id: actor.practice,
		actor: actor.name,
		request_id: requestId ?? null,
		mode,
		again: again ? 1 : 0,
		state: 'receiving',
		created_at,
	} as const;
}

async function* inChunks(items: AsyncIterable<PackedItem>): AsyncGenerator<PackedItem[]> {
	let some: PackedItem[] = [];
	let characters = 0;
	for await (const item of items) {
		some.push(item);
		characters += sizeOf(item);
		if (some.length < AT_ONCE.items && characters < AT_ONCE.characters) continue;
		yield some;
		some = [];
		characters = 0;
		await breathe();
	}
	if (some.length > 0) yield some;
}

/** Seals before the transaction, to keep it short. */
async function storeItems(
	store: Store,
	batch: string,
	actor: Actor,
	items: readonly PackedItem[],
): Promise<void> {
	const [key] = store.keyring();
	const rows = items.map((item) => {
		const { position, label, rows: [first, last] = [null, null] } = item;
		const row = { batch_id: batch, position, practice_id: ownerOf(actor, item) };
		return {
			...row,
			state: item.refused ? ('failed' as const) : ('waiting' as const),
			first_row: first,
			last_row: last,
			// Labels are stored in clear, and one that is not a valid number may be a name.
			number: SuperbillRequest.shape.number.safeParse(label).data ?? null,
			...sealItem(key, row, item.refused ? { outcome: item } : { task: item.task }),
		};
	});
	await store.transaction(async (tx) => {
		await insertItems(tx, rows);
		await refuseLeftBehind(store, tx);
	});
}

/** Finds the practice of an item as for a single request: the one that it names, or else that of the API key. */
function ownerOf(actor: Actor, item: PackedItem): string {
	const named = item.refused ? undefined : item.practice;
	const own = named !== undefined && maySee(actor, named) ? named : actor.practice;
	return own ?? DEFAULT_PRACTICE;
}

interface BatchKey {
	readonly hash: string;
	readonly fingerprint: Buffer;
	readonly isLasting: boolean;
}

function keyOf(
	{ integrity }: Store,
	{ key, isLasting = false }: ReceiveOptions,
	fingerprint: Buffer,
): BatchKey | undefined {
	if (key === undefined) return undefined;
	return { hash: keyedHash(integrity.fingerprint, key).toString('hex'), fingerprint, isLasting };
}

interface ReceivedUpload {
	readonly id: string;
	readonly practice: string | null;
	readonly total: number;
	readonly key: BatchKey | undefined;
}

/** Turns the received items into a batch. @returns the id of an earlier batch if one has the same key; then none is made */
async function complete(
	store: Store,
	queue: BatchQueue,
	tx: Tx,
	call: Call,
	{ id, practice, total, key }: ReceivedUpload,
): Promise<string | undefined> {
	const batches = batchesIn(store, tx, call.actor);
	const earlier = key && (await earlierBatch(batches, call, key));
	if (earlier !== undefined) return earlier;
	const change = { state: 'waiting', practice_id: practice } as const;
	await batches.change(
		{ id },
		{ ...change, ...(key && { key_hash: key.hash, fingerprint: key.fingerprint }) },
	);
	const batch = (await batches.lock({ id })) as BatchRow;
	const slices = await cutSlices(tx, batch);
	if (slices.length > 0) await queue.add(tx, slices);
	else await batches.end(batch, call.now);
	await appendEvent(store, tx, call, {
		action: 'batch.create',
		practice,
		subject: subjectOf('batch', id),
		details: { mode: batch.mode, items: total },
	});
	return undefined;
}

/** Finds the batch of a key. An expired key is released. @throws Refusal if it was used for a different upload */
async function earlierBatch(
	batches: ReturnType<typeof batchesIn>,
	{ now }: Call,
	key: BatchKey,
): Promise<string | undefined> {
	const found = await batches.findByKey(key.hash);
	if (!found) return undefined;
	if (!key.isLasting && Date.parse(found.created_at) + ANSWERS_KEPT_MS <= now.getTime()) {
		await batches.change(found, { key_hash: null, fingerprint: null });
		return undefined;
	}
	if (found.fingerprint?.equals(key.fingerprint)) return found.id;
	throw new Refusal(
		'key-reused',
		'This Idempotency-Key was used for a different batch. Use a new key for this one.',
	);
}
