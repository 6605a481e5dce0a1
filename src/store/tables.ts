import type { Generated, Selectable } from 'kysely';
import type { ActorName } from '../calls/actor.ts';
import type { BatchMode } from '../intake/batch-request.ts';

/**
 * The tables. Moments are text such as `2026-11-23T07:46:22.123Z` and days such as `2026-11-23`: both sort as text in
 * every database. Sealed columns are encrypted and bound to their row (`src/vault/seal.ts`).
 */
export interface Tables {
	practices: PracticeTable;
	number_counters: NumberCounterTable;
	superbills: SuperbillTable;
	superbill_documents: DocumentTable;
	search_terms: SearchTermTable;
	idempotent_answers: IdempotentAnswerTable;
	recent_superbills: RecentSuperbillTable;
	api_keys: ApiKeyTable;
	audit_events: AuditEventTable;
	audit_chains: AuditChainTable;
	secrets: SecretTable;
	batches: BatchTable;
	batch_slices: BatchSliceTable;
	batch_items: BatchItemTable;
	batch_documents: BatchDocumentTable;
}

export interface PracticeTable {
	id: string;
	/** Sealed JSON: a tax id may be a person's social security number. */
	profile: Buffer;
	/** Sealed PNG or JPEG. */
	logo: Buffer | null;
	/** Keyed hash of NPI and tax id, by which a practice that is typed in full is recognized. */
	issuer: Buffer | null;
	/** UUID that changes with every change of the practice. */
	version: string;
	created_at: string;
	updated_at: string;
	archived_at: string | null;
}

/** The next number of each series. A series is the practice's pattern with the date of issue filled in. */
export interface NumberCounterTable {
	practice_id: string;
	series: string;
	next: number;
}

/** The status of a superbill changes once, from the first to one of the others. */
export const RECORD_STATES = ['issued', 'replaced', 'void'] as const;

export type RecordStatus = (typeof RECORD_STATES)[number];

export interface SuperbillTable {
	/** The order of insertion. Never shown to callers. */
	seq: Generated<number>;
	/** UUID. */
	id: string;
	practice_id: string;
	number: string;
	issued_on: string;
	status: RecordStatus;
	created_at: string;
	/** The issuer, as in the audit log. */
	actor: string;
	template_id: string;
	template_version: number;
	template_sha256: string;
	service_version: string;
	/** SHA-256 of the document as issued, in hexadecimal digits. */
	pdf_sha256: string;
	/** Length of the document in bytes. */
	pdf_bytes: number;
	/** Sealed JSON of what lists show. Null once purged. */
	summary: Buffer | null;
	/** Sealed JSON: request, findings, totals. Null once purged. */
	record: Buffer | null;
	/** Id of the data key that seals the columns of this row and its document, and keys its search terms. */
	data_key: string;
	/** `seq` of the superbill that it replaces. */
	replaces: number | null;
	voided_at: string | null;
	/** Sealed text. */
	void_reason: Buffer | null;
	/** When a legal hold began, which keeps it from being purged. */
	held_at: string | null;
	/** Sealed text. */
	hold_reason: Buffer | null;
	purged_at: string | null;
	/** Sealed JSON of the payments made since it was issued. */
	later_payments: Buffer | null;
	/** The last time that anything of it changed. Null if a version without it issued the superbill. */
	updated_at: string | null;
	/** The number from its end (`numberEnd`), by which it is found. Null if a version without it issued the superbill. */
	number_end: string | null;
}

export type SuperbillRow = Selectable<SuperbillTable>;

/** Separate from superbills, so that lists do not read documents. */
export interface DocumentTable {
	seq: number;
	/** Sealed PDF; a single byte if object storage has it. */
	pdf: Buffer;
	/** Name of the object with the sealed PDF. */
	object: string | null;
}

/** The blind index. Without a data key, it reveals only which rows share a term. */
export interface SearchTermTable {
	/** First 16 bytes of a keyed hash over term and practice. */
	term: Buffer;
	/** Copied from the superbill, so that the index keeps the superbills of a term in the order of lists. */
	issued_on: string;
	seq: number;
}

export interface IdempotentAnswerTable {
	/** The sender of the key. */
	actor: string;
	/** Keyed hash of the Idempotency-Key, in hexadecimal digits. */
	key_hash: string;
	/** Keyed hash of operation and body. */
	fingerprint: Buffer;
	/** The superbill that was issued. The answer is rebuilt from it. */
	seq: number;
	created_at: string;
}

