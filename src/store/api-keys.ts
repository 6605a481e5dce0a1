import type { Selectable } from 'kysely';
import type { ApiKey } from '../access/api-key.ts';
import { SCOPES } from '../actor.ts';
import type { Query, Tx } from './store.ts';
import type { ApiKeyTable } from './tables.ts';

/** How old the last use may be before it is written again, in ms. */
const USE_MS = 60_000;

/** A key, and the hash that tells whether another one is the same. */
export interface StoredKey {
	readonly key: ApiKey;
	readonly hash: string;
}

/** Whether there has ever been a key: none is ever removed. */
export async function hasKeys(db: Query): Promise<boolean> {
	return (await db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function insertKey(tx: Tx, { key, hash }: StoredKey): Promise<void> {
	await tx
		.insertInto('api_keys')
		.values({
			id: key.id,
			hash,
			label: key.label,
			scopes: key.scopes.join(' '),
			practice_id: key.practice,
			created_at: key.createdAt,
			expires_at: key.expiresAt,
			revoked_at: key.revokedAt,
			last_used_at: key.lastUsedAt,
		})
		.execute();
}

export async function findKey(db: Query | Tx, id: string): Promise<StoredKey | undefined> {
	const row = await db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
	return row && { key: keyOf(row), hash: row.hash };
}

export interface KeyPage {
	/** The only practice whose keys are listed; without one, all keys. */
	readonly practice?: string | undefined;
	/** The last key of the page before. */
	readonly after?: Pick<ApiKey, 'createdAt' | 'id'> | undefined;
	readonly limit?: number | undefined;
}

/** Newest first. */
export async function listKeys(db: Query | Tx, { practice, after, limit }: KeyPage): Promise<ApiKey[]> {
	let query = db.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
	if (practice !== undefined) query = query.where('practice_id', '=', practice);
	if (after) {
		query = query.where(({ eb, refTuple, tuple }) =>
			eb(refTuple('created_at', 'id'), '<', tuple(after.createdAt, after.id)),
		);
	}
	if (limit !== undefined) query = query.limit(limit);
	return (await query.execute()).map(keyOf);
}

/** @returns false where it was revoked before. */
export async function revokeKey(tx: Tx, id: string, now: Date): Promise<boolean> {
	const { numUpdatedRows } = await tx
		.updateTable('api_keys')
		.set({ revoked_at: now.toISOString() })
		.where('id', '=', id)
		.where('revoked_at', 'is', null)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
}

/** Writes that a key was used, where the last use that was written is a minute old. */
export async function noteUse(db: Query, { id, lastUsedAt }: ApiKey, now: Date): Promise<void> {
	const old = new Date(now.getTime() - USE_MS).toISOString();
	if (lastUsedAt !== null && lastUsedAt > old) return;
	await db
		.updateTable('api_keys')
		.set({ last_used_at: now.toISOString() })
		.where('id', '=', id)
		// Other requests and other processes may have written it since.
		.where(({ or, eb }) => or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', old)]))
		.execute();
}

function keyOf(row: Selectable<ApiKeyTable>): ApiKey {
	const scopes = row.scopes.split(' ');
	return {
		id: row.id,
		label: row.label,
		scopes: SCOPES.filter((scope) => scopes.includes(scope)),
		practice: row.practice_id,
		createdAt: row.created_at,
		expiresAt: row.expires_at,
		revokedAt: row.revoked_at,
		lastUsedAt: row.last_used_at,
	};
}
