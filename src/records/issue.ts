import canonicalize from 'canonicalize';
import type { Call } from '../calls/actor.ts';
import { inFlight, Refusal } from '../calls/refusal.ts';
import { type Timed, withRest } from '../calls/timings.ts';
import type { SuperbillService } from '../service/service.ts';
import { claimKey, earlierAnswer, keepAnswer, type RequestKey } from '../store/idempotency.ts';
import { nextNumber } from '../store/numbers.ts';
import type { Store, Tx } from '../store/store.ts';
import { superbillsOf } from '../store/superbills.ts';
import type { Finding } from '../superbill/finding.ts';
import { keyedHash } from '../vault/data-key.ts';
import { sealBroken } from '../vault/seal.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { issueTogether, removeUnused, type StoredSuperbill } from './issue-together.ts';
import { drawDraft, type IssueRequest, readyToIssue } from './ready.ts';
import { openContents } from './sealed.ts';

/** A superbill issued now, or earlier under the same Idempotency-Key. */
export interface Issued extends Timed {
	readonly id: string;
	readonly number: string;
	readonly pdf: Buffer;
	readonly findings: readonly Finding[];
}

export interface KeyedIssueRequest extends IssueRequest {
	readonly key?: RequestKey | undefined;
}

/**
 * Checks, numbers, draws and stores a superbill, or does nothing. When it returns, the superbill is on disk.
 *
 * It draws the superbill with the next number before the transaction begins. If another request takes that number first,
 * it draws again within the transaction, which holds the new number. Numbers therefore have no gaps.
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
	const { chosen, series, prepared, timings } = ready;
	return inLine(store, `${owner} ${series}`, async (isFirst) => {
		const expected = chosen ?? (isFirst ? await nextNumber(store.db, owner, series) : undefined);
		const draft =
			expected === undefined
				? undefined
				: await drawDraft(store, service, ready, expected, { caller: call.actor.name });
		const issuances = [{ ready, draft }];
		const { answer, stored } = await store.transaction(async (tx) => {
			if (key) {
				if (!(await claimKey(store, tx, key))) throw inFlight();
				const answer = await replay(store, tx, owner, key, call);
				if (answer) return { answer, stored: [] };
			}
			const stored = await issueTogether(store, tx, service, call, issuances);
			const [{ id, number, pdf, seq, timings: drawn }] = stored as [StoredSuperbill];
			if (key) await keepAnswer(tx, key, seq, call.now);
			const answer = { id, number, pdf, findings: prepared.findings, timings: { ...timings, ...drawn } };
			return { answer, stored };
		});
		// Skipped if the transaction throws, because it may still have been committed. Housekeeping removes unused objects.
		removeUnused(store, issuances, stored);
		return answer;
	});
}

const lines = new WeakMap<Store, Map<string, number>>();

/** Counts the requests of this process that are issuing in a series. Only the first can predict its number. */
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

async function replay(
	store: Store,
	db: Store['db'] | Tx,
	owner: string,
	key: RequestKey,
	{ actor, now }: Call,
): Promise<Issued | undefined> {
	const earlier = await earlierAnswer(db, key, now);
	if (earlier === undefined) return undefined;
	if (earlier === 'other-request') {
		throw new Refusal(
			'key-reused',
			'This Idempotency-Key was used for another request. Send this request with a new key.',
		);
	}
	const superbills = superbillsOf(db, actor);
	const row = await superbills.find(earlier);
	// The same request always has the same owner. Another owner means that the stored answer was tampered with.
	if (row?.practice_id !== owner)
		throw sealBroken(
			'A row of idempotent_answers was changed by hand: it names a superbill of another practice. Nothing was issued. Delete the row.',
		);
	const { keyring } = store;
	const contents = openContents(keyring, row);
	const pdf = await superbills.document(store, row);
	if (!contents || !pdf)
		throw new Refusal('gone', 'The superbill issued with this Idempotency-Key was purged.');
	return {
		id: row.id,
		number: row.number,
		pdf: SEALED.superbill_documents.pdf.open(keyring, row, pdf),
		findings: contents.findings,
		timings: {},
	};
}
