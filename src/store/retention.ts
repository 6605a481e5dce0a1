import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { DocumentColumns } from './documents/documents.ts';
import type { Query, Store, Tx } from './store.ts';
import type { SuperbillRow } from './superbills.ts';

/** What is old enough, the oldest first: still held entirely, and by no legal hold. @param before moment of issue. */
export function purgeable(
	db: Query,
	before: string,
	limit: number,
): Promise<Pick<SuperbillRow, 'seq' | 'id' | 'practice_id'>[]> {
	return db
		.selectFrom('superbills')
		.select(['seq', 'id', 'practice_id'])
		.where('created_at', '<', before)
		.where('purged_at', 'is', null)
		.where('held_at', 'is', null)
		.orderBy('created_at')
		.limit(limit)
		.execute();
}

/**
 * Takes away what a superbill holds, but for the object that holds its document: that is removed once this cannot be
 * taken back any more. @returns nothing where another process did, or a legal hold came first.
 */
export async function purge(
	tx: Tx,
	seq: number,
	at: string,
): Promise<Pick<DocumentColumns, 'object'> | undefined> {
	const { numUpdatedRows } = await tx
		.updateTable('superbills')
		.set({ record: null, summary: null, void_reason: null, purged_at: at })
		.where('seq', '=', seq)
		.where('purged_at', 'is', null)
		.where('held_at', 'is', null)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) return undefined;
	await tx.deleteFrom('search_terms').where('seq', '=', seq).execute();
	const document = await tx
		.deleteFrom('superbill_documents')
		.where('seq', '=', seq)
		.returning('object')
		.executeTakeFirst();
	return { object: document?.object ?? null };
}

/**
 * Begins a legal hold, or goes on with one that is there.
 * @returns since when it is held, and the id of the data key that seals the row; nothing where it was purged.
 */
export function hold(
	tx: Tx,
	seq: number,
	at: string,
): Promise<{ held_at: string | null; data_key: string } | undefined> {
	return tx
		.updateTable('superbills')
		.set((row) => ({ held_at: row.fn.coalesce('held_at', row.val(at)) }))
		.where('seq', '=', seq)
		.where('purged_at', 'is', null)
		.returning(['held_at', 'data_key'])
		.executeTakeFirst();
}

/** Ends a legal hold. @returns false where there was none. */
export async function release(tx: Tx, seq: number): Promise<boolean> {
	const { numUpdatedRows } = await tx
		.updateTable('superbills')
		.set({ held_at: null, hold_reason: null })
		.where('seq', '=', seq)
		.where('held_at', 'is not', null)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
}

/**
 * SQLite's log of changes goes on holding pages as they were: moves all of it into the file and empties it. While
 * somebody else reads, such as a backup, it cannot, and gives up after a while. PostgreSQL's vacuum needs no asking.
 * https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
 */
export async function emptyChangeLog({ dialect, db }: Store): Promise<void> {
	if (dialect !== 'sqlite') return;
	for (let left = 50; left > 0; left--) {
		const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
		if (rows[0]?.busy === 0) return;
		await sleep(20);
	}
}
