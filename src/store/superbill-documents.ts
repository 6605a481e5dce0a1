import { SealBroken } from '../vault/seal.ts';
import type { DocumentColumns } from './documents/documents.ts';
import type { Query, Store, Tx } from './store.ts';

/** The sealed document; none where it was purged. @throws SealBroken where it is not where its row says. */
export async function findDocument(
	{ documents }: Pick<Store, 'documents'>,
	db: Query | Tx,
	seq: number,
): Promise<Buffer | undefined> {
	for (let before: string | null | undefined; ; ) {
		const row = await documentRow(db, seq);
		const sealed = row && (await documents.get(row));
		if (!row || sealed) return sealed;
		// Where it was sealed anew or purged since its row was read, the row tells so now.
		if (row.object === before) throw new SealBroken('the document is not where its row says');
		before = row.object;
	}
}

export function documentRow(db: Query | Tx, seq: number): Promise<DocumentColumns | undefined> {
	return db
		.selectFrom('superbill_documents')
		.select(['pdf', 'object'])
		.where('seq', '=', seq)
		.executeTakeFirst();
}

/**
 * How long an object stays that no row names, in ms: whoever has put it may still be about to write the row. Clocks
 * differ by fifteen minutes at most, or the storage would refuse every signature.
 */
const ORPHANED_MS = 3_600_000;

/** For how long after it was put an object may be written into a row, in ms. */
export const FRESH_MS = 600_000;

/** Removes objects that no row names: of transactions that were taken back, and of removals that failed. */
export async function removeOrphans(
	{ db, documents }: Pick<Store, 'db' | 'documents'>,
	now: Date,
	signal?: AbortSignal,
): Promise<void> {
	for await (const names of documents.list(new Date(now.getTime() - ORPHANED_MS))) {
		if (signal?.aborted) return;
		const rows = await db
			.selectFrom('superbill_documents')
			.select('object')
			.where('object', 'in', names)
			.execute();
		const kept = new Set(rows.map(({ object }) => object));
		for (const object of names) if (!kept.has(object)) await documents.remove({ object });
	}
}
