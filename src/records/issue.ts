import canonicalize from 'canonicalize';
import type { Call } from '../calls/actor.ts';
import { inFlight, Refusal } from '../calls/refusal.ts';
import { type Timed, withRest } from '../calls/timings.ts';
import { DEFAULT_PRACTICE } from '../practices/practice.ts';
import type { SuperbillService } from '../service/service.ts';
import { claimKey, earlierAnswer, keepAnswer, type RequestKey } from '../store/idempotency.ts';
import type { Store, Tx } from '../store/store.ts';
import { openDocument } from '../store/superbill-documents.ts';
import { superbillsOf } from '../store/superbills.ts';
import type { Finding } from '../superbill/finding.ts';
import { keyedHash } from '../vault/data-key.ts';
import { sealBroken } from '../vault/seal.ts';
import { inTurn } from './in-turn.ts';
import { issueTogether, removeUnused, type StoredSuperbill } from './issue-together.ts';
import { drawUnnumbered, type IssueRequest, readyToIssue } from './ready.ts';
import { openContents } from './sealed.ts';

/** A superbill issued now, or earlier under the same Idempotency-Key. */
export interface Issued extends Timed {
	readonly id: string;
	readonly number: string;
	readonly pdf: Buffer;
	readonly findings: readonly Finding[];
	/** Set if an earlier request with the same Idempotency-Key issued it. */
	readonly replayed?: true;
}

export interface KeyedIssueRequest extends IssueRequest {
	readonly key?: RequestKey | undefined;
}

/**
 * Checks, draws, numbers and stores a superbill, or does nothing. When it returns, the superbill is on disk. Only numbering
 * and storing are in the transaction, which others may wait for. Numbers have no gaps.
 * @throws Refusal
 */
export async function issue(
	store: Store,
	service: SuperbillService,
	call: Call,
	issuing: KeyedIssueRequest,
): Promise<Issued> {
	const begun = performance.now();
	const issued = await issueOrReplay(store, service, call, issuing);
	return { ...issued, timings: withRest('store', begun, issued.timings) };
}

async function issueOrReplay(
	store: Store,
	service: SuperbillService,
	call: Call,
	{ key, ...issuing }: KeyedIssueRequest,
): Promise<Issued> {
	const { owner } = issuing;
	const earlier = key && (await replay(store, store.db, owner, key, call));
	if (earlier) return earlier;

	const ready = await readyToIssue(store, service, issuing);
	const drawn = await drawUnnumbered(store, service, call, ready, { caller: call.actor.name });
	const numberAndStore = async (tx: Tx) => {
		if (key) {
			if (!(await claimKey(store, tx, key))) throw inFlight();
			const answer = await replay(store, tx, owner, key, call);
			if (answer) return { answer, stored: [] };
		}
		const stored = await issueTogether(store, tx, call, [drawn]);
		const [{ id, number, pdf, seq, timings }] = stored as [StoredSuperbill];
		if (key) await keepAnswer(tx, key, seq, call.now);
		const { findings } = ready.prepared;
		return { answer: { id, number, pdf, findings, timings: { ...ready.timings, ...timings } }, stored };
	};
	const { answer, stored } = await inTurn(store, ready, () => store.transaction(numberAndStore));
	// Skipped if the transaction throws, because it may still have been committed. Housekeeping removes unused objects.
	removeUnused(store, [drawn], stored);
	return answer;
}

/** Identifies a request: the same operation with the same JSON, under the same key. */
export function idempotencyKey(
	{ integrity }: Store,
	{ actor }: Call,
	key: string,
	operation: string,
	body: unknown,
): RequestKey {
	const request = `${operation}\n${canonicalize(body)}`;
	return {
		actor: actor.name,
		hash: keyedHash(integrity.fingerprint, key).toString('hex'),
		fingerprint: keyedHash(integrity.fingerprint, request),
	};
}

/** The superbill of an earlier answer to the same request. @throws Refusal if the key was used for another request */
export async function keptAnswer(
	db: Store['db'] | Tx,
	key: RequestKey,
	now: Date,
): Promise<{ readonly seq: number } | undefined> {
	const earlier = await earlierAnswer(db, key, now);
	if (earlier !== 'other-request') return earlier;
	throw new Refusal(
		'key-reused',
		'This Idempotency-Key was used for another request. Send this request with a new key.',
	);
}

async function replay(
	store: Store,
	db: Store['db'] | Tx,
	owner: string,
	key: RequestKey,
	{ actor, now }: Call,
): Promise<Issued | undefined> {
	const earlier = await keptAnswer(db, key, now);
	if (!earlier) return undefined;
	const superbills = superbillsOf(db, actor);
	const row = await superbills.find(earlier);
	// A practice that a request spells out may be on file by now. Otherwise, another owner means that the stored answer was
	// tampered with.
	if (!row || (owner !== DEFAULT_PRACTICE && row.practice_id !== owner))
		throw sealBroken(
			'A row of idempotent_answers was changed by hand: it names a superbill of another practice. Nothing was issued. Delete the row.',
		);
	const { keyring } = store;
	const contents = openContents(keyring, row);
	const pdf = await superbills.document(store, row);
	if (!contents || !pdf)
		throw new Refusal('purged', 'The superbill issued with this Idempotency-Key was purged.');
	return {
		id: row.id,
		number: row.number,
		pdf: openDocument(keyring, row, pdf),
		findings: contents.findings,
		timings: {},
		replayed: true,
	};
}
