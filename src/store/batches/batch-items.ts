import type { Insertable, Selectable } from 'kysely';
import type { Query, Tx } from '../store.ts';
import type { BatchItemTable, ItemState } from '../tables.ts';
import type { Slice } from './batch-slices.ts';
import { type BatchRow, dueState, type KnownBatch } from './batches.ts';

export type ItemRow = Selectable<BatchItemTable>;

/** An item as lists show it. */
export type ListedItem = Omit<ItemRow, 'request'> & {
	/** Id of the superbill that it became. */
	readonly superbill: string | null;
};

export async function insertItems(tx: Tx, rows: readonly Insertable<BatchItemTable>[]): Promise<void> {
	await tx.insertInto('batch_items').values(rows).execute();
}

/** The due items of a slice, by position. */
export function dueItems(db: Query, batch: BatchRow, { first, last }: Slice): Promise<ItemRow[]> {
	return db
		.selectFrom('batch_items')
		.selectAll()
		.where('batch_id', '=', batch.id)
		.where('state', '=', dueState(batch))
		.where('position', '>=', first)
		.where('position', '<=', last)
		.orderBy('position')
		.execute();
}

export interface ItemRange {
	/** Left out: items in any state. */
	readonly states?: readonly ItemState[] | undefined;
	/** Position of the last item before. */
	readonly after: number;
	readonly limit: number;
}

/** By position. */
export function listItems(
	db: Query,
	batch: KnownBatch,
	{ states, after, limit }: ItemRange,
): Promise<ListedItem[]> {
	if (states?.length === 0) return Promise.resolve([]);
	return db
		.selectFrom('batch_items')
		.leftJoin('superbills', 'superbills.seq', 'batch_items.seq')
		.select([
			'batch_id',
			'position',
			'batch_items.practice_id',
			'state',
			'first_row',
			'last_row',
			'batch_items.number',
			'outcome',
			'batch_items.data_key',
			'batch_items.seq',
			'batch_items.pdf_sha256',
			'batch_items.pdf_bytes',
			'superbills.id as superbill',
		])
		.where('batch_id', '=', batch.id)
		.where('position', '>', after)
		.$if(states !== undefined, (query) => query.where('state', 'in', states as readonly ItemState[]))
		.orderBy('position')
		.limit(limit)
		.execute();
}

/** Counts items by state. States without items are missing. */
export async function countItems(
	db: Query | Tx,
	batch: KnownBatch,
): Promise<Readonly<Partial<Record<ItemState, number>>>> {
	const rows = await db
		.selectFrom('batch_items')
		.select((row) => ['state', row.fn.countAll<number>().as('count')])
		.where('batch_id', '=', batch.id)
		.groupBy('state')
		.execute();
	return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/**
 * Writes the result of a due item.
 * @returns false if another worker has done so, or the batch was cancelled
 */
export async function writeItemResult(
	tx: Query | Tx,
	batch: BatchRow,
	position: number,
	change: Partial<ItemRow> & { readonly state: ItemState },
): Promise<boolean> {
	const { numUpdatedRows } = await tx
		.updateTable('batch_items')
		.set(change)
		.where('batch_id', '=', batch.id)
		.where('position', '=', position)
		.where('batch_items.state', '=', dueState(batch))
		.where(({ exists, selectFrom }) =>
			exists(
				selectFrom('batches').select('id').where('id', '=', batch.id).where('batches.state', '=', 'running'),
			),
		)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
}

export async function insertRendered(
	tx: Tx,
	{ batch_id, position }: Pick<ItemRow, 'batch_id' | 'position'>,
	pdf: Buffer,
): Promise<void> {
	await tx.insertInto('batch_documents').values({ batch_id, position, pdf }).execute();
}

export async function hasRendered(db: Query, batch: KnownBatch): Promise<boolean> {
	const found = await db
		.selectFrom('batch_documents')
		.select('position')
		.where('batch_id', '=', batch.id)
		.limit(1)
		.executeTakeFirst();
	return found !== undefined;
}

/** The sealed document; nothing once it was deleted. */
export async function findRendered(
	db: Query,
	{ batch_id, position }: Pick<ItemRow, 'batch_id' | 'position'>,
): Promise<Buffer | undefined> {
	const found = await db
		.selectFrom('batch_documents')
		.select('pdf')
		.where('batch_id', '=', batch_id)
		.where('position', '=', position)
		.executeTakeFirst();
	return found?.pdf;
}
