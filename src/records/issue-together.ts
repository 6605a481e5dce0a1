import { createHash } from 'node:crypto';
import { appendAll } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import type { SuperbillService } from '../service/service.ts';
import { takeNumbers, takenOf } from '../store/numbers.ts';
import { holdPractice } from '../store/practices.ts';
import { refuseLeftBehind } from '../store/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import {
	findReplacement,
	findSuperbill,
	insertSuperbills,
	leaveIssued,
	type NewSuperbill,
	type SuperbillRow,
} from '../store/superbills.ts';
import { VERSION } from '../version.ts';
import { archived, type Draft, drawDraft, numbered, type Ready } from './ready.ts';
import { sealContents } from './sealed.ts';
import { isUsable, sealDocument } from './sealed-document.ts';
import { blind, termsOf } from './search-terms.ts';

/** One of those that are issued together. */
export interface Issuance {
	readonly ready: Ready;
	/** Used where the number turns out to be its. */
	readonly draft?: Draft | undefined;
}

/** What was kept of one. */
export interface Kept extends Draft {
	readonly seq: number;
	/** Of the PDF, in hexadecimal digits. */
	readonly sha256: string;
}

/**
 * Numbers superbills in their order, draws where it must, and keeps them, in a transaction of the caller: all of them,
 * or none. One statement for many costs little more than one for one.
 * @param issuances at least one; all of one practice and of one series, or all with numbers that their senders chose.
 * @throws Refusal where something speaks against one of them.
 */
export async function issueTogether(
	store: Store,
	tx: Tx,
	service: SuperbillService,
	call: Call,
	issuances: readonly Issuance[],
): Promise<readonly Kept[]> {
	const { owner, practice } = (issuances[0] as Issuance).ready;
	if (practice && !(await holdPractice(store, tx, practice.id))) throw archived();
	for (const { ready } of issuances) {
		if (ready.replaces && !(await leaveIssued(tx, ready.replaces.seq, { status: 'replaced' })))
			throw new Refusal('conflict', await whyNotIssued(tx, ready.replaces.seq));
	}
	const numbers = await numbersFor(tx, issuances);
	const made: Made[] = [];
	for (const [i, { ready, draft }] of issuances.entries()) {
		const number = numbers[i] as string;
		// Others wait for the number meanwhile.
		const drawn =
			number === draft?.number ? draft : await drawDraft(store, service, ready, number, { ahead: true });
		made.push(await madeOf(store, call, ready, drawn));
	}
	const seqs = await insertSuperbills(
		tx,
		made.map(({ entry }) => entry),
	);
	await refuseLeftBehind(store, tx);
	await appendAll(
		store,
		tx,
		call,
		owner,
		made.map(({ draft: { id, number }, replaces }) => ({
			action: replaces ? 'superbill.replace' : 'superbill.issue',
			subject: `superbill:${id}`,
			details: { number, ...(replaces && { replaces: replaces.number }) },
		})),
	);
	return made.map(({ draft, entry }, i) => ({
		...draft,
		seq: seqs[i] as number,
		sha256: entry.row.pdf_sha256,
	}));
}

/** Removes what was put for documents that were not kept, after the transaction. */
export function removeUnused(
	{ documents }: Store,
	issuances: readonly Issuance[],
	kept: readonly Kept[],
): void {
	const used = new Set(kept.map(({ sealed }) => sealed.columns));
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
		`The practice has issued a superbill with the number ${taken} before. Choose another, or leave it out to get the next one.`,
	);
}

/** What is to be written of one. */
interface Made {
	readonly draft: Draft;
	readonly replaces: SuperbillRow | undefined;
	readonly entry: NewSuperbill;
}

async function madeOf(
	store: Store,
	call: Call,
	{ owner, replaces, prepared }: Ready,
	draft: Draft,
): Promise<Made> {
	const { id, number, pdf } = draft;
	const whose = { id, practice_id: owner };
	let { sealed } = draft;
	while (!isUsable(store, sealed)) sealed = await sealDocument(store, whose, pdf);
	const { key, columns } = sealed;
	const { template, sha256 } = prepared.template;
	const row = {
		...whose,
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
		...sealContents(key, whose, numbered(prepared, number)),
		data_key: key.id,
		replaces: replaces?.seq ?? null,
	} as const;
	const terms = termsOf(prepared.request).map((term) => blind(key, owner, term));
	return { draft: { ...draft, sealed }, replaces, entry: { row, document: columns, terms } };
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
