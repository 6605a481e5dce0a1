import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Query, Store, Tx } from './store.ts';

/** How long an answer can be had again, in ms. https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

/** A key that a caller sent, of one actor. */
export interface IdempotencyKey {
	readonly actor: string;
	/** Keyed hash of the key, in hexadecimal digits: callers may put anything into one. */
	readonly hash: string;
	/** Keyed hash of what was asked for. */
	readonly fingerprint: Buffer;
}

export type Earlier = { readonly seq: number } | 'other-request' | undefined;

/** What was answered under the key before. */
export async function earlierAnswer(
	db: Query | Tx,
	{ actor, hash, fingerprint }: IdempotencyKey,
	now: Date,
): Promise<Earlier> {
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
 * Takes the key for the rest of the transaction, in all processes.
 * @returns false where another transaction has it: that request is still running.
 */
export async function claimKey(
	{ dialect }: Store,
	tx: Tx,
	{ actor, hash }: IdempotencyKey,
): Promise<boolean> {
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
	{ actor, hash, fingerprint }: IdempotencyKey,
	seq: number,
	now: Date,
): Promise<void> {
	const row = { fingerprint, seq, created_at: now.toISOString() };
	await tx
		.insertInto('idempotent_answers')
		.values({ actor, key_hash: hash, ...row })
		// One that has expired gives way.
		.onConflict((conflict) => conflict.columns(['actor', 'key_hash']).doUpdateSet(row))
		.execute();
}

export async function dropExpiredAnswers(db: Query, now: Date): Promise<void> {
	await db.deleteFrom('idempotent_answers').where('created_at', '<=', oldest(now)).execute();
}

function oldest(now: Date): string {
	return new Date(now.getTime() - ANSWERS_KEPT_MS).toISOString();
}
