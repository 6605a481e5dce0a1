import type { PageRequest } from '../calls/page.ts';
import type { BatchMode } from '../intake/batch-request.ts';
import type { SourcedFinding } from '../intake/visits/origins.ts';
import type { ItemState, VisibleBatchState } from '../store/tables.ts';
import type { Metadata } from '../superbill/metadata.ts';

/** The numbers of items by state. */
export interface BatchCounts {
	readonly total: number;
	/** Nobody has worked on them yet. */
	readonly waiting: number;
	/** In a draft: without errors and not issued yet. */
	readonly checked: number;
	readonly done: number;
	readonly failed: number;
	readonly cancelled: number;
}

/** A batch as callers see it. They do not see one whose upload has not ended. */
export interface Batch {
	/** UUID. */
	readonly id: string;
	/** Null if its superbills belong to several practices. */
	readonly practice: string | null;
	readonly mode: BatchMode;
	readonly state: VisibleBatchState;
	readonly counts: BatchCounts;
	readonly createdAt: string;
	readonly createdBy: string;
	/** When work on it began. For a draft that is being issued, when issuing began. */
	readonly startedAt: string | null;
	readonly finishedAt: string | null;
	/** Items per second since work began; null before. */
	readonly rate: number | null;
	/** Estimated seconds until no item waits; null without a rate. */
	readonly secondsLeft: number | null;
	/** Until when its rendered documents, or the draft itself, are stored. Null for an issued batch. */
	readonly keptUntil: string | null;
}

/** An item as callers see it. */
export interface BatchItem {
	/** Place in the upload, from 1. */
	readonly position: number;
	/** The first and last row, or line, of the upload that it is made of. */
	readonly rows: readonly [first: number, last: number] | null;
	readonly state: ItemState;
	/** Number of the superbill, or the number that the sender chose. */
	readonly number: string | null;
	/** Id of the issued superbill. */
	readonly superbill: string | null;
	/** SHA-256 of the PDF, in hexadecimal digits. */
	readonly sha256: string | null;
	/** Size of the PDF. */
	readonly bytes: number | null;
	readonly findings: readonly SourcedFinding[];
	/** Why it failed, if the findings do not say. */
	readonly reason: string | null;
	/** Metadata of the request; null if there is none, or before the item was worked on. */
	readonly metadata: Metadata | null;
}

export interface ItemRequest extends PageRequest {
	readonly state?: ItemState | undefined;
}

/** An item with its PDF, if it has one. */
export interface BatchDocument {
	readonly item: BatchItem;
	readonly pdf: Buffer | undefined;
	/** `YYYY-MM-DD`, for an issued superbill. */
	readonly issuedOn?: string | undefined;
}

/** A batch that was just received, or earlier with the same Idempotency-Key. */
export interface ReceivedBatch {
	readonly batch: Batch;
	readonly replayed: boolean;
}

export interface ReceiveOptions {
	readonly mode: BatchMode;
	/** Also superbills whose services were issued within the last day. */
	readonly again?: boolean;
	/** Options, such as `splitBy`, that make the same items a different request under an Idempotency-Key. */
	readonly asked?: string;
	/** Idempotency-Key. */
	readonly key?: string | undefined;
	/** The key is valid as long as its batch is stored, instead of one day. */
	readonly isLasting?: boolean;
}
