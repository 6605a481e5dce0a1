import type { Selectable } from 'kysely';
import { type Actor, keyActorName, maySee, SCOPES } from '../calls/actor.ts';
import { seenBy } from '../store/seen-by.ts';
import type { Query, Store, Tx } from '../store/store.ts';
import type { ApiKeyTable } from '../store/tables.ts';
import { isSameHash, keyedHash } from '../vault/data-key.ts';
import type { ApiKey } from './api-key.ts';

type ApiKeyRow = Selectable<ApiKeyTable>;

export interface StoredKey {
	readonly key: ApiKey;
	readonly hash: string;
}

export type KeyPosition = readonly [createdAt: string, id: string];

/** Time for which "there are no keys" is trusted, in ms, because another process may make one. */
const NO_KEYS_MS = 1_000;

/** The end of that time for each store, by `performance.now()`. `NEVER` once this process has made a key. */
const withoutKeys = new WeakMap<Store, number>();
const NEVER = Number.NEGATIVE_INFINITY;

/**
 * Checks whether there was ever a key, for any practice: keys are never removed. A key that was tampered with counts,
 * too.
 */
export async function hasKeys(store: Store): Promise<boolean> {
	if (performance.now() < (withoutKeys.get(store) ?? NEVER)) return false;
	const found = await store.db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst();
	if (!found && withoutKeys.get(store) !== NEVER) withoutKeys.set(store, performance.now() + NO_KEYS_MS);
	return found !== undefined;
}

/** The API keys that an actor can see. Rows that the service did not write are ignored. */
export function apiKeysOf(store: Store, db: Query | Tx, actor: Actor) {
	const rows = () => db.selectFrom('api_keys').selectAll().where(seenBy(actor));
	return {
		async find(id: string): Promise<StoredKey | undefined> {
			const row = await rows().where('id', '=', id).executeTakeFirst();
			return row && isGenuine(store, row) ? { key: keyOf(row), hash: row.hash } : undefined;
		},

		/** Newest first. An infinite limit lists all of them. */
		async list(after: KeyPosition | undefined, limit: number): Promise<readonly ApiKey[]> {
			const keys: ApiKey[] = [];
			for (let position = after; ; ) {
				const found = await rows()
					.$if(position !== undefined, (query) =>
						query.where(({ eb, refTuple, tuple }) =>
							eb(refTuple('created_at', 'id'), '<', tuple(...(position as KeyPosition))),
						),
					)
					.orderBy('created_at', 'desc')
					.orderBy('id', 'desc')
					.$if(Number.isFinite(limit), (query) => query.limit(limit))
					.execute();
				keys.push(...found.filter((row) => isGenuine(store, row)).map(keyOf));
				const last = found.at(-1);
				// Ignored rows leave room on the page.
				if (!last || found.length < limit || keys.length >= limit) return keys.slice(0, limit);
				position = [last.created_at, last.id];
			}
		},
	};
}

/**
 * The names of the keys among some actors, by actor, also of revoked keys. Practices are not a limit: whoever sees in an
 * audit log that a key was used may know whose it is.
 */
export async function keyNames(
	store: Store,
	actors: readonly string[],
): Promise<ReadonlyMap<string, string>> {
	const ids = new Set(
		actors.filter((actor) => actor.startsWith(OF_KEY)).map((actor) => actor.slice(OF_KEY.length)),
	);
	if (ids.size === 0) return new Map();
	const rows = await store.db
		.selectFrom('api_keys')
		.selectAll()
		.where('id', 'in', [...ids])
		.execute();
	return new Map(
		rows.filter((row) => isGenuine(store, row)).map(({ id, label }) => [keyActorName(id), label]),
	);
}

const OF_KEY = keyActorName('');

/** The same keys, within a transaction that can also change them. */
export function apiKeysIn(store: Store, tx: Tx, actor: Actor) {
	const keys = apiKeysOf(store, tx, actor);
	return {
		...keys,

		async insert({ key, hash }: StoredKey): Promise<void> {
			if (key.practice === null ? actor.practice !== null : !maySee(actor, key.practice)) {
				throw new Error('an API key of another practice must not be stored');
			}
			withoutKeys.set(store, NEVER);
			const row = rowOf({ key, hash });
			await tx
				.insertInto('api_keys')
				.values({ ...row, mac: macOf(store, row) })
				.execute();
		},

		/** @returns false if it was already revoked */
		async revoke(id: string, now: Date): Promise<boolean> {
			const found = await keys.find(id);
			if (!found) return false;
			const revoked_at = now.toISOString();
			const { numUpdatedRows } = await tx
				.updateTable('api_keys')
				.set({ revoked_at, mac: macOf(store, { ...rowOf(found), revoked_at }) })
				.where('id', '=', id)
				.where('revoked_at', 'is', null)
				.executeTakeFirst();
			return numUpdatedRows === 1n;
		},
	};
}

/** Shortest time between two writes of the last use, in ms. */
const USE_MS = 60_000;

/** Records when a key was last used, at most once a minute. Call it only after its holder was identified. */
export async function noteUse(db: Query, { id, lastUsedAt }: ApiKey, now: Date): Promise<void> {
	const old = new Date(now.getTime() - USE_MS).toISOString();
	if (lastUsedAt !== null && lastUsedAt > old) return;
	await db
		.updateTable('api_keys')
		.set({ last_used_at: now.toISOString() })
		.where('id', '=', id)
		// Another request or process may have written it since.
		.where(({ or, eb }) => or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', old)]))
		.execute();
}

function isGenuine(store: Store, row: ApiKeyRow): boolean {
	return isSameHash(row.mac, macOf(store, row));
}

/** HMAC-SHA256 over everything that decides what a key can do. Without the data key, nobody can make or change one. */
function macOf({ integrity }: Store, row: Omit<ApiKeyRow, 'mac' | 'last_used_at'>): string {
	const { id, hash, label, scopes, practice_id, created_at, expires_at, revoked_at } = row;
	const signed = [id, hash, label, scopes, practice_id, created_at, expires_at, revoked_at];
	return keyedHash(integrity.apiKeys, JSON.stringify(signed)).toString('hex');
}

function rowOf({ key, hash }: StoredKey): Omit<ApiKeyRow, 'mac'> {
	return {
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
