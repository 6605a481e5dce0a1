import { createHash, randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Call } from '../actor.ts';
import type { Drawn, DrawOptions } from '../drawing/document.ts';
import type { Practice } from '../practices/practice.ts';
import { ARCHIVED } from '../practices/references.ts';
import { inFlight, Refusal, refused } from '../refusal.ts';
import type { Prepared, SuperbillService } from '../service.ts';
import { append } from '../store/audit.ts';
import { findDocument } from '../store/documents.ts';
import { claimKey, earlierAnswer, type IdempotencyKey, keepAnswer } from '../store/idempotency.ts';
import { isTaken, nextNumber, takeNumber } from '../store/numbers.ts';
import { holdPractice } from '../store/practices.ts';
import { refuseLeftBehind } from '../store/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import {
	findReplacement,
	findSuperbill,
	insertSuperbill,
	leaveIssued,
	type SuperbillRow,
} from '../store/superbills.ts';
import type { Finding } from '../superbill/finding.ts';
import { DEFAULT_NUMBERING, seriesOf } from '../superbill/numbering.ts';
import { type Timed, withRest } from '../timings.ts';
import { keyedHash } from '../vault/data-key.ts';
import { open, SealBroken } from '../vault/seal.ts';
import { VERSION } from '../version.ts';
import { openContents, pdfPlace, sealContents } from './sealed.ts';
import { isUsable, type SealedDocument, sealDocument } from './sealed-document.ts';
import { blind, termsOf } from './search-terms.ts';

/** A superbill that was issued, now or under the same Idempotency-Key before. */
export interface Issued extends Timed {
	readonly id: string;
	readonly number: string;
	readonly pdf: Buffer;
	readonly findings: readonly Finding[];
}

/** What is to be issued. */
export interface Issuing {
	/** Whose number it gets and who may see it. */
	readonly owner: string;
	readonly practice?: Practice | undefined;
	/** The request, as it was sent. */
	readonly body: unknown;
	/** What it replaces; the body then names it, too. */
	readonly replaces?: SuperbillRow | undefined;
	readonly key?: IdempotencyKey | undefined;
}

/**
 * Checks, numbers, draws and keeps a superbill, all or nothing: when this returns, it is on the disk.
 *
 * It is drawn before the transaction, under the number that is next. Where others are before it in the series, it is
 * drawn while its number is held, so that numbers have no gaps.
 * @throws Refusal
 */
export async function issue(
	store: Store,
	service: SuperbillService,
	call: Call,
	issuing: Issuing,
): Promise<Issued> {
	const begun = performance.now();
	const issued = await issueOrReplay(store, service, call, issuing);
	return { ...issued, timings: withRest('store', begun, issued.timings) };
}

async function issueOrReplay(
	store: Store,
	service: SuperbillService,
	call: Call,
	{ key, ...issuing }: Issuing,
): Promise<Issued> {
	const { owner } = issuing;
	const earlier = key && (await replay(store, store.db, owner, key, call.now));
	if (earlier) return earlier;

	const ready = await readyToIssue(store, service, issuing);
	const { chosen, series } = ready;
	return inLine(store, `${owner} ${series}`, async (isFirst) => {
		const expected = chosen ?? (isFirst ? await nextNumber(store.db, owner, series) : undefined);
		const draft = expected === undefined ? undefined : await drawDraft(store, service, ready, expected);
		return issueReady(store, service, call, ready, { draft, key });
	});
}

/** What nothing speaks against, before it has a number. */
export interface Ready extends Pick<Issuing, 'owner' | 'practice' | 'replaces'>, Timed {
	readonly prepared: Prepared;
	/** The number that its sender gave it. */
	readonly chosen: string | undefined;
	/** That its number is of otherwise. */
	readonly series: string;
}

/** Checks what is to be issued. @throws Refusal */
export async function readyToIssue(
	store: Store,
	service: SuperbillService,
	{ owner, practice, body, replaces }: Omit<Issuing, 'key'>,
): Promise<Ready> {
	if (practice?.archivedAt !== undefined) throw archived();
	const preparation = service.prepare(body, practice);
	if (preparation.refused) throw refused(preparation.findings, preparation.timings);
	const { prepared, timings } = preparation;
	await refuseStrayCorrection(store, owner, prepared, replaces);
	const series = seriesOf(practice?.profile.numbering ?? DEFAULT_NUMBERING, prepared.issuedOn);
	return { owner, practice, replaces, prepared, timings, chosen: prepared.request.number, series };
}

