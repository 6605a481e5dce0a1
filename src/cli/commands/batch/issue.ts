import { setTimeout as sleep } from 'node:timers/promises';
import { archiveItem, type EndedItem } from '../../../batches/archive/archive-item.ts';
import type { Batch, BatchDocument } from '../../../batches/batch.ts';
import { type Batches, createBatches } from '../../../batches/batches.ts';
import { closeQueue } from '../../../batches/queue.ts';
import { runBatches } from '../../../batches/runner.ts';
import { type Call, COMMAND_LINE } from '../../../calls/actor.ts';
import type { Refusal } from '../../../calls/refusal.ts';
import type { Item } from '../../../intake/item.ts';
import { stampVoid } from '../../../pdf/stamp-void.ts';
import type { SuperbillService } from '../../../service/service.ts';
import type { Store } from '../../../store/store.ts';
import type { BatchProgress } from '../../base/progress.ts';
import type { Plan } from './plan.ts';
import type { Source } from './source.ts';

/** How often it is looked how far it has come, in ms. */
const LOOK_MS = 100;

/** For how long nothing may be settled while something fails again and again, in ms. */
const STUCK_MS = 10_000;

export interface Issuing {
	readonly store: Store;
	readonly service: SuperbillService;
	/** When it is aborted, what is not issued waits for the next time that the same file is sent. */
	readonly signal: AbortSignal;
	readonly progressOf: (total: number) => BatchProgress;
}

export interface IssuedBatch {
	readonly id: string;
	readonly total: number;
	/** Whether the same file was sent before. */
	readonly replayed: boolean;
	/** Everything that became of it, in the order of the file. */
	readonly items: AsyncIterable<EndedItem>;
}

/** Issues a batch of the store, or goes on with the one that was made of the same file before. @throws Refusal */
export async function issueBatch(plan: Plan, source: Source, issuing: Issuing): Promise<IssuedBatch> {
	const { store, signal } = issuing;
	const call: Call = { actor: COMMAND_LINE, now: new Date() };
	const batches = createBatches({ store: () => store, stampVoid, onError: () => {} });
	const asked = JSON.stringify([plan.type, plan.of, plan.splitBy ?? 'none']);
	const { batch, replayed } = await batches.receive(
		call,
		{ mode: 'issue', asked, key: `${asked} ${source.sha256}`, isLasting: true },
		until(signal, source.read()),
	);
	const { finishedAt } = await settled(batches, call, batch, issuing);
	const items =
		finishedAt === null ? unfinished(batches, call, batch.id) : await batches.documents(call, batch.id);
	return { id: batch.id, total: batch.counts.total, replayed, items: madeOf(batch, items, signal) };
}

/** Ended before all was kept: nothing is kept. */
export class Stopped extends Error {}

async function* until(signal: AbortSignal, items: AsyncIterable<Item>): AsyncGenerator<Item, void, void> {
	for await (const item of items) {
		if (signal.aborted) throw new Stopped();
		yield item;
	}
}

/** Works on it, beside whoever else does, until it has ended or is stopped. */
async function settled(
	batches: Batches,
	call: Call,
	batch: Batch,
	{ store, service, signal, progressOf }: Issuing,
): Promise<Batch> {
	let failure: unknown;
	const onFailure = (error: unknown) => {
		failure = error;
	};
	const progress = progressOf(batch.counts.total);
	const runner = runBatches({ store: () => store, service, onFailure });
	let now = batch;
	// A store that is away for a moment is asked again.
	const noted = (error: unknown) => {
		onFailure(error);
		return now;
	};
	let since = performance.now();
	try {
		while (now.finishedAt === null && !signal.aborted) {
			await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
			const before = now.counts.waiting;
			now = await batches.find(call, batch.id).catch(noted);
			const { waiting, total, failed } = now.counts;
			if (waiting < before) since = performance.now();
			if (failure !== undefined && performance.now() - since > STUCK_MS) throw failure;
			progress.show(total - waiting, failed);
		}
	} finally {
		progress.end();
		await runner.stop();
		await closeQueue(store);
	}
	return batches.find(call, batch.id);
}

/** Its documents come when all is done. */
async function* unfinished(batches: Batches, call: Call, id: string): AsyncGenerator<BatchDocument> {
	let cursor: string | undefined;
	do {
		const page = await batches.items(call, id, { cursor, limit: 500 });
		for (const item of page.items) yield { item, pdf: undefined };
		cursor = page.nextCursor ?? undefined;
	} while (cursor !== undefined);
}

async function* madeOf(
	batch: Batch,
	items: AsyncIterable<BatchDocument>,
	signal: AbortSignal,
): AsyncGenerator<EndedItem, void, void> {
	for await (const { item, pdf, issuedOn } of items) {
		yield archiveItem(batch, { item, pdf: signal.aborted ? undefined : pdf, issuedOn });
	}
}

/** Why the store does not take a batch. */
export function refusalText({ kind, message }: Refusal): string {
	return kind === 'key-reused'
		? 'This file was issued before, and is read in another way now, as after an update. Nothing was issued: see what is kept, and send what is missing in a file of its own.'
		: message;
}
