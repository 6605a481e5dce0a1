import { inTurn } from '../records/in-turn.ts';
import { issueTogether, removeUnused, type StoredSuperbill } from '../records/issue-together.ts';
import { type DrawnSuperbill, drawUnnumbered, type ReadyToIssue } from '../records/ready.ts';
import { writeItemResult } from '../store/batches/batch-items.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import type { Tx } from '../store/store.ts';
import { sealItem } from './sealed-items.ts';
import { type BatchWorker, drawAll, failAlone, type ItemJob, outcomeOf } from './worker.ts';

/** An item without errors, to be issued. */
export type ReadyJob = ItemJob & { readonly ready: ReadyToIssue };

type DrawnJob = ReadyJob & { readonly drawn: DrawnSuperbill };

/**
 * Issues the items of a slice. All are drawn first. Those of one series are then issued in one transaction, because a
 * commit costs the same for one item as for many.
 * @returns false if an item is no longer due
 */
export async function issueAll(worker: BatchWorker, jobs: readonly ReadyJob[]): Promise<boolean> {
	const { store, service, signal } = worker;
	const draw = ({ call, ready }: ReadyJob) => drawUnnumbered(store, service, call, ready, { behind: true });
	const drawings = await drawAll(jobs, draw);
	const bySeries = new Map<string, DrawnJob[]>();
	for (const [i, job] of jobs.entries()) {
		if (signal.aborted) return true;
		const isDue = await failAlone(worker, job, async () => {
			const drawn = drawings[i] ?? (await draw(job));
			const { owner, series, chosen } = job.ready;
			const key = `${owner} ${chosen === undefined ? series : ''}`;
			bySeries.set(key, [...(bySeries.get(key) ?? []), { ...job, drawn }]);
			return true;
		});
		if (!isDue) return false;
	}
	for (const some of bySeries.values()) {
		if (signal.aborted) return true;
		if (!(await issueJobs(worker, some))) return false;
	}
	return true;
}

/** Issues items together, or one by one if one of them cannot be issued. @returns false if one of them is no longer due */
async function issueJobs(worker: BatchWorker, jobs: readonly DrawnJob[]): Promise<boolean> {
	if (jobs.length > 1) {
		try {
			return await issueAtOnce(worker, jobs);
		} catch (error) {
			if (isStoreUnavailable(error)) throw error;
		}
	}
	for (const job of jobs) {
		if (!(await failAlone(worker, job, () => issueAtOnce(worker, [job])))) return false;
	}
	return true;
}

/** Issues all items in one transaction, or none. @returns false if one of them is no longer due */
async function issueAtOnce({ store }: BatchWorker, jobs: readonly DrawnJob[]): Promise<boolean> {
	const { batch, call, ready } = jobs[0] as DrawnJob;
	const [key] = store.keyring();
	const drawn = jobs.map((job) => job.drawn);
	let isDue = true;
	try {
		const numberAndStore = async (tx: Tx) => {
			const stored = await issueTogether(store, tx, { ...call, now: new Date() }, drawn);
			for (const [i, job] of jobs.entries()) {
				const { seq, number, sha256, pdf } = stored[i] as StoredSuperbill;
				const outcome = outcomeOf(job, job.ready.prepared.findings);
				const sealed = sealItem(key, job.row, { outcome });
				const change = { state: 'done', seq, number, pdf_sha256: sha256, pdf_bytes: pdf.length } as const;
				isDue = await writeItemResult(tx, batch, job.row.position, { ...change, ...sealed });
				// Kysely rolls back only if its callback throws.
				if (!isDue) throw new Error('roll back');
			}
			return stored;
		};
		const stored = await inTurn(store, ready, () => store.transaction(numberAndStore));
		removeUnused(store, drawn, stored);
		return true;
	} catch (error) {
		if (isDue) throw error;
		return false;
	}
}