/** A document that was drawn before its number was taken. */
export interface Draft extends Drawn {
	readonly number: string;
	/** Of the superbill that it becomes. */
	readonly id: string;
	readonly sealed: SealedDocument;
}

/** Draws a document, seals it and puts it where documents are kept: nobody waits for that in a transaction. */
export async function drawDraft(
	store: Store,
	service: SuperbillService,
	{ owner, prepared }: Ready,
	number: string,
	options?: DrawOptions,
): Promise<Draft> {
	const drawn = await service.draw(numbered(prepared, number), options);
	const id = randomUUID();
	return { ...drawn, number, id, sealed: await sealDocument(store, { id, practice_id: owner }, drawn.pdf) };
}

/** What was kept, to whoever writes beside it. */
export interface Kept {
	readonly seq: number;
	readonly number: string;
	/** Of the PDF, in hexadecimal digits. */
	readonly sha256: string;
	/** Length of the PDF. */
	readonly bytes: number;
}

export interface IssueOptions {
	/** Used where the number turns out to be its. */
	readonly draft?: Draft | undefined;
	readonly key?: IdempotencyKey | undefined;
	/** Writes in the same transaction; what it throws takes everything back. */
	readonly also?: (tx: Tx, kept: Kept) => Promise<void>;
}

/** Numbers, draws where it must, and keeps. @throws Refusal */
export async function issueReady(
	store: Store,
	service: SuperbillService,
	call: Call,
	ready: Ready,
	{ draft, key, also }: IssueOptions,
): Promise<Issued> {
	const { owner, practice, replaces, prepared, chosen, series } = ready;
	let isUsed = false;
	const issued = await store.transaction(async (tx) => {
		isUsed = false;
		if (key) {
			if (!(await claimKey(store, tx, key))) throw inFlight();
			const earlier = await replay(store, tx, owner, key, call.now);
			if (earlier) return earlier;
		}
		if (practice && !(await holdPractice(store, tx, practice.id))) throw archived();
		if (replaces && !(await leaveIssued(tx, replaces.seq, { status: 'replaced' }))) {
			throw new Refusal('conflict', await whyNotIssued(tx, replaces.seq));
		}
		const number =
			chosen === undefined ? await takeNumber(tx, owner, series) : await unused(tx, owner, chosen);
		// Others wait for the number meanwhile.
		const drawn =
			number === draft?.number ? draft : await drawDraft(store, service, ready, number, { ahead: true });
		const { id, pdf, timings } = drawn;
		const { isAnew, ...kept } = await keep(store, tx, call, {
			owner,
			prepared: numbered(prepared, number),
			draft: drawn,
			replaces,
		});
		isUsed = drawn === draft && !isAnew;
		if (key) await keepAnswer(tx, key, kept.seq, call.now);
		await also?.(tx, { ...kept, number });
		await append(store, tx, call, {
			action: replaces ? 'superbill.replace' : 'superbill.issue',
			practice: owner,
			subject: `superbill:${id}`,
			details: { number, ...(replaces && { replaces: replaces.number }) },
		});
		return { id, number, pdf, findings: prepared.findings, timings: { ...ready.timings, ...timings } };
	});
	// Where this was taken back, nobody knows whether it was: housekeeping looks later.
	if (draft && !isUsed) store.documents.remove(draft.sealed.columns).catch(() => {});
	return issued;
}

function numbered(prepared: Prepared, number: string): Prepared {
	return { ...prepared, request: { ...prepared.request, number } };
}

const lines = new WeakMap<Store, Map<string, number>>();

/** Tells whether nobody else of this process is issuing in a series: a second one cannot know its number beforehand. */
async function inLine<T>(store: Store, series: string, work: (isFirst: boolean) => Promise<T>): Promise<T> {
	const line = lines.get(store) ?? new Map<string, number>();
	lines.set(store, line);
	const before = line.get(series) ?? 0;
	line.set(series, before + 1);
	try {
		return await work(before === 0);
	} finally {
		const left = (line.get(series) as number) - 1;
		if (left === 0) line.delete(series);
		else line.set(series, left);
	}
}

/** What an Idempotency-Key stands for: the same operation with the same JSON is the same request. */
export function idempotencyKey(
	{ integrity }: Store,
	{ actor }: Call,
	key: string,
	operation: string,
	body: unknown,
): IdempotencyKey {
	const asked = `${operation}\n${canonical(body)}`;
	return {
		actor: actor.name,
		hash: keyedHash(integrity.fingerprint, key).toString('hex'),
		fingerprint: keyedHash(integrity.fingerprint, asked),
	};
}

