import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Query, Store, Tx } from './store.ts';

/**
 * Time for which an answer is repeated, in ms.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

/** An Idempotency-Key, with the request it was sent with. */
export interface RequestKey {
	readonly actor: string;
	/** Keyed hash of the key, in hexadecimal digits: the key itself may contain anything. */
	readonly hash: string;
	/** Keyed hash of the request. */
	readonly fingerprint: Buffer;
}

/** The superbill issued under a key; `other-request` if the key was used for another request; nothing for a new key. */
export type EarlierAnswer = { readonly seq: number } | 'other-request' | undefined;

export async function earlierAnswer(
	db: Query | Tx,
	{ actor, hash, fingerprint }: RequestKey,
	now: Date,
): Promise<EarlierAnswer> {
	const found = await db
		.selectFrom('idempotent_answers')
		.select(['seq', 'fingerprint'])
		.where('actor', '=', actor)
		.where('key_hash', '=', hash)
		.where('created_at', '>', oldest(now))
		.executeTakeFirst();
	if (!found) return undefined;
	return fingerprint.equals(found.fingerprint) ? { seq: found.seq } : 'other-request';
}

/**
 * Reserves the key until the transaction ends, in all processes.
 * @returns false if another transaction has reserved it: that request is still being answered
 */
export async function claimKey({ dialect }: Store, tx: Tx, { actor, hash }: RequestKey): Promise<boolean> {
	// SQLite has one writer at a time.
	if (dialect === 'sqlite') return true;
	const lock = createHash('sha256').update(`${actor}\n${hash}`).digest().readBigInt64BE();
	const { rows } = await sql<{
		taken: boolean;
	}>`select pg_try_advisory_xact_lock(${lock.toString()}::bigint) as taken`.execute(tx);
	return rows[0]?.taken === true;
}

export async function keepAnswer(
	tx: Tx,
	{ actor, hash, fingerprint }: RequestKey,
	seq: number,
	now: Date,
): Promise<void> {
	const row = { fingerprint, seq, created_at: now.toISOString() };
	await tx
		.insertInto('idempotent_answers')
		.values({ actor, key_hash: hash, ...row })
		// Replaces an answer that has expired.
		.onConflict((conflict) => conflict.columns(['actor', 'key_hash']).doUpdateSet(row))
		.execute();
}

export async function dropExpiredAnswers(db: Query, now: Date): Promise<void> {
	await db.deleteFrom('idempotent_answers').where('created_at', '<=', oldest(now)).execute();
}

function oldest(now: Date): string {
	return new Date(now.getTime() - ANSWERS_KEPT_MS).toISOString();
}
