/** `admin` does not include the others: whoever manages keys need not see patients. */
export const SCOPES = ['superbills:write', 'superbills:read', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/**
 * Names in the audit log of the actors that are not API keys: the key in the environment, a caller while there is no key,
 * a caller with a wrong key, the command line, and the service itself.
 */
export const ACTOR_NAMES = ['operator', 'anyone', 'unknown', 'command-line', 'system'] as const;

export type ActorName = (typeof ACTOR_NAMES)[number] | `key:${string}`;

export const keyActorName = (keyId: string): ActorName => `key:${keyId}`;

/** Matches the name of any actor. */
export const ACTOR_NAME = new RegExp(`^(?:${ACTOR_NAMES.join('|')}|key:[a-z0-9-]{1,50})$`);

/** The person or program that makes a call, and what it may do. */
export interface Actor {
	readonly name: ActorName;
	readonly scopes: ReadonlySet<Scope>;
	/** The only practice that it can see, or null for all. Limits every query of the store. */
	readonly practice: string | null;
	/** The name of its key, such as "Front desk"; absent if it has none. */
	readonly label?: string | undefined;
	/** When its key expires; absent if that is never. It cannot make a key that lasts longer. */
	readonly expiresAt?: string | undefined;
	/** Set for a caller admitted without asking the store. It can use nothing that is stored. */
	readonly withoutStore?: true;
}

const ALL: ReadonlySet<Scope> = new Set(SCOPES);

/** The holder of the key in the environment. */
export const OPERATOR: Actor = { name: 'operator', scopes: ALL, practice: null };

/** Anyone at this machine, while there is no key. */
export const ANYONE: Actor = { name: 'anyone', scopes: ALL, practice: null };

/** Anyone at this machine, while the store cannot say whether there are keys. */
export const ANYONE_WITHOUT_STORE: Actor = { ...ANYONE, withoutStore: true };

/** A caller with a key that this service does not know. */
export const UNKNOWN: Actor = { name: 'unknown', scopes: new Set(), practice: null };

/** The service itself, for work that concerns all practices: retention, the batch queue, checking keys. */
export const SYSTEM: Actor = { name: 'system', scopes: ALL, practice: null };

/** The user of the command line on the machine that has the store. */
export const COMMAND_LINE: Actor = { name: 'command-line', scopes: ALL, practice: null };

/** One call, as the audit log records it. */
export interface Call {
	readonly actor: Actor;
	readonly requestId?: string | undefined;
	readonly now: Date;
}

export function maySee({ practice }: Actor, practiceId: string): boolean {
	return practice === null || practice === practiceId;
}
