import type { DataKey } from '../vault/data-key.ts';
import type { Keyring } from '../vault/keyring.ts';
import { sealBroken } from '../vault/seal.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import type { DocumentColumns, SealedDocument } from './documents/documents.ts';
import type { Query, Store, Tx } from './store.ts';
import type { SuperbillRow } from './tables.ts';

/** Reads a sealed document. @returns undefined if it was purged, or `missing` if it is not where its row says */
export async function lookUpDocument(
	{ documents }: Pick<Store, 'documents'>,
	db: Query | Tx,
	seq: number,
): Promise<SealedDocument | 'missing' | undefined> {
	for (let before: string | null | undefined; ; ) {
		const row = await documentRow(db, seq);
		const sealed = row && (await documents.get(row));
		if (!row || sealed) return sealed;
		// The row now shows any rotation or purge since it was read.
		if (row.object === before) return 'missing';
		before = row.object;
	}
}

/**
 * Reads a sealed document.
 * @returns undefined if it was purged
 * @throws OperatorError if it is not where its row says
 */
export async function findDocument(
	store: Pick<Store, 'documents'>,
	db: Query | Tx,
	seq: number,
): Promise<SealedDocument | undefined> {
	const found = await lookUpDocument(store, db, seq);
	if (found !== 'missing') return found;
	throw sealBroken(
		`The document of superbill ${seq} (superbills.seq) is missing from object storage. Restore it from a backup.`,
	);
}

type Owned = Pick<SuperbillRow, 'id' | 'practice_id'>;

/** Opens a document. @throws OperatorError if it is damaged */
export function openDocument(keyring: Keyring, row: Owned, { head, tail }: SealedDocument): Buffer {
	const columns = SEALED.superbill_documents;
	return Buffer.concat([columns.head.open(keyring, row, head), columns.tail.open(keyring, row, tail)]);
}

/** Seals the same document with another key. */
export function resealDocument(
	keyring: Keyring,
	key: DataKey,
	row: Owned,
	{ head, tail }: SealedDocument,
): SealedDocument {
	const columns = SEALED.superbill_documents;
	return {
		head: columns.head.reseal(keyring, key, row, head),
		tail: columns.tail.reseal(keyring, key, row, tail),
	};
}

export function documentRow(db: Query | Tx, seq: number): Promise<DocumentColumns | undefined> {
	return db
		.selectFrom('superbill_documents')
		.select(['pdf', 'object'])
		.where('seq', '=', seq)
		.executeTakeFirst();
}

/**
 * Age at which an object without a row is removed, in ms. Until then, the process that stored it may still write the
 * row. Clocks differ by at most fifteen minutes, or the storage would refuse every signature.
 */
const ORPHANED_MS = 3_600_000;

/** Age up to which an object may be written into a row, in ms. */
export const FRESH_MS = 600_000;

/** Removes objects that no row names, left by rolled-back transactions and failed removals. */
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
