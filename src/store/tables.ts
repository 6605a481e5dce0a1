import type { Generated } from 'kysely';
import type { BatchMode } from '../intake/batch-request.ts';

/**
 * The tables. Moments are text, `2026-11-23T07:46:22.123Z`, days `2026-11-23`: both sort as they stand, in every store.
 * What is called sealed is encrypted and bound to its row (`src/vault/seal.ts`).
 */
export interface Tables {
	practices: PracticeTable;
	number_counters: NumberCounterTable;
	superbills: SuperbillTable;
	superbill_documents: DocumentTable;
	search_terms: SearchTermTable;
	idempotent_answers: IdempotentAnswerTable;
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
	/** Sealed JSON, place `practices/profile/<id>`: a tax id may be a person's social security number. */
	profile: Buffer;
	/** Sealed PNG or JPEG, place `practices/logo/<id>`. */
	logo: Buffer | null;
	/** UUID, another one after every change. */
	version: string;
	created_at: string;
	updated_at: string;
	archived_at: string | null;
}

/** The next number of each series. A series is the practice's pattern with the issue date filled in. */
export interface NumberCounterTable {
	practice_id: string;
	series: string;
	next: number;
	/**
	 * What is next once everyone has issued who has said that they will, and when the last one said so. No more than a
	 * guess of what to draw: only `next` gives a number away.
	 */
	promised: number | null;
	promised_at: string | null;
	/** Who issues many in a row, and until when others who do so wait for them. */
	holder: string | null;
	held_until: string | null;
}

/** Where a superbill stands; it moves from the first to one of the others. */
export const RECORD_STATES = ['issued', 'replaced', 'void'] as const;

export type RecordStatus = (typeof RECORD_STATES)[number];

export interface SuperbillTable {
	/** Order of insertion; never leaves the service. */
	seq: Generated<number>;
	/** UUID. */
	id: string;
	practice_id: string;
	number: string;
	issued_on: string;
	status: RecordStatus;
	created_at: string;
	/** Who issued it, as in the trail. */
	actor: string;
	template_id: string;
	template_version: number;
	template_sha256: string;
	service_version: string;
	/** Of the document that was issued, in hexadecimal digits. */
	pdf_sha256: string;
	/** Length of the document in bytes. */
	pdf_bytes: number;
	/** Sealed JSON of what a list shows. Null once purged. */
	summary: Buffer | null;
	/** Sealed JSON: request, findings, totals. Null once purged. */
	record: Buffer | null;
	/** Id of the data key that seals the columns of this row and its document, and keys its search terms. */
	data_key: string;
	/** `seq` of what this one replaces. */
	replaces: number | null;
	voided_at: string | null;
	/** Sealed text. */
	void_reason: Buffer | null;
	/** Since when a legal hold keeps it from being purged. */
	held_at: string | null;
	/** Sealed text. */
	hold_reason: Buffer | null;
	purged_at: string | null;
}

/** Apart from the superbills, so that lists do not read through documents. */
export interface DocumentTable {
	seq: number;
	/** Sealed PDF; a single byte where an object holds it. */
	pdf: Buffer;
	/** Name of the object that holds the sealed PDF. */
	object: string | null;
}

/** The blind index: who knows no data key sees which rows share a term, and nothing else. */
export interface SearchTermTable {
	/** First 16 bytes of a keyed hash, of which the practice is a part. */
	term: Buffer;
	/** That of the superbill, which never changes: a term's superbills stand in the order of lists. */
	issued_on: string;
	seq: number;
}

export interface IdempotentAnswerTable {
	/** Whose key it is: the actor. */
	actor: string;
	/** Keyed hash of the Idempotency-Key, in hexadecimal digits. */
	key_hash: string;
	/** Keyed hash of operation and body. */
	fingerprint: Buffer;
	/** The superbill that was issued: the answer is made from it. */
	seq: number;
	created_at: string;
}

