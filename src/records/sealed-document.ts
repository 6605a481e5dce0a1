import type { DocumentColumns } from '../store/documents/documents.ts';
import type { Store } from '../store/store.ts';
import { FRESH_MS } from '../store/superbill-documents.ts';
import type { SuperbillRow } from '../store/superbills.ts';
import type { DataKey } from '../vault/data-key.ts';
import { SEALED } from '../vault/sealed-columns.ts';

/** A document that was put where documents are kept, and that no row names yet. */
export interface SealedDocument {
	readonly key: DataKey;
	readonly columns: DocumentColumns;
	/** When it was put, in ms: by a clock that goes on while the machine sleeps. */
	readonly at: number;
}

/** Seals a document with the first data key, for one superbill, and puts it where documents are kept. */
export async function sealDocument(
	{ keyring, documents }: Pick<Store, 'keyring' | 'documents'>,
	row: Pick<SuperbillRow, 'id' | 'practice_id'>,
	pdf: Buffer,
): Promise<SealedDocument> {
	const [key] = keyring();
	const at = Date.now();
	return { key, columns: await documents.put(SEALED.superbill_documents.pdf.seal(key, row, pdf)), at };
}

/** Whether a row may name it: its key may be about to be thrown away, and so may an object that nobody names for long. */
export function isUsable({ keyring }: Pick<Store, 'keyring'>, { key, at }: SealedDocument): boolean {
	return keyring()[0].id === key.id && Date.now() - at < FRESH_MS;
}
