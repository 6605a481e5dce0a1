import { type DocumentColumns, joinedColumns } from '../store/documents/documents.ts';
import type { Store } from '../store/store.ts';
import { FRESH_MS } from '../store/superbill-documents.ts';
import type { SuperbillRow } from '../store/tables.ts';
import type { DataKey } from '../vault/data-key.ts';
import { SEALED } from '../vault/sealed-columns.ts';

type Owned = Pick<SuperbillRow, 'id' | 'practice_id'>;

/** The head of a document, sealed, and stored as an object if objects hold documents. No row refers to it yet. */
export interface StoredHead {
	readonly key: DataKey;
	readonly sealed: Buffer;
	readonly object: string | null;
	/** Time at which it was stored, in ms, on a clock that keeps running while the machine sleeps. */
	readonly at: number;
}

export async function storeHead(
	{ keyring, documents }: Pick<Store, 'keyring' | 'documents'>,
	row: Owned,
	head: Uint8Array,
): Promise<StoredHead> {
	const [key] = keyring();
	const at = Date.now();
	const sealed = SEALED.superbill_documents.head.seal(key, row, Buffer.from(head.buffer));
	return { key, sealed, object: await documents.put(sealed), at };
}

/**
 * Makes the columns of a complete document. A head whose data key was replaced meanwhile, or whose object may already
 * have been removed because no row named it, is sealed again and stored in the row: within a transaction nothing may wait
 * for object storage.
 */
export function documentColumns(
	{ keyring }: Pick<Store, 'keyring'>,
	row: Owned,
	head: Uint8Array,
	stored: StoredHead,
	tail: Buffer,
): DocumentColumns {
	const [key] = keyring();
	const columns = SEALED.superbill_documents;
	const pdf = columns.tail.seal(key, row, tail);
	const isUsable = stored.key.id === key.id && Date.now() - stored.at < FRESH_MS;
	if (!isUsable)
		return joinedColumns({ head: columns.head.seal(key, row, Buffer.from(head.buffer)), tail: pdf });
	return stored.object === null
		? joinedColumns({ head: stored.sealed, tail: pdf })
		: { pdf, object: stored.object };
}
