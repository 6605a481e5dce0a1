import type { PageRequest } from '../calls/page.ts';
import type { BatchMode } from '../intake/batch-request.ts';
import type { SourcedFinding } from '../intake/visits/origins.ts';
import type { ItemState, VisibleBatchState } from '../store/tables.ts';

/** How many items stand where. */
export interface Counts {
	readonly total: number;
	/** Not yet worked on. */
	readonly waiting: number;
	/** Of a draft: without an error, and not issued. */
	readonly checked: number;
	readonly done: number;
	readonly failed: number;
	readonly cancelled: number;
}

/** A batch as its callers see it; one that is still being received is not seen. */
export interface Batch {
	/** UUID. */
	readonly id: string;
	/** Null where it holds superbills of several. */
	readonly practice: string | null;
	readonly mode: BatchMode;
	readonly state: VisibleBatchState;
	readonly counts: Counts;
	readonly createdAt: string;
	readonly createdBy: string;
	/** When work on it began; of a draft that is issued, when that began. */
	readonly startedAt: string | null;
	readonly finishedAt: string | null;
	/** Items a second since work began; null before. */
	readonly rate: number | null;
	/** Until nothing waits, at that rate; null where it cannot be told. */
	readonly secondsLeft: number | null;
	/** Until when rendered documents, or the drafts, are kept; null where there are none. */
	readonly keptUntil: string | null;
}

/** What became of one item. */
export interface BatchItem {
	/** From 1, in the order of the upload. */
	readonly position: number;
	/** First and last line or row of the upload that it was made of. */
	readonly rows: readonly [first: number, last: number] | null;
	readonly state: ItemState;
	/** That of the superbill, or the one that its sender gave it. */
	readonly number: string | null;
	/** Id of the superbill that was issued. */
	readonly superbill: string | null;
	/** Of the PDF. */
	readonly sha256: string | null;
	/** Length of the PDF. */
	readonly bytes: number | null;
	readonly findings: readonly SourcedFinding[];
	/** Why it failed, where findings do not say. */
	readonly reason: string | null;
}

export interface ItemRequest extends PageRequest {
	readonly state?: ItemState | undefined;
}

/** An item with its PDF, where it has one. */
export interface BatchDocument {
	readonly item: BatchItem;
	readonly pdf: Buffer | undefined;
	/** Of what was issued, `YYYY-MM-DD`. */
	readonly issuedOn?: string | undefined;
}

/** A batch that was received, now or under the same Idempotency-Key before. */
export interface Received {
	readonly batch: Batch;
	readonly replayed: boolean;
}

export interface ReceiveOptions {
	readonly mode: BatchMode;
	/** All else that tells this upload from another one with the same items, such as `splitBy`. */
	readonly asked?: string;
	/** Idempotency-Key of the whole. */
	readonly key?: string | undefined;
	/** Whether the key stands for its batch as long as that is kept, and not for a day. */
	readonly isLasting?: boolean;
}
