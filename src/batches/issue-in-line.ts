import { setTimeout as sleep } from 'node:timers/promises';
import { type Draft, drawDraft, issueReady, type Ready } from '../records/issue.ts';
import { settleItem } from '../store/batch-items.ts';
import { nextPlace, promiseNumbers } from '../store/numbers.ts';
import { numberOf } from '../superbill/numbering.ts';
import { sealItem } from './sealed.ts';
import { type Job, orFail, Settled, told, type Workshop } from './workshop.ts';

/** An item that nothing speaks against. */
export type ReadyJob = Job & { readonly ready: Ready };

/** How long those who are before in a series may issue nothing until they are taken to be gone, in ms. */
const PATIENCE_MS = 1_000;

/** How often it is looked whose turn it is, in ms. */
const LOOK_MS = 10;

/**
 * Issues items, each in a transaction of its own. They are drawn before, all at once, under the numbers that they will
 * have if everyone who issues in the series does so in the order in which they said that they will; where it comes
 * otherwise, they are drawn again.
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
	const drafts = await drawAll(workshop, jobs, (i) => (jobs[i] as ReadyJob).ready.chosen as string);
	for (const [i, job] of jobs.entries()) {
		if (workshop.signal.aborted) return;
		await issueJob(workshop, job, drafts[i]);
	}
}

async function issueLine(workshop: Workshop, jobs: readonly ReadyJob[]): Promise<void> {
	const { store, signal } = workshop;
	const { owner, series } = (jobs[0] as ReadyJob).ready;
	const promise = (count: number, afresh: boolean) =>
		promiseNumbers(store.db, owner, series, { count, afresh, now: new Date() });
	let left = jobs;
	let place = await promise(left.length, false);
	while (left.length > 0) {
		const drafts = await drawAll(workshop, left, (i) => numberOf(series, place + i));
		if ((await reached(workshop, owner, series, place)) < place) {
			place = await promise(left.length, true);
			continue;
		}
		let done = 0;
		for (const [i, job] of left.entries()) {
			if (signal.aborted) return;
			const number = await issueJob(workshop, job, drafts[i]);
			done++;
			// Somebody was between: the others have other numbers, too.
			if (number !== numberOf(series, place + i)) break;
		}
		left = left.slice(done);
		place = left.length > 0 ? await nextPlace(store.db, owner, series) : place;
	}
}

/** Waits until a series has come to a place, or nobody goes on with it. @returns where it stands. */
async function reached({ store, signal }: Workshop, owner: string, series: string, place: number) {
	let seen = 0;
	for (let since = performance.now(); ; ) {
		const next = await nextPlace(store.db, owner, series);
		if (next !== seen) since = performance.now();
		seen = next;
		if (next >= place || signal.aborted || performance.now() - since > PATIENCE_MS) return next;
		await sleep(LOOK_MS);
	}
}

/** Nothing for what could not be drawn: that is tried again where it is issued. */
async function drawAll(
	{ service }: Workshop,
	jobs: readonly ReadyJob[],
	numberFor: (index: number) => string,
): Promise<readonly (Draft | undefined)[]> {
	const drawn = await Promise.allSettled(
		jobs.map(({ ready }, i) => drawDraft(service, ready, numberFor(i), { behind: true })),
	);
	return drawn.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined));
}

/** @returns its number; nothing where it failed. */
async function issueJob(
	workshop: Workshop,
	job: ReadyJob,
	draft: Draft | undefined,
): Promise<string | undefined> {
	const { store, service } = workshop;
	const { batch, row, call, ready } = job;
	let number: string | undefined;
	await orFail(workshop, job, async () => {
		const [key] = store.keyring();
		const sealed = sealItem(key, row, undefined, told(job, ready.prepared.findings));
		({ number } = await issueReady(store, service, { ...call, now: new Date() }, ready, {
			draft,
			async also(tx, { seq, number, sha256, bytes }) {
				const change = { state: 'done', seq, number, pdf_sha256: sha256, pdf_bytes: bytes } as const;
				if (!(await settleItem(tx, batch, row.position, { ...change, ...sealed }))) throw new Settled();
			},
		}));
	});
	return number;
}
