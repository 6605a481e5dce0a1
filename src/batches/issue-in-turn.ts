import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { issueTogether, removeUnused, type StoredSuperbill } from '../records/issue-together.ts';
import { type Draft, drawDraft, type ReadyToIssue } from '../records/ready.ts';
import { settleItem } from '../store/batches/batch-items.ts';
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
import { drawAll, type Job, orFail, Settled, told, type Workshop } from './worker.ts';

/** An item that nothing speaks against. */
export type ReadyJob = Job & { readonly ready: ReadyToIssue };

/** How long those who are before in a series may issue nothing until they are taken to be gone, in ms. */
const PATIENCE_MS = 500;

/** Items of one transaction where others issue in the series meanwhile: they wait until so many are drawn. */
const FEW = 5;

/** How often it is looked whose turn it is, in ms. */
const LOOK_MS = 10;

/**
 * Issues the items of a slice in one transaction: a commit costs as much for one. They are drawn before, all at once, under
 * the numbers that they will have if everyone who issues in the series does so in the order in which they said that they
 * will. Where it comes otherwise, they are drawn again, a few in a transaction.
 */
export async function issueAll(workshop: Workshop, jobs: readonly ReadyJob[]): Promise<void> {
	const chosen: ReadyJob[] = [];
	const lines = new Map<string, ReadyJob[]>();
	for (const job of jobs) {
		const { owner, series, chosen: number } = job.ready;
		const line = lines.get(`${owner} ${series}`) ?? [];
		if (number !== undefined) chosen.push(job);
		else lines.set(`${owner} ${series}`, [...line, job]);
	}
	await issueChosen(workshop, chosen);
	for (const line of lines.values()) await issueLine(workshop, line);
}

/** Under the numbers that their sender gave them. */
async function issueChosen(workshop: Workshop, jobs: readonly ReadyJob[]): Promise<void> {
	const drafts = await drawAll(jobs, ({ ready }) =>
		drawDraft(workshop.store, workshop.service, ready, ready.chosen as string, { behind: true }),
	);
	if (!workshop.signal.aborted) await issueJobs(workshop, jobs, drafts);
}

async function issueLine(workshop: Workshop, jobs: readonly ReadyJob[]): Promise<void> {
	const { store, service, signal } = workshop;
	const { owner: practice, series } = (jobs[0] as ReadyJob).ready;
	const line = { practice, series };
	let place = await announceNumbers(store.db, line, jobs.length, new Date());
	const draw = (left: readonly ReadyJob[]) =>
		drawAll(left, ({ ready }, i) =>
			drawDraft(store, service, ready, numberInSeries(series, place + i), { behind: true }),
		);
	let drafts = await draw(jobs);
	await reached(workshop, line, place);
	let left = jobs;
	// Somebody was between: what is drawn before its number is held would be worthless once they come again.
	let isContested = false;
	await holding(workshop, line, async (stay) => {
		while (left.length > 0) {
			const next = await nextPlace(store.db, practice, series);
			if (next !== place) {
				place = next;
				isContested = true;
				// What others behind have promised themselves is wrong, too.
				await withdrawAnnouncements(store.db, line);
			}
			if (isContested) drafts = [];
			else if (drafts.length === 0) drafts = await draw(left);
			await stay();
			if (signal.aborted) return;
			const these = isContested ? left.slice(0, FEW) : left;
			const numbers = await issueJobs(workshop, these, drafts);
			isContested = numbers.some((number, i) => number !== numberInSeries(series, place + i));
			left = left.slice(these.length);
			place += these.length;
		}
	}).finally(() => left.length > 0 && withdrawAnnouncements(store.db, line));
}

/** Waits until a series has come to a place, or nobody goes on with it. */
async function reached(
	{ store, signal }: Workshop,
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

/**
 * Does something while nobody else who issues many in a row does so in the series, unless they stand still.
 * @param work is given what says that it goes on.
 */
async function holding(
	{ store: { db }, signal }: Workshop,
	line: NumberSeries,
	work: (stay: () => Promise<void>) => Promise<void>,
): Promise<void> {
	const holder = randomUUID();
	let since = 0;
	const hold = async () => {
		since = performance.now();
		return takeTurn(db, line, holder, new Date());
	};
	while (!(await hold()) && !signal.aborted) await sleep(LOOK_MS);
	try {
		await work(async () => {
			if (performance.now() - since > TURN_MS / 3) await hold();
		});
	} finally {
		await endTurn(db, line, holder);
	}
}

/** @returns their numbers, in their order; nothing where one failed. */
async function issueJobs(
	workshop: Workshop,
	jobs: readonly ReadyJob[],
	drafts: readonly (Draft | undefined)[],
): Promise<readonly (string | undefined)[]> {
	if (jobs.length > 1) {
		try {
			return await issueAtOnce(workshop, jobs, drafts);
		} catch (error) {
			if (error instanceof Settled || isStoreUnavailable(error)) throw error;
			// One of them is bad, and takes nobody with it.
		}
	}
	const numbers: (string | undefined)[] = [];
	for (const [i, job] of jobs.entries()) {
		let alone: readonly string[] = [];
		await orFail(workshop, job, async () => {
			alone = await issueAtOnce(workshop, [job], [drafts[i]]);
		});
		numbers.push(alone[0]);
	}
	return numbers;
}

/** All of them, or none. @throws Settled */
async function issueAtOnce(
	{ store, service }: Workshop,
	jobs: readonly ReadyJob[],
	drafts: readonly (Draft | undefined)[],
): Promise<readonly string[]> {
	const { batch, call } = jobs[0] as ReadyJob;
	const issuances = jobs.map(({ ready }, i) => ({ ready, draft: drafts[i] }));
	const [key] = store.keyring();
	const kept = await store.transaction(async (tx) => {
		const kept = await issueTogether(store, tx, service, { ...call, now: new Date() }, issuances);
		for (const [i, job] of jobs.entries()) {
			const { seq, number, sha256, pdf } = kept[i] as StoredSuperbill;
			const sealed = sealItem(key, job.row, undefined, told(job, job.ready.prepared.findings));
			const change = { state: 'done', seq, number, pdf_sha256: sha256, pdf_bytes: pdf.length } as const;
			if (!(await settleItem(tx, batch, job.row.position, { ...change, ...sealed }))) throw new Settled();
		}
		return kept;
	});
	removeUnused(store, issuances, kept);
	return kept.map(({ number }) => number);
}
