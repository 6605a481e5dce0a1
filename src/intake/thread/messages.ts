import type { RefusalKind } from '../../calls/refusal.ts';
import type { Finding } from '../../superbill/finding.ts';
import type { BatchOptions } from '../batch-request.ts';
import type { UploadSummary } from '../item.ts';
import type { PackedItem } from '../packed.ts';
import type { UploadForm } from '../read.ts';

/** A message from the main thread to the thread that reads uploads, about the upload with this id. */
export type ReaderOrder = { readonly id: number } & (
	| { readonly open: UploadForm; readonly pieces: readonly Uint8Array[] }
	/** Asks for the next items. */
	| { readonly more: true }
	/** Forgets the upload. Not answered. */
	| { readonly close: true }
);

/** The answer to an order. */
export type ReaderAnswer = { readonly id: number } & (
	| { readonly options: BatchOptions | undefined }
	| { readonly items: readonly PackedItem[]; readonly summary: UploadSummary | undefined }
	| { readonly refusal: SentRefusal }
	| { readonly error: unknown }
);

/** A Refusal without its class, which messages lose. */
export interface SentRefusal {
	readonly kind: RefusalKind;
	readonly message: string;
	readonly findings: readonly Finding[] | undefined;
}
