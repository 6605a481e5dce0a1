/**
 * A queue that divides time evenly between callers: next comes the caller who was given the least so far (start-time fair
 * queuing, https://doi.org/10.1109/90.649569). Whoever was quiet has saved a little up, and so comes before those who always
 * have something waiting. It learns how long each caller's work takes.
 */
export interface FairQueue<T> {
	/** Number of entries that wait. */
	size(): number;
	/** Number of entries of a caller that wait. */
	sizeOf(caller: string): number;
	/** @param size of the work, in any unit */
	add(entry: T, caller: string, size: number): void;
	/** Takes the next entry that is expected to take no longer than this, in ms. Report how long it took with `learn`. */
	take(longest?: number): Taken<T> | undefined;
	/** Removes an entry that still waits. */
	remove(entry: T): void;
	/** Learns how long an entry took, in ms, even if it failed. */
	learn(taken: Taken<T>, took: number): void;
	/** Expected time of work, in ms. */
	expected(caller: string, size: number): number;
	/** Expected times of the entries that come before a new one of this caller, in ms. */
	before(caller: string): readonly number[];
}

export interface Taken<T> {
	readonly entry: T;
	readonly caller: string;
	readonly size: number;
	/** Milliseconds. */
	readonly expected: number;
}

interface Account<T> {
	readonly caller: string;
	/** Time given to the caller, in ms, on a scale that all callers share. */
	given: number;
	/** Milliseconds per unit of size. */
	pace: number;
	readonly waiting: Pick<Taken<T>, 'entry' | 'size'>[];
}

/** Weight of the latest entry in a caller's pace. */
const WEIGHT = 1 / 8;

/** An entry counts as at most this many times as slow as expected, because a single one says little about the next. */
const MOST_SLOWER = 8;

/**
 * The most that a quiet caller saves up, in ms. Without it, a newcomer would wait for one entry of every caller. With more, one
 * who was quiet could then hold up the others for longer.
 */
const MOST_SAVED = 100;

/** Callers that are remembered; more only while they wait. */
const MOST_ACCOUNTS = 1_000;

/** @param firstPace assumed of a caller's first entry, in ms per unit of size */
export function createFairQueue<T>(firstPace: number): FairQueue<T> {
	const accounts = new Map<string, Account<T>>();
	let size = 0;
	/** The most that a caller had been given when one of its entries was taken. Nobody starts with much less. */
	let now = 0;

	function open(caller: string): Account<T> {
		const known = accounts.get(caller);
		if (known) return known;
		for (const { caller: name, waiting } of accounts.values()) {
			if (accounts.size < MOST_ACCOUNTS) break;
			if (waiting.length === 0) accounts.delete(name);
		}
		const account = { caller, given: now - MOST_SAVED, pace: firstPace, waiting: [] };
		accounts.set(caller, account);
		return account;
	}

	const start = ({ given }: Account<T>) => Math.max(given, now - MOST_SAVED);

	return {
		size: () => size,
		sizeOf: (caller) => accounts.get(caller)?.waiting.length ?? 0,
		expected: (caller, units) => (accounts.get(caller)?.pace ?? firstPace) * units,
		add(entry, caller, units) {
			open(caller).waiting.push({ entry, size: units });
			size++;
		},
		take(longest = Infinity) {
			let next: { readonly account: Account<T>; readonly at: number } | undefined;
			for (const account of accounts.values()) {
				const at = account.waiting.findIndex((one) => one.size * account.pace <= longest);
				if (at >= 0 && (!next || start(account) < start(next.account))) next = { account, at };
			}
			if (!next) return undefined;
			const { account, at } = next;
			const [found] = account.waiting.splice(at, 1) as [Account<T>['waiting'][number]];
			const expected = found.size * account.pace;
			const begin = start(account);
			now = Math.max(now, begin);
			account.given = begin + expected;
			size--;
			return { ...found, caller: account.caller, expected };
		},
		remove(entry) {
			for (const { waiting } of accounts.values()) {
				const at = waiting.findIndex((one) => one.entry === entry);
				if (at >= 0) size -= waiting.splice(at, 1).length;
			}
		},
		learn({ caller, size: units, expected }, took) {
			const account = open(caller);
			account.given += took - expected;
			account.pace += WEIGHT * (Math.min(took / units, MOST_SLOWER * account.pace) - account.pace);
		},
		before(caller) {
			const own = open(caller);
			const last = own.waiting.reduce((sum, one) => sum + one.size * own.pace, start(own));
			return Array.from(accounts.values()).flatMap((account) => {
				let begin = start(account);
				return account.waiting.flatMap((one) => {
					const expected = one.size * account.pace;
					const isBefore = account === own || begin <= last;
					begin += expected;
					return isBefore ? [expected] : [];
				});
			});
		},
	};
}
