import type { DocumentColumns } from '../store/documents/documents.ts';
import type { Store } from '../store/store.ts';
import { FRESH_MS } from '../store/superbill-documents.ts';
import type { SuperbillRow } from '../store/tables.ts';
import type { DataKey } from '../vault/data-key.ts';
import { SEALED } from '../vault/sealed-columns.ts';

/** A stored document that no row refers to yet. */
export interface SealedDocument {
	readonly key: DataKey;
	readonly columns: DocumentColumns;
	/** Time at which it was stored, in ms, on a clock that keeps running while the machine sleeps. */
	readonly at: number;
}

/** Seals a document of one superbill with the first data key and stores it. */
export async function sealDocument(
	{ keyring, documents }: Pick<Store, 'keyring' | 'documents'>,
	row: Pick<SuperbillRow, 'id' | 'practice_id'>,
	pdf: Buffer,
): Promise<SealedDocument> {
	const [key] = keyring();
	const at = Date.now();
	return { key, columns: await documents.put(SEALED.superbill_documents.pdf.seal(key, row, pdf)), at };
}

/**
 * Checks whether a row may still refer to a document. Old data keys are removed, and so are old objects without a row.
 */
export function isUsable({ keyring }: Pick<Store, 'keyring'>, { key, at }: SealedDocument): boolean {
	return keyring()[0].id === key.id && Date.now() - at < FRESH_MS;
}