/** The superbills of the last day, by which repetitions are recognized. */
export interface RecentSuperbillTable {
	/** Keyed hash of practice, patient and services. */
	hash: Buffer;
	seq: number;
	created_at: string;
}

export interface ApiKeyTable {
	/** Also part of the key itself. */
	id: string;
	/** Keyed hash of the whole key, in hexadecimal digits. */
	hash: string;
	label: string;
	/** Separated by spaces. */
	scopes: string;
	/** Null: all practices. */
	practice_id: string | null;
	created_at: string;
	expires_at: string | null;
	revoked_at: string | null;
	last_used_at: string | null;
	/**
	 * Keyed hash of the other columns except the last use, in hexadecimal digits. A row with another hash is ignored.
	 */
	mac: string;
}

export interface AuditEventTable {
	/** The id of a practice; empty for events that belong to none. */
	chain: string;
	/** From 1, without gaps. */
	position: number;
	at: string;
	actor: string;
	action: string;
	/** `ok`, or the HTTP status of the refusal. */
	outcome: string;
	/** The subject of the event, such as `superbill:<id>`. */
	subject: string | null;
	request_id: string | null;
	/** JSON without patient data. */
	details: string;
	/** Keyed hash of this row and of the hash before it, in hexadecimal digits. */
	hash: string;
}

/** The end of each chain, which shows whether rows at the end are missing. */
export interface AuditChainTable {
	chain: string;
	position: number;
	hash: string;
}

export interface SecretTable {
	name: string;
	/** Sealed 32 bytes. */
	value: Buffer;
}

/** The states of a batch that was received in full. */
export const VISIBLE_BATCH_STATES = ['waiting', 'running', 'drafted', 'done', 'cancelled'] as const;

export type VisibleBatchState = (typeof VISIBLE_BATCH_STATES)[number];

/** `receiving`: the upload is not complete, and may never be. */
export type BatchState = 'receiving' | VisibleBatchState;

export interface BatchTable {
	/** UUID. */
	id: string;
	/** Null for a batch with superbills of several practices. */
	practice_id: string | null;
	/** The sender, as in the audit log. */
	actor: ActorName;
	/** The request that sent it, or that had it issued. */
	request_id: string | null;
	mode: BatchMode;
	/** 1 if its superbills may repeat others of the last day. */
	again: Generated<number>;
	state: BatchState;
	/** Keyed hash of the Idempotency-Key, in hexadecimal digits. */
	key_hash: string | null;
	/** Keyed hash of the upload. */
	fingerprint: Buffer | null;
	created_at: string;
	/** When somebody asked to issue a draft, and who. */
	issuing_at: string | null;
	issuing_actor: ActorName | null;
	started_at: string | null;
	/** When the last item was done. */
	finished_at: string | null;
}

/** Consecutive items of a batch that still have to be worked on. */
export interface BatchSliceTable {
	/** UUID. */
	id: string;
	batch_id: string;
	/** Positions, inclusive. */
	first: number;
	last: number;
	/** The slice with the lowest turn is next. */
	turn: number;
	/** SQLite only: until when a worker has it. */
	leased_until: string | null;
}

/** The states of an item. `checked`: an item of a draft, without errors. */
export const ITEM_STATES = ['waiting', 'checked', 'done', 'failed', 'cancelled'] as const;

export type ItemState = (typeof ITEM_STATES)[number];

export interface BatchItemTable {
	batch_id: string;
	/** From 1. */
	position: number;
	/** The practice of the superbill that it becomes. */
	practice_id: string;
	state: ItemState;
	/** First and last line or row in the upload. */
	first_row: number | null;
	last_row: number | null;
	/** The number of the superbill, or one chosen by the sender. */
	number: string | null;
	/** Sealed JSON of what to make. Null once made. */
	request: Buffer | null;
	/** Sealed JSON of the result. */
	outcome: Buffer | null;
	/** Id of the data key that seals the columns of this row and its document. Null if nothing is sealed. */
	data_key: string | null;
	/** `seq` of the superbill that was issued. */
	seq: number | null;
	/** In hexadecimal digits. */
	pdf_sha256: string | null;
	/** Length in bytes. */
	pdf_bytes: number | null;
}

/** Documents of rendered batches, kept for some days. */
export interface BatchDocumentTable {
	batch_id: string;
	position: number;
	/** Sealed PDF. */
	pdf: Buffer;
}
