import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { SYSTEM } from '../../calls/actor.ts';
import type { Query, Store, Tx } from '../store.ts';
import type { BatchSliceTable } from '../tables.ts';
import { type BatchRow, batchesIn, dueState, type KnownBatch } from './batches.ts';

/** A range of items that one worker takes at once. It has only positions, because workers serve all practices. */
export type Slice = Omit<Selectable<BatchSliceTable>, 'leased_until'>;

const COLUMNS = ['id', 'batch_id', 'first', 'last', 'turn'] as const;

/** Items per slice. A larger slice would lose more when a worker stops, and hold up other batches longer. */
const SLICE = 25;

/** Rows per statement. */
const ROWS = 200;

/**
 * Divides the due items of a batch into slices. Their turns start at the current turn, or after the last
 * slice of the same practice. A practice with many items therefore does not hold up the others.
 */
export async function cutSlices(tx: Tx, batch: BatchRow): Promise<Slice[]> {
	const { id, practice_id } = batch;
	const due = await tx
		.selectFrom('batch_items')
		.select(sql<number>`(position - 1) / ${sql.lit(SLICE)}`.as('slice'))
		.where('batch_id', '=', id)
		.where('state', '=', dueState(batch))
		.distinct()
		.orderBy('slice')
		.execute();
	const { now } = await tx
		.selectFrom('batch_slices')
		.select((row) => row.fn.min<number | null>('turn').as('now'))
		.executeTakeFirstOrThrow();
	const { last } = await tx
		.selectFrom('batch_slices')
		.innerJoin('batches', 'batches.id', 'batch_slices.batch_id')
		.select((row) => row.fn.max<number | null>('turn').as('last'))
		.where('practice_id', 'is not distinct from', practice_id)
		.executeTakeFirstOrThrow();
	const begin = last === null ? (now ?? 0) : last + 1;
	const slices = due.map(({ slice }, i) => ({
		id: randomUUID(),
		batch_id: id,
		first: slice * SLICE + 1,
		last: (slice + 1) * SLICE,
		turn: begin + i,
	}));
	for (let i = 0; i < slices.length; i += ROWS) {
		await tx
			.insertInto('batch_slices')
			.values(slices.slice(i, i + ROWS))
			.execute();
	}
	return slices;
}

export function findSlice(db: Query | Tx, id: string): Promise<Slice | undefined> {
	return db.selectFrom('batch_slices').select(COLUMNS).where('id', '=', id).executeTakeFirst();
}

/** By id. */
export function listSlices(db: Query, after: string, limit: number): Promise<Slice[]> {
	return db
		.selectFrom('batch_slices')
		.select(COLUMNS)
		.where('id', '>', after)
		.orderBy('id')
		.limit(limit)
		.execute();
}

/** Takes the slice with the lowest turn that nobody works on. */
export async function leaseSlice(db: Query, now: Date, until: Date): Promise<Slice | undefined> {
	const next = await db
		.selectFrom('batch_slices')
		.select('id')
		.where(({ or, eb }) => or([eb('leased_until', 'is', null), eb('leased_until', '<=', now.toISOString())]))
		.orderBy('turn')
		.orderBy('batch_id')
		.orderBy('first')
		.limit(1)
		.executeTakeFirst();
	if (!next) return undefined;
	return db
		.updateTable('batch_slices')
		.set({ leased_until: until.toISOString() })
		.where('id', '=', next.id)
		.where(({ or, eb }) => or([eb('leased_until', 'is', null), eb('leased_until', '<=', now.toISOString())]))
		.returning(COLUMNS)
		.executeTakeFirst();
}

/** @param until undefined ends the lease */
export async function changeLease(db: Query, id: string, until: Date | undefined): Promise<void> {
	await db
		.updateTable('batch_slices')
		.set({ leased_until: until?.toISOString() ?? null })
		.where('id', '=', id)
		.execute();
}

/** @returns the ids of the deleted slices */
export async function dropSlices(tx: Tx, batch: KnownBatch): Promise<string[]> {
	const gone = await tx.deleteFrom('batch_slices').where('batch_id', '=', batch.id).returning('id').execute();
	return gone.map(({ id }) => id);
}

/** Deletes a slice with no due items. The last one ends its batch. @returns false if there is still work to do */
export async function finishSlice(store: Store, tx: Tx, slice: Slice, now: Date): Promise<boolean> {
	const batches = batchesIn(store, tx, SYSTEM);
	// Without the lock, each of the last two slices would see the other, and neither would end the batch.
	const batch = await batches.lock({ id: slice.batch_id });
	if (!batch) return true;
	const due = await tx
		.selectFrom('batch_items')
		.select('position')
		.where('batch_id', '=', batch.id)
		.where('state', '=', dueState(batch))
		.where('position', '>=', slice.first)
		.where('position', '<=', slice.last)
		.limit(1)
		.executeTakeFirst();
	if (due) return false;
	await tx.deleteFrom('batch_slices').where('id', '=', slice.id).execute();
	const other = await tx
		.selectFrom('batch_slices')
		.select('id')
		.where('batch_id', '=', batch.id)
		.limit(1)
		.executeTakeFirst();
	if (!other && batch.state === 'running') await batches.end(batch, now);
	return true;
}
