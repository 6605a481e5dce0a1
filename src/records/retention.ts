import { setTimeout as sleep } from 'node:timers/promises';
import { appendEvent, superbillEvent } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { emptyChangeLog } from '../store/change-log.ts';
import type { Store } from '../store/store.ts';
import { superbillsIn, superbillsOf } from '../store/superbills.ts';

/** Superbills per transaction: few, because requests wait for it. */
const AT_ONCE = 20;

/** Pause between two transactions, in ms, so that waiting requests get their turn. */
const PAUSE_MS = 10;

const DAY_MS = 24 * 3_600_000;

/**
 * Purges superbills issued more than `days` days ago: request, findings, totals, PDF, search terms and the reason for a
 * void. Number, hash, status and audit log remain. Several processes can run it at the same time.
 * @param signal stops it between two transactions
 * @returns the number of purged superbills
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
		const due = await superbillsOf(store.db, call.actor).purgeable(before, AT_ONCE);
		if (due.length === 0) break;
		const objects = await store.transaction(async (tx) => {
			const superbills = superbillsIn(tx, call.actor);
			const gone: ((typeof due)[number] & { object: string | null })[] = [];
			for (const row of due) {
				const document = await superbills.purge(row.seq, call.now.toISOString());
				if (document) gone.push({ ...row, ...document });
			}
			// Locks all rows before any audit chain, and the chains in one order, so that two processes cannot deadlock.
			gone.sort((a, b) => (a.practice_id < b.practice_id ? -1 : 1));
			for (const row of gone) await appendEvent(store, tx, call, superbillEvent(row, 'superbill.purge'));
			return gone.map(({ object }) => ({ object }));
		});
		purged += objects.length;
		// After the commit: a row must never refer to a missing object. Housekeeping removes objects that are left over.
		await Promise.all(objects.map(store.documents.remove));
		await sleep(PAUSE_MS);
	}
	await emptyChangeLog(store);
	return purged;
}
