import { createHash } from 'node:crypto';
import { appendEvents, subjectOf } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import type { SuperbillService } from '../service/service.ts';
import { takeNumbers, takenOf } from '../store/numbers.ts';
import { practicesIn } from '../store/practices.ts';
import { refuseLeftBehind } from '../store/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import { type NewSuperbill, type Superbills, superbillsIn } from '../store/superbills.ts';
import type { SuperbillRow } from '../store/tables.ts';
import { VERSION } from '../version.ts';
import { archived, type Draft, drawDraft, numbered, type ReadyToIssue } from './ready.ts';
import { sealContents } from './sealed.ts';
import { isUsable, sealDocument } from './sealed-document.ts';
import { blind, termsOf } from './search-terms.ts';

/** One of several superbills that are issued together. */
export interface Issuance {
	readonly ready: ReadyToIssue;
	/** Used if its predicted number is still the next one. */
	readonly draft?: Draft | undefined;
}

/** A superbill as it was stored. */
export interface StoredSuperbill extends Draft {
	readonly seq: number;
	/** SHA-256 of the PDF, in hexadecimal digits. */
	readonly sha256: string;
}

/**
 * Numbers superbills in order, draws those without a usable draft, and stores them within the caller's transaction: all
 * of them, or none.
 * @param issuances at least one; all of one practice and one series, or all with numbers that their senders chose
 * @throws Refusal if one of them cannot be issued
 */
export async function issueTogether(
	store: Store,
	tx: Tx,
	service: SuperbillService,
	call: Call,
	issuances: readonly Issuance[],
): Promise<readonly StoredSuperbill[]> {
	const { owner, practice } = (issuances[0] as Issuance).ready;
	if (practice && !(await practicesIn(store, tx, call.actor).keepInUse(practice.id))) throw archived();
	const superbills = superbillsIn(tx, call.actor);
	for (const { ready } of issuances) {
		if (ready.replaces && !(await superbills.leaveIssued(ready.replaces.seq, { status: 'replaced' })))
			throw new Refusal('conflict', await whyNotIssued(superbills, ready.replaces.seq));
	}
	const numbers = await numbersFor(tx, issuances);
	const made: DrawnSuperbill[] = [];
	for (const [i, { ready, draft }] of issuances.entries()) {
		const number = numbers[i] as string;
		// Other requests wait for the number meanwhile.
		const drawn =
			number === draft?.number ? draft : await drawDraft(store, service, ready, number, { ahead: true });
		made.push(await madeOf(store, call, ready, drawn));
	}
	const seqs = await superbills.insert(made.map(({ entry }) => entry));
	await refuseLeftBehind(store, tx);
	await appendEvents(
		store,
		tx,
		call,
		owner,
		made.map(({ draft: { id, number }, replaces }) => ({
			action: replaces ? 'superbill.replace' : 'superbill.issue',
			subject: subjectOf('superbill', id),
			details: { number, ...(replaces && { replaces: replaces.number }) },
		})),
	);
	return made.map(({ draft, entry }, i) => ({
		...draft,
		seq: seqs[i] as number,
		sha256: entry.row.pdf_sha256,
	}));
}

/** Removes the objects of drafts that were not stored. Call it after the transaction. */
export function removeUnused(
	{ documents }: Store,
	issuances: readonly Issuance[],
	stored: readonly StoredSuperbill[],
): void {
	const used = new Set(stored.map(({ sealed }) => sealed.columns));
	for (const { draft } of issuances) {
		if (draft && !used.has(draft.sealed.columns)) documents.remove(draft.sealed.columns).catch(() => {});
	}
}

async function numbersFor(tx: Tx, issuances: readonly Issuance[]): Promise<readonly string[]> {
	const { owner, series } = (issuances[0] as Issuance).ready;
	const chosen = issuances.flatMap(({ ready }) => ready.chosen ?? []);
	if (chosen.length === 0) return takeNumbers(tx, owner, series, issuances.length);
	const [taken] = await takenOf(tx, owner, chosen);
	if (taken === undefined) return chosen;
	throw new Refusal(
		'conflict',
		`The practice has already issued a superbill with the number ${taken}. Choose another number, or leave it out to get the next one.`,
	);
}

/** A drawn superbill and its rows. */
interface DrawnSuperbill {
	readonly draft: Draft;
	readonly replaces: SuperbillRow | undefined;
	readonly entry: NewSuperbill;
}

async function madeOf(
	store: Store,
	call: Call,
	{ owner, replaces, prepared }: ReadyToIssue,
	draft: Draft,
): Promise<DrawnSuperbill> {
	const { id, number, pdf } = draft;
	const owned = { id, practice_id: owner };
	let { sealed } = draft;
	while (!isUsable(store, sealed)) sealed = await sealDocument(store, owned, pdf);
	const { key, columns } = sealed;
	const { template, sha256 } = prepared.template;
	const row = {
		...owned,
		number,
		issued_on: prepared.issuedOn,
		status: 'issued',
		created_at: call.now.toISOString(),
		actor: call.actor.name,
		template_id: template.id,
		template_version: template.version,
		template_sha256: sha256,
		service_version: VERSION,
		pdf_sha256: createHash('sha256').update(pdf).digest('hex'),
		pdf_bytes: pdf.length,
		...sealContents(key, owned, numbered(prepared, number)),
		data_key: key.id,
		replaces: replaces?.seq ?? null,
	} as const;
	const terms = termsOf(prepared.request).map((term) => blind(key, owner, term));
	return { draft: { ...draft, sealed }, replaces, entry: { row, document: columns, terms } };
}

/** Explains why a superbill can no longer be voided or replaced. */
export async function whyNotIssued(superbills: Superbills, seq: number): Promise<string> {
	const { number, status, purged_at } = (await superbills.find({ seq })) as SuperbillRow;
	if (purged_at !== null)
		return `The contents of superbill ${number} were purged, so it can no longer be replaced or voided.`;
	if (status === 'void')
		return `Superbill ${number} is void, so it cannot be replaced or voided again. Issue a new one.`;
	const successor = await superbills.findReplacement(seq);
	return `Superbill ${number} was replaced by ${successor?.number}. Replace or void that one.`;
}
