import { stampStatus } from '../pdf/stamp-status.ts';
import type { Store } from '../store/store.ts';
import { openDocument } from '../store/superbill-documents.ts';
import type { Superbills } from '../store/superbills.ts';
import type { SuperbillRow } from '../store/tables.ts';
import { openContents } from './sealed.ts';
import { endingOf, statusMark } from './status-mark.ts';

/** The PDF of an issued superbill. */
export interface CurrentDocument {
	readonly pdf: Buffer;
	/** Identifies these bytes: the SHA-256 of the PDF as issued, and what became of the superbill. */
	readonly tag: string;
}

/**
 * Reads the PDF of an issued superbill, marked if it is void or was replaced.
 *
 * @param timeZone of a practice that has none; without it, the PDF is returned as it was issued
 * @returns undefined once purged
 * @throws OperatorError if it is damaged
 */
export async function currentDocument(
	store: Store,
	superbills: Superbills,
	row: SuperbillRow,
	timeZone: string | undefined,
): Promise<CurrentDocument | undefined> {
	const sealed = await superbills.document(store, row);
	if (!sealed) return undefined;
	const pdf = openDocument(store.keyring, row, sealed);
	if (timeZone === undefined || row.status === 'issued') return { pdf, tag: row.pdf_sha256 };
	const successor = row.status === 'replaced' ? await superbills.findReplacement(row.seq) : undefined;
	const own = openContents(store.keyring, row)?.payload.billingProvider.timeZone;
	const ending = endingOf(row, successor, own ?? timeZone);
	if (!ending) return { pdf, tag: row.pdf_sha256 };
	return { pdf: stampStatus(pdf, statusMark(ending)), tag: `${row.pdf_sha256}-${ending.status}` };
}
