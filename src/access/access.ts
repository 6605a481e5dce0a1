import { statSync } from 'node:fs';
import {
	type Actor,
	ANYONE,
	ANYONE_WITHOUT_STORE,
	keyActorName,
	OPERATOR,
	SYSTEM,
	UNKNOWN,
} from '../calls/actor.ts';
import { type Config, isLoopback } from '../config.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import { sqliteFile } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { type ApiKey, idOfKey, isKeyOf, keptHash, keyHash, whyRefused } from './api-key.ts';
import { apiKeysOf, hasKeys, noteUse } from './stored-keys.ts';

/** The actor that a key identifies. */
export interface Identity {
	readonly actor: Actor;
	/** The reason, for the holder, why the key is not accepted. */
	readonly refused?: string | undefined;
}

/** Decides who can use the service. Throws a Refusal `unavailable` if it needs the store and cannot reach it. */
export interface Access {
	/** True if anyone can use the service, because there is no key and never was one. */
	isOpen(): Promise<boolean>;
	/**
	 * The actor for a call without a key, or nothing if the call needs one. If the store cannot be reached, a service
	 * that listens on loopback still admits calls that do not need the store.
	 */
	admit(what: { readonly withoutStore?: boolean }): Promise<Actor | undefined>;
	/** Identifies the holder of a key. The key in the environment is known without the store. */
	identify(sent: string): Promise<Identity>;
}

const STRANGER: Identity = { actor: UNKNOWN, refused: 'This is not an API key of this service.' };

export function createAccess(
	{ apiKey, databaseUrl, dataDir, host }: Pick<Config, 'apiKey' | 'databaseUrl' | 'dataDir' | 'host'>,
	store: () => Store,
): Access {
	const operator = apiKey === undefined ? undefined : keyHash(apiKey);
	// Keys are never removed: once one is found, there is no need to look again.
	let closed = operator !== undefined;

	/** Returns nothing if there is no store yet, and therefore no key. */
	function openStore(): Store | undefined {
		try {
			return store();
		} catch (error) {
			if (isStoreUnavailable(error) && databaseUrl === undefined && isMissing(sqliteFile(dataDir))) return;
			throw error;
		}
	}

	async function isOpen(): Promise<boolean> {
		if (closed) return false;
		const opened = openStore();
		if (opened && (await hasKeys(opened))) closed = true;
		return !closed;
	}

	return {
		isOpen,
		async admit({ withoutStore = false }) {
			try {
				return (await isOpen()) ? ANYONE : undefined;
			} catch (error) {
				if (withoutStore && isLoopback(host) && isStoreUnavailable(error)) return ANYONE_WITHOUT_STORE;
				throw error;
			}
		},
		async identify(sent) {
			if (operator !== undefined && isKeyOf(operator, keyHash(sent))) return { actor: OPERATOR };
			const id = idOfKey(sent);
			const opened = id === undefined ? undefined : openStore();
			if (id === undefined || !opened) return STRANGER;
			const found = await apiKeysOf(opened, opened.db, SYSTEM).find(id);
			if (!isKeyOf(found?.hash, keptHash(opened.integrity.apiKeys, sent)) || !found) return STRANGER;
			const now = new Date();
			const refused = whyRefused(found.key, now);
			// Not awaited: nothing depends on it.
			if (refused === undefined) noteUse(opened.db, found.key, now).catch(() => {});
			return { actor: actorOf(found.key), refused };
		},
	};
}

function actorOf({ id, label, scopes, practice, expiresAt }: ApiKey): Actor {
	return {
		name: keyActorName(id),
		label,
		scopes: new Set(scopes),
		practice,
		expiresAt: expiresAt ?? undefined,
	};
}

/** Returns false if it cannot tell. */
function isMissing(file: string): boolean {
	try {
		return statSync(file, { throwIfNoEntry: false }) === undefined;
	} catch {
		return false;
	}
}
