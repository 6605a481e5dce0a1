import { setTimeout as sleep } from 'node:timers/promises';
import { append } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { emptyChangeLog, purge, purgeable } from '../store/retention.ts';
import type { Store } from '../store/store.ts';

/** Superbills of one transaction: few, so that requests wait for milliseconds only. */
const AT_ONCE = 20;

/** Between two transactions, for requests, in ms. */
const PAUSE_MS = 10;

const DAY_MS = 24 * 3_600_000;

/**
 * Purges what superbills hold that were issued more than `days` days ago: request, findings, totals, PDF, search terms
 * and the reason of a void. Number, hash, states and trail remain. Several processes may run it at once.
 * @param signal ends it early, between two transactions. @returns how many were purged.
 */
export async function purgeOld(
	store: Store,
	call: Call,
	days: number,
	signal?: AbortSignal,
): Promise<number> {
	const before = new Date(call.now.getTime() - days * DAY_MS).toISOString();
	let purged = 0;
	while (!signal?.aborted) {
		const due = await purgeable(store.db, before, AT_ONCE);
		if (due.length === 0) break;
		const objects = await store.transaction(async (tx) => {
			const gone: ((typeof due)[number] & { object: string | null })[] = [];
			for (const row of due) {
				const document = await purge(tx, row.seq, call.now.toISOString());
				if (document) gone.push({ ...row, ...document });
			}
			// All rows come before all chains, and the chains in one order, or two processes could wait for each other.
			for (const { id, practice_id: practice } of gone.sort((a, b) =>
				a.practice_id < b.practice_id ? -1 : 1,
			)) {
				await append(store, tx, call, { action: 'superbill.purge', practice, subject: `superbill:${id}` });
			}
			return gone.map(({ object }) => ({ object }));
		});
		purged += objects.length;
		// Only now: a row must never lead to nothing. What cannot be removed, housekeeping finds.
		await Promise.all(objects.map(store.documents.remove));
		await sleep(PAUSE_MS);
	}
	await emptyChangeLog(store);
	return purged;
}
