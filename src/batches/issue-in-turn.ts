import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { issueTogether, removeUnused, type StoredSuperbill } from '../records/issue-together.ts';
import { type Draft, drawDraft, type ReadyToIssue } from '../records/ready.ts';
import { writeItemResult } from '../store/batches/batch-items.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import { nextPlace } from '../store/numbers.ts';
import {
	announceNumbers,
	endTurn,
	type NumberSeries,
	TURN_MS,
	takeTurn,
	withdrawAnnouncements,
} from '../store/series-turns.ts';
import { numberInSeries } from '../superbill/numbering.ts';
import { sealItem } from './sealed-items.ts';
import { type BatchWorker, drawAll, failAlone, type ItemJob, outcomeOf } from './worker.ts';

/** An item without errors, to be issued. */
export type ReadyJob = ItemJob & { readonly ready: ReadyToIssue };

/** Time without progress in a series after which the workers ahead count as gone, in ms. */
const PATIENCE_MS = 500;

/** Items per transaction while others issue in the same series. The others wait until these items are drawn. */
const FEW = 5;

/** Interval between two looks at a series, in ms. */
const LOOK_MS = 10;

/**
 * Issues the items of a slice in one transaction, because a commit costs the same for one item as for many. Each worker
 * announces how many numbers it will take in a series, and workers issue in the order of their announcements. So the items
 * can be drawn beforehand, with predicted numbers. If a prediction is wrong, because somebody issued in between, the rest
 * is drawn again inside the transactions, a few at a time.
 * @returns false if an item is no longer due
 */
export async function issueAll(worker: BatchWorker, jobs: readonly ReadyJob[]): Promise<boolean> {
	const withNumber: ReadyJob[] = [];
	const bySeries = new Map<string, ReadyJob[]>();
	for (const job of jobs) {
		const { owner, series, chosen } = job.ready;
		const key = `${owner} ${series}`;
		if (chosen !== undefined) withNumber.push(job);
		else bySeries.set(key, [...(bySeries.get(key) ?? []), job]);
	}
	if (!(await issueWithNumbers(worker, withNumber))) return false;
	for (const some of bySeries.values()) if (!(await issueInSeries(worker, some))) return false;
	return true;
}

/** Issues items under the numbers that their sender chose. */
async function issueWithNumbers(worker: BatchWorker, jobs: readonly ReadyJob[]): Promise<boolean> {
	const drafts = await drawAll(jobs, ({ ready }) =>
		drawDraft(worker.store, worker.service, ready, ready.chosen as string, { behind: true }),
	);
	return worker.signal.aborted || (await issueJobs(worker, jobs, drafts)) !== undefined;
}

/** Issues items under the next numbers of their series. */
async function issueInSeries(worker: BatchWorker, jobs: readonly ReadyJob[]): Promise<boolean> {
	const { store, service, signal } = worker;
	const { owner: practice, series: name } = (jobs[0] as ReadyJob).ready;
	const series = { practice, series: name };
	let place = await announceNumbers(store.db, series, jobs.length, new Date());
	const draw = (some: readonly ReadyJob[]) =>
		drawAll(some, ({ ready }, i) =>
			drawDraft(store, service, ready, numberInSeries(name, place + i), { behind: true }),
		);
	let drafts = await draw(jobs);
	await reached(worker, series, place);
	let left = jobs;
	// Somebody issued in between and probably will again, so nothing is drawn before its number is certain.
	let isContested = false;
	const issueLeft = async (renew: () => Promise<void>): Promise<boolean> => {
		while (left.length > 0) {
			const next = await nextPlace(store.db, practice, name);
			if (next !== place) {
				place = next;
				isContested = true;
				// The predictions of the workers behind are wrong, too.
				await withdrawAnnouncements(store.db, series);
			}
			if (isContested) drafts = [];
			else if (drafts.length === 0) drafts = await draw(left);
			await renew();
			if (signal.aborted) return true;
			const some = isContested ? left.slice(0, FEW) : left;
			const numbers = await issueJobs(worker, some, drafts);
			if (!numbers) return false;
			isContested = numbers.some((number, i) => number !== numberInSeries(name, place + i));
			left = left.slice(some.length);
			place += some.length;
		}
		return true;
	};
	try {
		return await duringTurn(worker, series, issueLeft);
	} finally {
		if (left.length > 0) await withdrawAnnouncements(store.db, series);
	}
}

/** Waits until a series has reached a place, or makes no progress. */
async function reached(
	{ store, signal }: BatchWorker,
	{ practice, series }: NumberSeries,
	place: number,
): Promise<void> {
	let seen = 0;
	for (let since = performance.now(); ; ) {
		const next = await nextPlace(store.db, practice, series);
		if (next !== seen) since = performance.now();
		seen = next;
		if (next >= place || signal.aborted || performance.now() - since > PATIENCE_MS) return;
		await sleep(LOOK_MS);
	}
}

/** Works during this worker's turn in a series. @param work calls `renew` before each transaction to keep the turn */
async function duringTurn<T>(
	{ store: { db }, signal }: BatchWorker,
	series: NumberSeries,
	work: (renew: () => Promise<void>) => Promise<T>,
): Promise<T> {
	const holder = randomUUID();
	let since = 0;
	const take = async () => {
		since = performance.now();
		return takeTurn(db, series, holder, new Date());
	};
	while (!(await take()) && !signal.aborted) await sleep(LOOK_MS);
	try {
		return await work(async () => {
			if (performance.now() - since > TURN_MS / 3) await take();
		});
	} finally {
		await endTurn(db, series, holder);
	}
}

/**
 * Issues items together, or one by one if one of them cannot be issued.
 * @returns their numbers, undefined for those that failed; undefined altogether if one of them is no longer due
 */
async function issueJobs(
	worker: BatchWorker,
	jobs: readonly ReadyJob[],
	drafts: readonly (Draft | undefined)[],
): Promise<readonly (string | undefined)[] | undefined> {
	if (jobs.length > 1) {
		try {
			return await issueAtOnce(worker, jobs, drafts);
		} catch (error) {
			if (isStoreUnavailable(error)) throw error;
		}
	}
	const numbers: (string | undefined)[] = [];
	for (const [i, job] of jobs.entries()) {
		let issued: readonly string[] | undefined = [];
		const isDue = await failAlone(worker, job, async () => {
			issued = await issueAtOnce(worker, [job], [drafts[i]]);
			return issued !== undefined;
		});
		if (!isDue) return undefined;
		numbers.push(issued[0]);
	}
	return numbers;
}

/** Issues all items in one transaction, or none. @returns undefined if one of them is no longer due */
async function issueAtOnce(
	{ store, service }: BatchWorker,
	jobs: readonly ReadyJob[],
	drafts: readonly (Draft | undefined)[],
): Promise<readonly string[] | undefined> {
	const { batch, call } = jobs[0] as ReadyJob;
	const issuances = jobs.map(({ ready }, i) => ({ ready, draft: drafts[i] }));
	const [key] = store.keyring();
	let isDue = true;
	try {
		const stored = await store.transaction(async (tx) => {
			const stored = await issueTogether(store, tx, service, { ...call, now: new Date() }, issuances);
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
		});
		removeUnused(store, issuances, stored);
		return stored.map(({ number }) => number);
	} catch (error) {
		if (isDue) throw error;
		return undefined;
	}
}