/** What nests deeper than can be written is refused by the checks, whatever key it has. */
function canonical(body: unknown): string {
	try {
		return String(canonicalize(body));
	} catch (error) {
		if (error instanceof RangeError) return '';
		throw error;
	}
}

interface Keeping {
	readonly owner: string;
	readonly prepared: Prepared;
	readonly draft: Draft;
	readonly replaces: SuperbillRow | undefined;
}

async function keep(
	store: Store,
	tx: Tx,
	call: Call,
	{ owner, prepared, draft, replaces }: Keeping,
): Promise<Omit<Kept, 'number'> & { readonly isAnew: boolean }> {
	const { id, number, pdf } = draft;
	const row = { id, practice_id: owner };
	let { sealed } = draft;
	while (!isUsable(store, sealed)) sealed = await sealDocument(store, row, pdf);
	const { key, columns } = sealed;
	// One key for the row, whatever happens to the keyring between two seals.
	const ring = () => [key] as const;
	const { template, sha256 } = prepared.template;
	const document = { sha256: createHash('sha256').update(pdf).digest('hex'), bytes: pdf.length };
	const seq = await insertSuperbill(
		tx,
		{
			...row,
			number,
			issued_on: prepared.issuedOn,
			status: 'issued',
			created_at: call.now.toISOString(),
			actor: call.actor.name,
			template_id: template.id,
			template_version: template.version,
			template_sha256: sha256,
			service_version: VERSION,
			pdf_sha256: document.sha256,
			pdf_bytes: document.bytes,
			...sealContents(ring, row, prepared),
			data_key: key.id,
			replaces: replaces?.seq ?? null,
		},
		columns,
		termsOf(prepared.request).map((term) => blind(key, owner, term)),
	);
	await refuseLeftBehind(store, tx);
	return { seq, ...document, isAnew: sealed !== draft.sealed };
}

async function replay(
	store: Store,
	db: Store['db'] | Tx,
	owner: string,
	key: IdempotencyKey,
	now: Date,
): Promise<Issued | undefined> {
	const earlier = await earlierAnswer(db, key, now);
	if (earlier === undefined) return undefined;
	if (earlier === 'other-request') {
		throw new Refusal(
			'key-reused',
			'This Idempotency-Key was used for another request. Send this one with a key of its own.',
		);
	}
	const row = await findSuperbill(db, earlier, owner);
	// The same request has the same owner: who writes another superbill into the answer gets nothing of it.
	if (!row) throw new SealBroken('an answer leads to a superbill of another practice');
	const { keyring } = store;
	const contents = openContents(keyring, row);
	const pdf = await findDocument(store, db, row.seq);
	if (!contents || !pdf) throw new Refusal('gone', 'The superbill of this Idempotency-Key was purged.');
	return {
		id: row.id,
		number: row.number,
		pdf: open(keyring, pdfPlace(row), pdf),
		findings: contents.findings,
		timings: {},
	};
}

/** A correction of what is kept here must go the way that links both. */
async function refuseStrayCorrection(
	store: Store,
	owner: string,
	{ request }: Prepared,
	replaces: SuperbillRow | undefined,
): Promise<void> {
	const corrected = request.replaces?.number;
	if (replaces || corrected === undefined || !(await isTaken(store.db, owner, corrected))) return;
	throw new Refusal(
		'conflict',
		`Superbill ${corrected} is kept here. Correct it with POST /v1/superbills/{id}/replacements, which links the two.`,
	);
}

async function unused(tx: Tx, owner: string, number: string): Promise<string> {
	if (!(await isTaken(tx, owner, number))) return number;
	throw new Refusal(
		'conflict',
		`The practice has issued a superbill with the number ${number} before. Choose another, or leave it out to get the next one.`,
	);
}

function archived(): Refusal {
	return new Refusal('conflict', ARCHIVED);
}

/** Why a superbill cannot be voided or replaced any more. */
export async function whyNotIssued(db: Store['db'] | Tx, seq: number): Promise<string> {
	const { number, status, purged_at } = (await findSuperbill(db, { seq }, undefined)) as SuperbillRow;
	if (purged_at !== null)
		return `What superbill ${number} held was purged: it can neither be replaced nor voided any more.`;
	if (status === 'void')
		return `Superbill ${number} is void: it can neither be replaced nor voided again. Issue a new one.`;
	const successor = await findReplacement(db, seq);
	return `Superbill ${number} was replaced by ${successor?.number}. Replace or void that one.`;
}
