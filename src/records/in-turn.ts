import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../store/store.ts';
import type { ReadyToIssue } from './ready.ts';

/** Longest wait for a transaction of this process in the same series, in ms. A store that hangs must not add up waits. */
const PATIENCE_MS = 2_000;

/** The last transaction of this process in each series. */
const last = new WeakMap<Store, Map<string, Promise<unknown>>>();

/**
 * Lets the transactions of this process in a series follow each other. Otherwise each would occupy a connection while it
 * waits for the lock of the series, until none is left for others.
 */
export async function inTurn<T>(
	store: Store,
	{ owner, series, chosen }: ReadyToIssue,
	work: () => Promise<T>,
): Promise<T> {
	if (chosen !== undefined) return work();
	const turns = last.get(store) ?? new Map<string, Promise<unknown>>();
	last.set(store, turns);
	const key = `${owner} ${series}`;
	const before = turns.get(key);
	const mine = before === undefined ? work() : ended(before).then(work);
	turns.set(key, mine);
	try {
		return await mine;
	} finally {
		if (turns.get(key) === mine) turns.delete(key);
	}
}

async function ended(work: Promise<unknown>): Promise<void> {
	const patience = new AbortController();
	const { signal } = patience;
	await Promise.race([
		work.catch(() => {}),
		sleep(PATIENCE_MS, undefined, { signal, ref: false }).catch(() => {}),
	]);
	patience.abort();
}
