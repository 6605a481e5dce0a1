import { setTimeout as sleep } from 'node:timers/promises';
import { archiveItem, type EndedItem } from '../../../batches/archive/archive-item.ts';
import type { Batch, BatchDocument } from '../../../batches/batch.ts';
import { type Batches, createBatches } from '../../../batches/batches.ts';
import { closeQueue } from '../../../batches/queue/open-queue.ts';
import { runBatches } from '../../../batches/runner.ts';
import { type Call, COMMAND_LINE } from '../../../calls/actor.ts';
import { Refusal } from '../../../calls/refusal.ts';
import type { PackedItem } from '../../../intake/packed.ts';
import type { SuperbillService } from '../../../service/service.ts';
import type { Store } from '../../../store/store.ts';
import type { BatchProgress } from '../../base/progress.ts';
import type { Plan } from './plan.ts';
import type { BatchSource } from './source.ts';

/** Interval at which progress is read, in ms. */
const PROGRESS_MS = 100;

/** A failure that keeps repeating ends the command after this time without progress, in ms. */
const STUCK_MS = 10_000;

export interface IssueBatchOptions {
	readonly store: Store;
	readonly service: SuperbillService;
	/** Of a practice that has none. */
	readonly timeZone: string;
	/** After an abort, the remaining items wait until the same file is sent again. */
	readonly signal: AbortSignal;
	readonly progressOf: (total: number) => BatchProgress;
}

export interface IssuedBatch {
	readonly id: string;
	readonly total: number;
	/** The same file was sent before. */
	readonly replayed: boolean;
	/** The result of every item, in the order of the file. */
	readonly items: AsyncIterable<EndedItem>;
}

/** Issues a batch in the store, or continues the one that was made from the same file before. @throws Refusal */
export async function issueBatch(
	plan: Plan,
	source: BatchSource,
	options: IssueBatchOptions,
): Promise<IssuedBatch> {
	const { store, signal, timeZone } = options;
	const call: Call = { actor: COMMAND_LINE, now: new Date() };
	const batches = createBatches({ store: () => store, timeZone, onError: () => {} });
	const { again = false, columns } = plan;
	const asked = JSON.stringify([
		plan.type,
		plan.of,
		plan.splitBy ?? 'none',
		...(again ? ['again'] : []),
		...(columns ? [columns] : []),
	]);
	const { batch, replayed } = await batches
		.receive(
			call,
			{ mode: 'issue', again, asked, key: `${asked} ${source.sha256}`, isLasting: true },
			untilStopped(signal, source.read()),
		)
		.catch((error: unknown) => {
			throw error instanceof Refusal && error.kind === 'key-reused' ? readDifferently() : error;
		});
	const { finishedAt } = await workUntilDone(batches, call, batch, options);
	const items =
		finishedAt === null ? unfinished(batches, call, batch.id) : await batches.documents(call, batch.id);
	return { id: batch.id, total: batch.counts.total, replayed, items: ended(batch, items, signal) };
}

/** Passes items on. An abort before the last one throws, so that the store keeps none of them. */
async function* untilStopped(
	signal: AbortSignal,
	items: AsyncIterable<PackedItem>,
): AsyncGenerator<PackedItem, void, void> {
	for await (const item of items) {
		if (signal.aborted) throw new Refusal('not-now', 'Stopped before anything was issued.');
		yield item;
	}
}

/** Works on the batch, next to any other workers, until it is done or stopped. */
async function workUntilDone(
	batches: Batches,
	call: Call,
	batch: Batch,
	{ store, service, signal, progressOf }: IssueBatchOptions,
): Promise<Batch> {
	let failure: unknown;
	const onFailure = (error: unknown) => {
		failure = error;
	};
	const progress = progressOf(batch.counts.total);
	const runner = runBatches({ store: () => store, service, onFailure });
	let now = batch;
	// A store that is out of reach for a moment is asked again.
	const noted = (error: unknown) => {
		onFailure(error);
		return now;
	};
	let since = performance.now();
	try {
		while (now.finishedAt === null && !signal.aborted) {
			await sleep(PROGRESS_MS, undefined, { signal }).catch(() => {});
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

/** Lists the items of a batch that is not done, without documents. */
async function* unfinished(batches: Batches, call: Call, id: string): AsyncGenerator<BatchDocument> {
	let cursor: string | undefined;
	do {
		const page = await batches.items(call, id, { cursor, limit: 500 });
		for (const item of page.items) yield { item, pdf: undefined };
		cursor = page.nextCursor ?? undefined;
	} while (cursor !== undefined);
}

async function* ended(
	batch: Batch,
	items: AsyncIterable<BatchDocument>,
	signal: AbortSignal,
): AsyncGenerator<EndedItem, void, void> {
	for await (const { item, pdf, issuedOn } of items) {
		yield archiveItem(batch, { item, pdf: signal.aborted ? undefined : pdf, issuedOn });
	}
}

/** The key of a batch is the hash of its file, so a reused key means that the file is now read in another way. */
function readDifferently(): Refusal {
	return new Refusal(
		'key-reused',
		'This file was issued before, and this version reads it differently. Nothing was issued. Compare it with the superbills in the store, and send the missing ones in a separate file.',
	);
}
