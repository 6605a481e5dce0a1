import type { Selectable } from 'kysely';
import { SCOPES } from '../calls/actor.ts';
import type { Query, Store, Tx } from '../store/store.ts';
import type { ApiKeyTable } from '../store/tables.ts';
import { isSameHash, keyedHash } from '../vault/data-key.ts';
import type { ApiKey } from './api-key.ts';

/** How old the last use may be before it is written again, in ms. */
const USE_MS = 60_000;

type ApiKeyRow = Selectable<ApiKeyTable>;

/** A key, and the hash that tells whether another one is the same. */
export interface StoredKey {
	readonly key: ApiKey;
	readonly hash: string;
}

/** How long it is believed that there are no keys, in ms: another process may have made one since. */
const NO_KEYS_MS = 1_000;

/** Until when it is believed, on the clock of `performance.now()`; never of a store where this process makes keys. */
const withoutKeys = new WeakMap<Store, number>();
const NEVER = Number.NEGATIVE_INFINITY;

/** Whether there has ever been a key: none is ever removed. One that does not fit its hash counts, too. */
export async function hasKeys(store: Store): Promise<boolean> {
	if (performance.now() < (withoutKeys.get(store) ?? NEVER)) return false;
	const found = await store.db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst();
	if (!found && withoutKeys.get(store) !== NEVER) withoutKeys.set(store, performance.now() + NO_KEYS_MS);
	return found !== undefined;
}

export async function insertKey(store: Store, tx: Tx, { key, hash }: StoredKey): Promise<void> {
	withoutKeys.set(store, NEVER);
	const row = {
		id: key.id,
		hash,
		label: key.label,
		scopes: key.scopes.join(' '),
		practice_id: key.practice,
		created_at: key.createdAt,
		expires_at: key.expiresAt,
		revoked_at: key.revokedAt,
		last_used_at: key.lastUsedAt,
	};
	await tx
		.insertInto('api_keys')
		.values({ ...row, mac: macOf(store, row) })
		.execute();
}

/** Nothing also where the row was not written by the service. */
export async function findKey(store: Store, db: Query | Tx, id: string): Promise<StoredKey | undefined> {
	const row = await findRow(store, db, id);
	return row && { key: keyOf(row), hash: row.hash };
}

export interface KeyPage {
	/** The only practice whose keys are listed; without one, all keys. */
	readonly practice?: string | undefined;
	/** The last key of the page before. */
	readonly after?: Pick<ApiKey, 'createdAt' | 'id'> | undefined;
	readonly limit?: number | undefined;
}

/** Newest first, without rows that the service did not write. */
export async function listKeys(store: Store, db: Query | Tx, page: KeyPage): Promise<ApiKey[]> {
	const keys: ApiKey[] = [];
	for (let { after } = page; ; ) {
		const rows = await listRows(db, { ...page, after });
		keys.push(...rows.filter((row) => isGenuine(store, row)).map(keyOf));
		const last = rows.at(-1);
		// Others take the places of those that were left out.
		if (!last || page.limit === undefined || keys.length >= page.limit) return keys.slice(0, page.limit);
		after = { createdAt: last.created_at, id: last.id };
	}
}

function listRows(db: Query | Tx, { practice, after, limit }: KeyPage): Promise<ApiKeyRow[]> {
	let query = db.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
	if (practice !== undefined) query = query.where('practice_id', '=', practice);
	if (after) {
		query = query.where(({ eb, refTuple, tuple }) =>
			eb(refTuple('created_at', 'id'), '<', tuple(after.createdAt, after.id)),
		);
	}
	if (limit !== undefined) query = query.limit(limit);
	return query.execute();
}

/** @returns false where it was revoked before. */
export async function revokeKey(store: Store, tx: Tx, id: string, now: Date): Promise<boolean> {
	const row = await findRow(store, tx, id);
	if (!row) return false;
	const revoked_at = now.toISOString();
	const { numUpdatedRows } = await tx
		.updateTable('api_keys')
		.set({ revoked_at, mac: macOf(store, { ...row, revoked_at }) })
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

async function findRow(store: Store, db: Query | Tx, id: string): Promise<ApiKeyRow | undefined> {
	const row = await db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
	return row && isGenuine(store, row) ? row : undefined;
}

function isGenuine(store: Store, row: ApiKeyRow): boolean {
	return isSameHash(row.mac, macOf(store, row));
}

/** HMAC-SHA256 over all that decides what a key is good for: who has the database alone can neither make nor change one. */
function macOf({ integrity }: Store, row: Omit<ApiKeyRow, 'mac' | 'last_used_at'>): string {
	const { id, hash, label, scopes, practice_id, created_at, expires_at, revoked_at } = row;
	const told = [id, hash, label, scopes, practice_id, created_at, expires_at, revoked_at];
	return keyedHash(integrity.apiKeys, JSON.stringify(told)).toString('hex');
}

function keyOf(row: ApiKeyRow): ApiKey {
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
