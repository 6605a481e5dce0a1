import canonicalize from 'canonicalize';
import type { Call } from '../calls/actor.ts';
import { inFlight, Refusal } from '../calls/refusal.ts';
import { type Timed, withRest } from '../calls/timings.ts';
import type { SuperbillService } from '../service/service.ts';
import { claimKey, earlierAnswer, type IdempotencyKey, keepAnswer } from '../store/idempotency.ts';
import { nextNumber } from '../store/numbers.ts';
import type { Store, Tx } from '../store/store.ts';
import { findDocument } from '../store/superbill-documents.ts';
import { findSuperbill } from '../store/superbills.ts';
import type { Finding } from '../superbill/finding.ts';
import { keyedHash } from '../vault/data-key.ts';
import { sealBroken } from '../vault/seal.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { issueTogether, type Kept, removeUnused } from './issue-together.ts';
import { drawDraft, type Issuing, readyToIssue } from './ready.ts';
import { openContents } from './sealed.ts';

/** A superbill that was issued, now or under the same Idempotency-Key before. */
export interface Issued extends Timed {
	readonly id: string;
	readonly number: string;
	readonly pdf: Buffer;
	readonly findings: readonly Finding[];
}

/** One request to issue. */
export interface KeyedIssuing extends Issuing {
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
	issuing: KeyedIssuing,
): Promise<Issued> {
	const begun = performance.now();
	const issued = await issueOrReplay(store, service, call, issuing);
	return { ...issued, timings: withRest('store', begun, issued.timings) };
}

async function issueOrReplay(
	store: Store,
	service: SuperbillService,
	call: Call,
	{ key, ...issuing }: KeyedIssuing,
): Promise<Issued> {
	const { owner } = issuing;
	const earlier = key && (await replay(store, store.db, owner, key, call.now));
	if (earlier) return earlier;

	const ready = await readyToIssue(store, service, issuing);
	const { chosen, series, prepared, timings } = ready;
	return inLine(store, `${owner} ${series}`, async (isFirst) => {
		const expected = chosen ?? (isFirst ? await nextNumber(store.db, owner, series) : undefined);
		const draft = expected === undefined ? undefined : await drawDraft(store, service, ready, expected);
		const issuances = [{ ready, draft }];
		const { answer, kept } = await store.transaction(async (tx) => {
			if (key) {
				if (!(await claimKey(store, tx, key))) throw inFlight();
				const answer = await replay(store, tx, owner, key, call.now);
				if (answer) return { answer, kept: [] };
			}
			const kept = await issueTogether(store, tx, service, call, issuances);
			const [{ id, number, pdf, seq, timings: drawn }] = kept as [Kept];
			if (key) await keepAnswer(tx, key, seq, call.now);
			const answer = { id, number, pdf, findings: prepared.findings, timings: { ...timings, ...drawn } };
			return { answer, kept };
		});
		// Where it was taken back, nobody knows whether it was: housekeeping looks later.
		removeUnused(store, issuances, kept);
		return answer;
	});
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
	if (!row)
		throw sealBroken(
			'A row of idempotent_answers was changed by hand: it names a superbill of another practice.',
		);
	const { keyring } = store;
	const contents = openContents(keyring, row);
	const pdf = await findDocument(store, db, row.seq);
	if (!contents || !pdf) throw new Refusal('gone', 'The superbill of this Idempotency-Key was purged.');
	return {
		id: row.id,
		number: row.number,
		pdf: SEALED.superbill_documents.pdf.open(keyring, row, pdf),
		findings: contents.findings,
		timings: {},
	};
}
