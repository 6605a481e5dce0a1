import { appendEvent, subjectOf } from '../audit/events.ts';
import { type ActorName, ANYONE, type Call, maySee, SCOPES, type Scope } from '../calls/actor.ts';
import { type ListPage, type PageRequest, readPage } from '../calls/page.ts';
import { invalidBody, Refusal } from '../calls/refusal.ts';
import { practicesOf } from '../store/practices.ts';
import type { Store } from '../store/store.ts';
import { readShape, shapeFinding } from '../superbill/read.ts';
import { type ApiKey, freshKey, isKeyId, keptHash } from './api-key.ts';
import { KeyRequest } from './requests.ts';
import { apiKeysIn, type KeyPosition, keyNames } from './stored-keys.ts';

/** A new key, with the secret that is never shown again. */
export interface IssuedKey extends ApiKey {
	readonly key: string;
}

/** The caller as the service knows them. */
export interface CurrentCaller {
	/** `none` if they need no key, because there is none yet. */
	readonly authentication: 'key' | 'none';
	/** As in the audit log. */
	readonly actor: ActorName;
	/** The name of their key; null if it has none. */
	readonly name: string | null;
	readonly scopes: readonly Scope[];
	/** Null for all. The name is null if the practice is not on file. */
	readonly practice: { readonly id: string; readonly name: string | null } | null;
	readonly expiresAt: string | null;
}

/** Operations on API keys. Creating, listing and revoking them is recorded in the audit log. Each throws a `Refusal` if it cannot be done. */
export interface Keys {
	create(call: Call, body: unknown): Promise<IssuedKey>;
	/** Newest first, including expired and revoked keys. An infinite limit lists all of them. */
	list(call: Call, page: PageRequest): Promise<ListPage<ApiKey>>;
	/** Revokes a key for good. Revoking it again changes nothing. */
	revoke(call: Call, id: string): Promise<ApiKey>;
	/** The names of the keys among the actors of some events, by actor. */
	names(events: readonly { readonly actor: string }[]): Promise<ReadonlyMap<string, string>>;
	/** Describes the caller. */
	current(call: Call): Promise<CurrentCaller>;
}

/** @param store throws a Refusal `unavailable` while there is none */
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
				const hash = keptHash(open.integrity.apiKeys, key);
				await apiKeysIn(open, tx, call.actor).insert({ key: made, hash });
				await appendEvent(open, tx, call, {
					action: 'key.create',
					practice,
					subject: subjectOf('key', id),
					details: { scopes: made.scopes.join(' '), practice, expiresAt: made.expiresAt },
				});
				return { ...made, key };
			});
		},
		list(call, page) {
			const open = store();
			const { practice } = call.actor;
			return open.transaction(async (tx) => {
				const keys = await readPage<ApiKey, KeyPosition>(
					{
						key: open.integrity.cursor,
						identity: { list: 'api-keys', practice },
						find: apiKeysIn(open, tx, call.actor).list,
						positionOf: ({ createdAt, id }) => [createdAt, id],
					},
					page,
				);
				await appendEvent(open, tx, call, { action: 'key.list', practice });
				return keys;
			});
		},
		revoke(call, id) {
			const open = store();
			return open.transaction(async (tx) => {
				const keys = apiKeysIn(open, tx, call.actor);
				const found = isKeyId(id) ? await keys.find(id) : undefined;
				if (!found) throw new Refusal('not-found', 'No API key has this id.');
				const { key } = found;
				if (!(await keys.revoke(id, call.now))) return key;
				await appendEvent(open, tx, call, {
					action: 'key.revoke',
					practice: key.practice,
					subject: subjectOf('key', id),
				});
				return { ...key, revokedAt: call.now.toISOString() };
			});
		},
		names: (events) =>
			keyNames(
				store(),
				events.map(({ actor }) => actor),
			),
		async current({ actor }) {
			const { practice, scopes, label = null, expiresAt = null } = actor;
			const onFile = practice === null ? undefined : await practicesOf(store(), actor).find(practice);
			return {
				authentication: actor === ANYONE ? 'none' : 'key',
				actor: actor.name,
				name: label,
				scopes: SCOPES.filter((scope) => scopes.has(scope)),
				practice:
					practice === null ? null : { id: practice, name: onFile?.profile.billingProvider.name ?? null },
				expiresAt,
			};
		},
	};
}

/** Reads the request, and refuses a key with more rights than its maker's. */
function readRequest(
	{ actor, now }: Call,
	sent: unknown,
): Pick<ApiKey, 'label' | 'scopes' | 'practice' | 'expiresAt'> {
	const { value, findings } = readShape(KeyRequest, sent);
	if (!value) throw invalidBody(findings);
	const { label, practice = actor.practice } = value;
	const expiresAt = expiryOf(value.expiresAt, actor.expiresAt ?? null, now);
	const scopes = SCOPES.filter((scope) => value.scopes.includes(scope));
	const missing = scopes.filter((scope) => !actor.scopes.has(scope));
	if (missing.length > 0) {
		throw new Refusal(
			'scope-missing',
			`Your own key does not have the scope ${missing.join(' or ')}, so it cannot make a key that has it.`,
		);
	}
	if (practice !== null && !maySee(actor, practice)) {
		throw new Refusal(
			'other-practice',
			'Your own key is for one practice, so it can make keys for that practice only.',
		);
	}
	return { label, scopes, practice, expiresAt };
}

/** @param latest when the maker's own key expires; null for never */
function expiryOf(sent: string | undefined, latest: string | null, now: Date): string | null {
	if (sent === undefined) return latest;
	const expiresAt = new Date(sent).toISOString();
	const isLate = latest !== null && expiresAt > latest;
	if (expiresAt > now.toISOString() && !isLate) return expiresAt;
	throw invalidBody([
		shapeFinding(
			['expiresAt'],
			isLate
				? `expiresAt must be ${latest} or earlier, because your own key expires then.`
				: 'expiresAt must be in the future.',
			`Choose another moment, or leave it out for a key that ${latest === null ? 'does not expire' : 'expires with your own'}.`,
		),
	]);
}
