import { append } from '../audit/events.ts';
import { type Call, maySee, SCOPES } from '../calls/actor.ts';
import { Refusal, refused } from '../calls/refusal.ts';
import type { Store } from '../store/store.ts';
import { readShape, shapeFinding } from '../superbill/read.ts';
import { type ApiKey, freshKey, isKeyId, keptHash } from './api-key.ts';
import { KeyRequest } from './requests.ts';
import { findKey, insertKey, type KeyPage, listKeys, revokeKey } from './stored-keys.ts';

/** A key that was just made. The whole of it is never seen again. */
export interface IssuedKey extends ApiKey {
	readonly key: string;
}

/** API keys and what may be done with them. Everything leaves a trace, and refuses by `Refusal`. */
export interface Keys {
	create(call: Call, body: unknown): Promise<IssuedKey>;
	/** Newest first, also those that are not good any more. */
	list(call: Call, page?: Omit<KeyPage, 'practice'>): Promise<ApiKey[]>;
	/** From now on the key is refused. Revoked again, nothing changes. */
	revoke(call: Call, id: string): Promise<ApiKey>;
}

/** @param store throws StoreUnavailable where there is none for now. */
export function createKeys(store: () => Store): Keys {
	return {
		async create(call, sent) {
			const { practice, ...wanted } = readRequest(call, sent);
			const open = store();
			return open.transaction(async (tx) => {
				const { key, id } = freshKey();
				const made: ApiKey = {
					id,
					...wanted,
					practice,
					createdAt: call.now.toISOString(),
					revokedAt: null,
					lastUsedAt: null,
				};
				await insertKey(open, tx, { key: made, hash: keptHash(open.integrity.apiKeys, key) });
				await append(open, tx, call, {
					action: 'key.create',
					practice: practice ?? undefined,
					subject: `key:${id}`,
					details: { scopes: made.scopes.join(' '), practice, expiresAt: made.expiresAt },
				});
				return { ...made, key };
			});
		},
		list(call, page = {}) {
			const open = store();
			const { practice } = call.actor;
			return open.transaction(async (tx) => {
				const keys = await listKeys(open, tx, { ...page, practice });
				await append(open, tx, call, { action: 'key.list', practice });
				return keys;
			});
		},
		revoke(call, id) {
			const open = store();
			return open.transaction(async (tx) => {
				const found = isKeyId(id) ? await findKey(open, tx, id) : undefined;
				if (!found || !maySeeKey(call, found.key)) {
					throw new Refusal('not-found', 'No API key has this id.');
				}
				const revoked = await revokeKey(open, tx, id, call.now);
				if (revoked) {
					const { practice } = found.key;
					await append(open, tx, call, {
						action: 'key.revoke',
						practice: practice ?? undefined,
						subject: `key:${id}`,
					});
				}
				return revoked ? { ...found.key, revokedAt: call.now.toISOString() } : found.key;
			});
		},
	};
}

function maySeeKey({ actor }: Call, { practice }: ApiKey): boolean {
	return practice === null ? actor.practice === undefined : maySee(actor, practice);
}

/** Nobody can give more than they have. */
function readRequest(
	{ actor, now }: Call,
	sent: unknown,
): Pick<ApiKey, 'label' | 'scopes' | 'practice' | 'expiresAt'> {
	const { value, findings } = readShape(KeyRequest, sent);
	if (!value) throw refused(findings);
	const { label, practice = actor.practice ?? null } = value;
	const expiresAt = value.expiresAt === undefined ? null : new Date(value.expiresAt).toISOString();
	if (expiresAt !== null && expiresAt <= now.toISOString()) {
		const finding = shapeFinding(
			['expiresAt'],
			'expiresAt must be in the future.',
			'Choose a later moment, or leave it out.',
		);
		throw refused([finding]);
	}
	const scopes = SCOPES.filter((scope) => value.scopes.includes(scope));
	const missing = scopes.filter((scope) => !actor.scopes.has(scope));
	if (missing.length > 0) {
		throw new Refusal(
			'forbidden',
			`Your own key does not have the scope ${missing.join(' or ')}, so it cannot give it.`,
		);
	}
	if (practice !== null && !maySee(actor, practice)) {
		throw new Refusal(
			'forbidden',
			'Your own key is for one practice, so it can only make keys for that one.',
		);
	}
	return { label, scopes, practice, expiresAt };
}