export interface ApiKeyTable {
	/** The visible beginning of the key, which is also its id. */
	id: string;
	/** Keyed hash of the whole key, in hexadecimal digits. */
	hash: string;
	label: string;
	/** Divided by spaces. */
	scopes: string;
	/** Null: all practices. */
	practice_id: string | null;
	created_at: string;
	expires_at: string | null;
	revoked_at: string | null;
	last_used_at: string | null;
	/** Keyed hash of this row but for its last use, in hexadecimal digits: a row that it does not fit is no key. */
	mac: string;
}

export interface AuditEventTable {
	/** Whose chain: a practice's id, or empty for what belongs to none. */
	chain: string;
	/** From 1, without gaps. */
	position: number;
	at: string;
	actor: string;
	action: string;
	/** HTTP status of a refusal, or `ok`. */
	outcome: string;
	/** What it was done to, like `superbill:<id>`. */
	subject: string | null;
	request_id: string | null;
	/** JSON without patient data. */
	details: string;
	/** Keyed hash of this row and of the hash before it, in hexadecimal digits. */
	hash: string;
}

/** The end of each chain, so that rows missing at the end are noticed. */
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

/** Where a batch stands and others than its sender may see it. */
export const VISIBLE_BATCH_STATES = ['waiting', 'running', 'drafted', 'done', 'cancelled'] as const;

export type VisibleBatchState = (typeof VISIBLE_BATCH_STATES)[number];

/** `receiving`: not all of it has come yet, and perhaps never will. */
export type BatchState = 'receiving' | VisibleBatchState;

export interface BatchTable {
	/** UUID. */
	id: string;
	/** Null where it holds superbills of several. */
	practice_id: string | null;
	/** Who sent it, as in the trail. */
	actor: string;
	/** The request that it came with, or that has it issued. */
	request_id: string | null;
	mode: BatchMode;
	state: BatchState;
	/** Keyed hash of the Idempotency-Key, in hexadecimal digits. */
	key_hash: string | null;
	/** Keyed hash of what was sent. */
	fingerprint: Buffer | null;
	created_at: string;
	/** Since when a draft is to be issued, and who has it issued. */
	issuing_at: string | null;
	issuing_actor: string | null;
	started_at: string | null;
	/** Since when nothing of it waits. */
	finished_at: string | null;
}

/** What is still to be worked on: some items of a batch that follow each other. */
export interface BatchSliceTable {
	/** UUID. */
	id: string;
	batch_id: string;
	/** Positions, both of them in it. */
	first: number;
	last: number;
	/** The smallest is next. */
	turn: number;
	/** SQLite only: until when somebody works on it. */
	leased_until: string | null;
}

/** Where an item stands. `checked`: of a draft, without an error. */
export const ITEM_STATES = ['waiting', 'checked', 'done', 'failed', 'cancelled'] as const;

export type ItemState = (typeof ITEM_STATES)[number];

export interface BatchItemTable {
	batch_id: string;
	/** From 1. */
	position: number;
	/** Whose superbill it becomes. */
	practice_id: string;
	state: ItemState;
	/** First and last line or row of what was sent. */
	first_row: number | null;
	last_row: number | null;
	/** The superbill's, or the one that its sender gave it. */
	number: string | null;
	/** Sealed JSON of what is to be done. Null once it was done. */
	request: Buffer | null;
	/** Sealed JSON of what was found. */
	outcome: Buffer | null;
	/** Id of the data key that seals the columns of this row and its document. Null where nothing is sealed. */
	data_key: string | null;
	/** The superbill that was issued. */
	seq: number | null;
	/** In hexadecimal digits. */
	pdf_sha256: string | null;
	/** Length in bytes. */
	pdf_bytes: number | null;
}

/** What was only rendered, for some days. */
export interface BatchDocumentTable {
	batch_id: string;
	position: number;
	/** Sealed PDF. */
	pdf: Buffer;
}
