import type { Insertable, Selectable } from 'kysely';
import type { Query, Store, Tx } from './store.ts';
import { isSuperbillId } from './superbills.ts';
import type { BatchTable, ItemState } from './tables.ts';

export type BatchRow = Selectable<BatchTable>;

export async function insertBatch(tx: Tx, row: Insertable<BatchTable>): Promise<void> {
	await tx.insertInto('batches').values(row).execute();
}

/** One that is still being received is not found. @param practice the only one that may be looked at; none for all. */
export async function findBatch(
	db: Query | Tx,
	id: string,
	practice: string | undefined,
): Promise<BatchRow | undefined> {
	if (!isSuperbillId(id)) return undefined;
	let query = db.selectFrom('batches').selectAll().where('id', '=', id).where('state', '<>', 'receiving');
	if (practice !== undefined) query = query.where('practice_id', '=', practice);
	return query.executeTakeFirst();
}

/** As it is now, and as it stays until the transaction ends. */
export function lockBatch({ dialect }: Store, tx: Tx, id: string): Promise<BatchRow | undefined> {
	return (
		tx
			.selectFrom('batches')
			.selectAll()
			.where('id', '=', id)
			// SQLite has one writer at a time.
			.$if(dialect === 'postgres', (query) => query.forUpdate())
			.executeTakeFirst()
	);
}

export async function changeBatch(tx: Query | Tx, id: string, change: Partial<BatchRow>): Promise<void> {
	await tx.updateTable('batches').set(change).where('id', '=', id).execute();
}

/** Notes that work on it has begun. @returns the batch, where it is not at its end. */
export async function beginBatch(db: Query, id: string, now: Date): Promise<BatchRow | undefined> {
	await db
		.updateTable('batches')
		.set({ state: 'running', started_at: now.toISOString() })
		.where('id', '=', id)
		.where('state', '=', 'waiting')
		.execute();
	return db
		.selectFrom('batches')
		.selectAll()
		.where('id', '=', id)
		.where('state', '=', 'running')
		.executeTakeFirst();
}

/** The state in which items are that are to be worked on: those of a draft were checked before they are issued. */
export function dueState({ mode, issuing_at }: BatchRow): ItemState {
	return mode === 'draft' && issuing_at !== null ? 'checked' : 'waiting';
}

/** What was received under an Idempotency-Key. */
export function findBatchByKey(
	db: Query | Tx,
	actor: string,
	keyHash: string,
): Promise<BatchRow | undefined> {
	return db
		.selectFrom('batches')
		.selectAll()
		.where('actor', '=', actor)
		.where('key_hash', '=', keyHash)
		.executeTakeFirst();
}

/** By state; a state that none is in is missing. */
export async function countItems(
	db: Query | Tx,
	id: string,
): Promise<Readonly<Partial<Record<ItemState, number>>>> {
	const rows = await db
		.selectFrom('batch_items')
		.select((row) => ['state', row.fn.countAll<number>().as('count')])
		.where('batch_id', '=', id)
		.groupBy('state')
		.execute();
	return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/** How much waits for a worker. */
export interface Backlog {
	/** Each of some dozens of items. */
	readonly slices: number;
	/** Since when the oldest batch that waits does so. */
	readonly oldest: string | undefined;
}

export async function backlog(db: Query): Promise<Backlog> {
	const { slices, oldest } = await db
		.selectFrom('batch_slices')
		.innerJoin('batches', 'batches.id', 'batch_slices.batch_id')
		.select((row) => [row.fn.countAll<number>().as('slices'), row.fn.min('created_at').as('oldest')])
		.executeTakeFirstOrThrow();
	return { slices: Number(slices), oldest: oldest ?? undefined };
}
