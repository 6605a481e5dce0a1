import { statSync } from 'node:fs';
import { type Actor, ANYONE, ANYONE_WITHOUT_STORE, OPERATOR, UNKNOWN } from '../calls/actor.ts';
import { type Config, isLoopback } from '../config.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import { sqliteFile } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { type ApiKey, idOfKey, isKeyOf, keptHash, keyHash, whyRefused } from './api-key.ts';
import { findKey, hasKeys, noteUse } from './stored-keys.ts';

/** Who sent a key, and, where they may not use the service with it, what to tell them. */
export interface Identity {
	readonly actor: Actor;
	readonly refused?: string | undefined;
}

/** Who may use the service. Both ask the store where they must, and throw where it cannot be asked for now. */
export interface Access {
	/** Whether anyone may, because there is no key and never was one. */
	isOpen(): Promise<boolean>;
	/**
	 * Who anyone without a key is, where they may. Where only this machine can call, what needs no store is open also while
	 * the store cannot say whether there are keys.
	 */
	letIn(what: { readonly withoutStore?: boolean }): Promise<Actor | undefined>;
	/** Whose key it is. That of the environment is known without the store. */
	identify(sent: string): Promise<Identity>;
}

const STRANGER: Identity = { actor: UNKNOWN, refused: 'This is not an API key of this service.' };

export function createAccess(
	{ apiKey, databaseUrl, dataDir, host }: Pick<Config, 'apiKey' | 'databaseUrl' | 'dataDir' | 'host'>,
	store: () => Store,
): Access {
	const operator = apiKey === undefined ? undefined : keyHash(apiKey);
	// Keys are never removed: where there was one, nobody has to look again.
	let closed = operator !== undefined;

	/** Nothing where it was never made: a store that is not there has no keys. */
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
		async letIn({ withoutStore = false }) {
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
			const found = await findKey(opened, opened.db, id);
			if (!isKeyOf(found?.hash, keptHash(opened.integrity.apiKeys, sent)) || !found) return STRANGER;
			const now = new Date();
			const refused = whyRefused(found.key, now);
			// Nobody waits for it, and nothing depends on it.
			if (refused === undefined) noteUse(opened.db, found.key, now).catch(() => {});
			return { actor: actorOf(found.key), refused };
		},
	};
}

function actorOf({ id, scopes, practice }: ApiKey): Actor {
	return { name: `key:${id}`, scopes: new Set(scopes), practice: practice ?? undefined };
}

/** False also where it cannot be told. */
function isMissing(file: string): boolean {
	try {
		return statSync(file, { throwIfNoEntry: false }) === undefined;
	} catch {
		return false;
	}
}
