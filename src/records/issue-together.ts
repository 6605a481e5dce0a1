import { createHash } from 'node:crypto';
import { appendEvents, subjectOf } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import { startStopwatch, type Timed } from '../calls/timings.ts';
import { finishPdf } from '../pdf/finish.ts';
import { numbered } from '../service/service.ts';
import { takeNumbers, takenOf } from '../store/numbers.ts';
import { practicesIn } from '../store/practices.ts';
import { keepRecent } from '../store/recent-superbills.ts';
import { refuseLeftBehind } from '../store/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import { type NewSuperbill, type Superbills, superbillsIn } from '../store/superbills.ts';
import type { SuperbillRow } from '../store/tables.ts';
import { VERSION } from '../version.ts';
import { archived, type DrawnSuperbill } from './ready.ts';
import { refuseRepetitions } from './repetition.ts';
import { sealContents } from './sealed.ts';
import { hashedTerms } from './search-terms.ts';
import { documentColumns } from './stored-head.ts';

/** A superbill as it was stored. */
export interface StoredSuperbill extends Timed {
	readonly id: string;
	readonly seq: number;
	readonly number: string;
	readonly pdf: Buffer;
	/** SHA-256 of the PDF, in hexadecimal digits. */
	readonly sha256: string;
	/** Name of the object with part of the PDF. */
	readonly object: string | null;
}

/**
 * Numbers drawn superbills in order, finishes their documents and stores them within the caller's transaction: all of them,
 * or none.
 * @param drawn at least one; all of one practice and one series, or all with numbers that their senders chose
 * @throws Refusal if one of them cannot be issued
 */
export async function issueTogether(
	store: Store,
	tx: Tx,
	call: Call,
	drawn: readonly DrawnSuperbill[],
): Promise<readonly StoredSuperbill[]> {
	const { owner, practice } = (drawn[0] as DrawnSuperbill).ready;
	if (practice && !(await practicesIn(store, tx, call.actor).keepInUse(practice.id))) throw archived();
	const superbills = superbillsIn(tx, call.actor);
	const at = call.now.toISOString();
	for (const { ready } of drawn) {
		if (ready.replaces && !(await superbills.leaveIssued(ready.replaces.seq, 'replaced', at)))
			throw await notIssued(superbills, ready.replaces.seq);
	}
	const mayNotRepeat = drawn.filter(({ ready }) => !ready.again).map(({ services }) => services);
	await refuseRepetitions(store, tx, call, mayNotRepeat);
	const numbers = await numbersFor(tx, drawn);
	const made = drawn.map((one, i) => finished(store, call, one, numbers[i] as string));
	const seqs = await superbills.insert(made.map(({ entry }) => entry));
	const recent = drawn.map(({ services: hash }, i) => ({ hash, seq: seqs[i] as number }));
	await keepRecent(tx, recent, call.now);
	await refuseLeftBehind(store, tx);
	await appendEvents(
		store,
		tx,
		call,
		owner,
		made.map(({ replaces, entry: { row } }) => ({
			action: replaces ? 'superbill.replace' : 'superbill.issue',
			subject: subjectOf('superbill', row.id),
			details: { number: row.number, ...(replaces && { replaces: replaces.number }) },
		})),
	);
	return made.map(({ pdf, timings, entry: { row, document } }, i) => ({
		id: row.id,
		number: row.number,
		pdf,
		timings,
		seq: seqs[i] as number,
		sha256: row.pdf_sha256,
		object: document.object,
	}));
}

/** Removes the objects of documents that were not stored. Call it after the transaction. */
export function removeUnused(
	{ documents }: Store,
	drawn: readonly DrawnSuperbill[],
	stored: readonly StoredSuperbill[],
): void {
	const used = new Set(stored.map(({ object }) => object));
	for (const { head } of drawn) if (!used.has(head.object)) documents.remove(head).catch(() => {});
}

async function numbersFor(tx: Tx, drawn: readonly DrawnSuperbill[]): Promise<readonly string[]> {
	const { numbered, series } = (drawn[0] as DrawnSuperbill).ready;
	const chosen = drawn.flatMap(({ ready }) => ready.chosen ?? []);
	if (chosen.length === 0) return takeNumbers(tx, numbered, series, drawn.length);
	const [taken] = await takenOf(tx, numbered, chosen);
	if (taken === undefined) return chosen;
	throw new Refusal(
		'number-taken',
		`The practice has already issued a superbill with the number ${taken}. Choose another number, or leave it out to get the next one.`,
	);
}

/** A complete superbill and its rows. */
interface FinishedSuperbill extends Timed {
	readonly pdf: Buffer;
	readonly replaces: SuperbillRow | undefined;
	readonly entry: NewSuperbill;
}

/** Finishes a document with its number. Others wait meanwhile, so it takes about a millisecond. */
function finished(
	store: Store,
	call: Call,
	{ ready: { owner, replaces, prepared }, id, unfinished, head, timings }: DrawnSuperbill,
	number: string,
): FinishedSuperbill {
	const watch = startStopwatch();
	const tail = finishPdf(unfinished, number);
	const pdf = Buffer.concat([unfinished.head, tail]);
	watch.lap('finish');
	const [key] = store.keyring();
	const owned = { id, practice_id: owner };
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
	return {
		pdf,
		timings: { ...timings, ...watch.timings },
		replaces,
		entry: {
			row,
			document: documentColumns(store, owned, unfinished.head, head, tail),
			terms: hashedTerms(store, key, owner, prepared.request),
		},
	};
}

/** Refuses to void or replace a superbill that does not count any more. */
export async function notIssued(superbills: Superbills, seq: number): Promise<Refusal> {
	const { number, status, purged_at } = (await superbills.find({ seq })) as SuperbillRow;
	if (purged_at !== null) {
		return new Refusal(
			'purged',
			`The contents of superbill ${number} were purged, so it can no longer be replaced or voided.`,
		);
	}
	if (status === 'void') {
		return new Refusal(
			'already-void',
			`Superbill ${number} is void, so it cannot be replaced or voided again. Issue a new one.`,
		);
	}
	const successor = await superbills.findReplacement(seq);
	return new Refusal(
		'already-replaced',
		`Superbill ${number} was replaced by ${successor?.number}. Replace or void that one.`,
	);
}
