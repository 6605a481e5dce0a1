/** `admin` does not include the others: whoever manages keys need not see patients. */
export const SCOPES = ['superbills:write', 'superbills:read', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/** The caller of an operation, with their permissions. */
export interface Actor {
	/**
	 * Name in the audit log: `key:<id>`, `operator` (the key from the environment), `anyone` (no keys exist), `unknown` (a
	 * wrong key), `command-line` or `system`.
	 */
	readonly name: string;
	readonly scopes: ReadonlySet<Scope>;
	/** The only practice that the actor can see. Default: all. */
	readonly practice?: string | undefined;
	/** Set if the store could not be asked for keys. Such an actor may use nothing that is stored. */
	readonly withoutStore?: true;
}

const ALL: ReadonlySet<Scope> = new Set(SCOPES);

/** Holder of the key from the environment. */
export const OPERATOR: Actor = { name: 'operator', scopes: ALL };

/** Anyone on this machine while no key exists. */
export const ANYONE: Actor = { name: 'anyone', scopes: ALL };

/** The same while the store cannot be asked for keys. */
export const ANYONE_WITHOUT_STORE: Actor = { ...ANYONE, withoutStore: true };

/** Sender of an unknown key. */
export const UNKNOWN: Actor = { name: 'unknown', scopes: new Set() };

/** The service itself, for example in retention. */
export const SYSTEM: Actor = { name: 'system', scopes: ALL };

/** User of the command line on the machine of the store. */
export const COMMAND_LINE: Actor = { name: 'command-line', scopes: ALL };

/** One call of an operation, as the audit log records it. */
export interface Call {
	readonly actor: Actor;
	readonly requestId?: string | undefined;
	readonly now: Date;
}

export function maySee({ practice }: Actor, practiceId: string): boolean {
	return practice === undefined || practice === practiceId;
}
