import type { Insertable, Selectable } from 'kysely';
import type { Actor } from '../../calls/actor.ts';
import { seenBy } from '../seen-by.ts';
import type { Query, Store, Tx } from '../store.ts';
import { isUuid } from '../superbills.ts';
import type { BatchState, BatchTable, ItemState } from '../tables.ts';

export type BatchRow = Selectable<BatchTable>;

/** A batch that `batchesOf` found, or that was just made. */
export type KnownBatch = Pick<BatchRow, 'id'>;

/** The amount of work that waits for a worker. */
export interface Backlog {
	/** Slices of some dozens of items each. */
	readonly slices: number;
	/** When the oldest waiting batch was sent. */
	readonly oldest: string | undefined;
}

/** The batches that an actor can see. Nothing else outside the store reads them. */
export function batchesOf(db: Query | Tx, actor: Actor) {
	const seen = seenBy(actor);
	const ids = () => db.selectFrom('batches').select('id').where(seen);
	const rows = () => db.selectFrom('batches').selectAll().where(seen);
	return {
		/** Finds a batch that was received in full. */
		async find(id: string): Promise<BatchRow | undefined> {
			if (!isUuid(id)) return undefined;
			return rows().where('id', '=', id).where('state', '<>', 'receiving').executeTakeFirst();
		},

		/** Finds what the actor itself sent under an Idempotency-Key. */
		findByKey: (keyHash: string): Promise<BatchRow | undefined> =>
			rows().where('actor', '=', actor.name).where('key_hash', '=', keyHash).executeTakeFirst(),

		/** Notes that work on a batch has begun. @returns the batch, if there is work left to do */
		async begin({ id }: KnownBatch, now: Date): Promise<BatchRow | undefined> {
			await db
				.updateTable('batches')
				.set({ state: 'running', started_at: now.toISOString() })
				.where(seen)
				.where('id', '=', id)
				.where('state', '=', 'waiting')
				.execute();
			return rows().where('id', '=', id).where('state', '=', 'running').executeTakeFirst();
		},

		/** Batches whose upload was interrupted. @param before when the upload began */
		abandoned: (before: string): Promise<KnownBatch[]> =>
			ids().where('state', '=', 'receiving').where('created_at', '<', before).execute(),

		/** Batches in some of the states that finished before a moment. */
		finished: (states: readonly BatchState[], before: string): Promise<KnownBatch[]> =>
			ids().where('state', 'in', states).where('finished_at', '<', before).execute(),

		/** Batches that finished before a moment and still have rendered documents. */
		finishedWithDocuments: (before: string): Promise<KnownBatch[]> =>
			ids()
				.where('state', 'in', ['done', 'cancelled'])
				.where('finished_at', '<', before)
				.where('mode', '=', 'render')
				.where(({ exists, selectFrom, ref }) =>
					exists(selectFrom('batch_documents').select('position').where('batch_id', '=', ref('batches.id'))),
				)
				.execute(),

		/** Cancelled batches with items still waiting: clearing them was interrupted. */
		uncleared: (): Promise<KnownBatch[]> =>
			ids()
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

		async backlog(): Promise<Backlog> {
			const { slices, oldest } = await db
				.selectFrom('batch_slices')
				.innerJoin('batches', 'batches.id', 'batch_slices.batch_id')
				.select((row) => [row.fn.countAll<number>().as('slices'), row.fn.min('created_at').as('oldest')])
				.where(seen)
				.executeTakeFirstOrThrow();
			return { slices: Number(slices), oldest: oldest ?? undefined };
		},
	};
}

/** The same batches within a transaction, where they can also be changed. */
export function batchesIn({ dialect }: Pick<Store, 'dialect'>, tx: Tx, actor: Actor) {
	const seen = seenBy(actor);
	async function change({ id }: KnownBatch, columns: Partial<BatchRow>): Promise<void> {
		await tx.updateTable('batches').set(columns).where(seen).where('id', '=', id).execute();
	}
	return {
		...batchesOf(tx, actor),
		change,

		async insert(row: Insertable<BatchTable>): Promise<void> {
			await tx.insertInto('batches').values(row).execute();
		},

		/** Finds a batch and keeps others from changing it until the transaction ends. */
		lock: ({ id }: KnownBatch): Promise<BatchRow | undefined> =>
			tx
				.selectFrom('batches')
				.selectAll()
				.where(seen)
				.where('id', '=', id)
				// SQLite has one writer at a time.
				.$if(dialect === 'postgres', (query) => query.forUpdate())
				.executeTakeFirst(),

		/** Ends a batch without waiting items. A draft becomes ready for review. */
		async end(batch: BatchRow, now: Date): Promise<void> {
			const state = batch.mode === 'draft' && batch.issuing_at === null ? 'drafted' : 'done';
			await change(batch, { state, finished_at: now.toISOString() });
		},
	};
}

/** The state of items that are due: in a draft, they were checked before they are issued. */
export function dueState({ mode, issuing_at }: BatchRow): ItemState {
	return mode === 'draft' && issuing_at !== null ? 'checked' : 'waiting';
}
