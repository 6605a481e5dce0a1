import { sql } from 'kysely';
import { type Actor, maySee } from '../calls/actor.ts';
import type { IssuedEarlier } from '../calls/refusal.ts';
import type { Query, Store, Tx } from './store.ts';

/** Time for which a superbill is recognized when it is issued again, in ms. */
const RECENT_MS = 24 * 3_600_000;

/** Keeps all other transactions that issue the same services waiting until this one ends. */
export async function lockServices({ dialect }: Store, tx: Tx, hashes: readonly Buffer[]): Promise<void> {
	// SQLite has one writer at a time.
	if (dialect === 'sqlite' || hashes.length === 0) return;
	// In one order, so that two transactions cannot wait for each other.
	const locks = [...new Set(hashes.map((hash) => hash.readBigInt64BE()))].sort((a, b) => (a < b ? -1 : 1));
	for (const lock of locks) await sql`select pg_advisory_xact_lock(${lock.toString()}::bigint)`.execute(tx);
}

/**
 * Finds superbills of the last day that have one of the hashes and are not void.
 * @returns the first; without number and id if the actor may not see it
 */
export async function issuedEarlier(
	db: Query | Tx,
	actor: Actor,
	hashes: readonly Buffer[],
	now: Date,
): Promise<Partial<IssuedEarlier> | undefined> {
	if (hashes.length === 0) return undefined;
	const found = await db
		.selectFrom('recent_superbills')
		.innerJoin('superbills', 'superbills.seq', 'recent_superbills.seq')
		.select(['superbills.id', 'superbills.number', 'superbills.practice_id'])
		.where('recent_superbills.hash', 'in', hashes)
		.where('recent_superbills.created_at', '>', oldest(now))
		.where('superbills.status', '<>', 'void')
		.orderBy('recent_superbills.seq')
		.limit(1)
		.executeTakeFirst();
	if (!found) return undefined;
	return maySee(actor, found.practice_id) ? { id: found.id, number: found.number } : {};
}

export async function keepRecent(
	tx: Tx,
	recent: readonly { readonly hash: Buffer; readonly seq: number }[],
	now: Date,
): Promise<void> {
	const created_at = now.toISOString();
	await tx
		.insertInto('recent_superbills')
		.values(recent.map(({ hash, seq }) => ({ hash, seq, created_at })))
		.execute();
}

export async function dropNoLongerRecent(db: Query, now: Date): Promise<void> {
	await db.deleteFrom('recent_superbills').where('created_at', '<=', oldest(now)).execute();
}

function oldest(now: Date): string {
	return new Date(now.getTime() - RECENT_MS).toISOString();
}
