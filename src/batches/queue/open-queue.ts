import type { Store } from '../../store/store.ts';
import type { BatchQueue } from './batch-queue.ts';
import { sqliteQueue } from './sqlite-queue.ts';

const queues = new WeakMap<Store, Promise<BatchQueue>>();

/** Returns the queue of a store, which the first call opens. @param onError gets errors outside of any call */
export function queueOf(store: Store, onError: (error: unknown) => void): Promise<BatchQueue> {
	const open = queues.get(store);
	if (open) return open;
	const opening = openQueue(store, onError);
	queues.set(store, opening);
	// The next call tries again.
	opening.catch(() => queues.delete(store));
	return opening;
}

/** Call it before the store is closed. */
export async function closeQueue(store: Store): Promise<void> {
	const open = queues.get(store);
	queues.delete(store);
	await (await open?.catch(() => undefined))?.close();
}

async function openQueue(store: Store, onError: (error: unknown) => void): Promise<BatchQueue> {
	if (store.dialect === 'sqlite') return sqliteQueue(store);
	// A server with SQLite never loads pg-boss.
	const { pgBossQueue } = await import('./pg-boss-queue.ts');
	return pgBossQueue(store, onError);
}
