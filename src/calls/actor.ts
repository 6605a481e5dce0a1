/** What a key may be for. `admin` does not include the others: who manages keys need not see patients. */
export const SCOPES = ['superbills:write', 'superbills:read', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/** Who asks, and what they may do. */
export interface Actor {
	/**
	 * As the trail names them: `key:<id>`, `operator` (the key of the environment), `anyone` (no key is set),
	 * `unknown` (a wrong key), `command-line`, `system`.
	 */
	readonly name: string;
	readonly scopes: ReadonlySet<Scope>;
	/** The only practice that they can see; without one, all. */
	readonly practice?: string | undefined;
	/** Whether they were let in without asking the store: nothing that is kept is theirs to use. */
	readonly withoutStore?: true;
}

const ALL: ReadonlySet<Scope> = new Set(SCOPES);

/** Who has the key of the environment. */
export const OPERATOR: Actor = { name: 'operator', scopes: ALL };

/** Anyone at this machine, as long as there is no key. */
export const ANYONE: Actor = { name: 'anyone', scopes: ALL };

/** The same, while the store cannot say whether there are keys. */
export const ANYONE_WITHOUT_STORE: Actor = { ...ANYONE, withoutStore: true };

/** Who sent a key that this service does not know. */
export const UNKNOWN: Actor = { name: 'unknown', scopes: new Set() };

/** The service itself, as with retention. */
export const SYSTEM: Actor = { name: 'system', scopes: ALL };

/** Who runs the command line beside the store. */
export const COMMAND_LINE: Actor = { name: 'command-line', scopes: ALL };

/** One request of someone, as the trail keeps it. */
export interface Call {
	readonly actor: Actor;
	readonly requestId?: string | undefined;
	readonly now: Date;
}

export function maySee({ practice }: Actor, practiceId: string): boolean {
	return practice === undefined || practice === practiceId;
}
