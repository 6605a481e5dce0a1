import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import type { Batch, ReceiveOptions } from '../../src/batches/batch.ts';
import { type Batches, createBatches } from '../../src/batches/batches.ts';
import { closeQueue } from '../../src/batches/queue/open-queue.ts';
import { type BatchRunner, runBatches } from '../../src/batches/runner.ts';
import { type Call, OPERATOR } from '../../src/calls/actor.ts';
import { type PackedItem, packItem } from '../../src/intake/packed.ts';
import type { SuperbillService } from '../../src/service/service.ts';
import type { Store } from '../../src/store/store.ts';
import { callBy, visit } from '../records/issuing.suite.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import type { OpenTestStore } from '../store/suites.ts';

export const call = callBy(OPERATOR);

/** Visits of one practice, without errors. */
export const ready = (count: number, changes: (position: number) => object = () => ({})): PackedItem[] =>
	Array.from({ length: count }, (_, i) => item(i + 1, visit(changes(i + 1))));

export const item = (position: number, body: unknown): PackedItem =>
	packItem({ position, refused: false, body, findings: [] });

export async function* stream(items: readonly PackedItem[]): AsyncGenerator<PackedItem> {
	yield* items;
}

/** The batch service under test. */
export interface BatchRig {
	readonly store: Store;
	readonly batches: Batches;
	/** Errors outside of any call. */
	readonly errors: unknown[];
	send(items: readonly PackedItem[], options?: Partial<ReceiveOptions>, by?: Call): Promise<Batch>;
	work(service?: SuperbillService, slots?: number): BatchRunner;
	/** Works until a batch has ended. */
	ended(batch: Batch, service?: SuperbillService): Promise<Batch>;
}

/** Sets up the batch service on an empty store. Nothing works on batches until `work` or `ended` is called. */
export async function openBatchRig(t: Test, open: OpenTestStore): Promise<BatchRig> {
	return batchRig(t, await open(t));
}

export function batchRig(t: Test, store: Store): BatchRig {
	const errors: unknown[] = [];
	const onError = (error: unknown) => errors.push(error);
	const batches = createBatches({ store: () => store, timeZone: 'UTC', onError });
	t.teardown(() => closeQueue(store));
	const work: BatchRig['work'] = (service = serviceUnderTest(), slots) => {
		const runner = runBatches({
			store: () => store,
			service,
			onFailure: onError,
			...(slots !== undefined && { slots }),
		});
		t.teardown(() => runner.stop());
		return runner;
	};
	return {
		store,
		batches,
		errors,
		work,
		async send(items, options = {}, by = call) {
			return (await batches.receive(by, { mode: 'issue', ...options }, stream(items))).batch;
		},
		async ended(batch, service) {
			const runner = work(service);
			const ended = await until(
				() => batches.find(call, batch.id),
				({ finishedAt }) => finishedAt !== null,
			);
			await runner.stop();
			return ended;
		},
	};
}

/** Polls without a timeout of its own. */
export async function until<T>(look: () => Promise<T>, isEnough: (seen: T) => boolean): Promise<T> {
	for (;;) {
		const seen = await look();
		if (isEnough(seen)) return seen;
		await sleep(20);
	}
}

/** Counts the rows of each batch table. */
export async function rowCounts({ db }: Store): Promise<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const table of ['batches', 'batch_slices', 'batch_items', 'batch_documents'] as const) {
		const { count } = await db
			.selectFrom(table)
			.select((row) => row.fn.countAll<number>().as('count'))
			.executeTakeFirstOrThrow();
		counts[table] = Number(count);
	}
	return counts;
}

/** Compares the superbills in the store with the items that are done, and looks for gaps among the numbers. */
export async function faultsOfItems({ db }: Store): Promise<string[]> {
	const done = await db
		.selectFrom('batch_items')
		.leftJoin('superbills', 'superbills.seq', 'batch_items.seq')
		.select(['position', 'batch_items.seq', 'batch_items.number as told', 'superbills.number as kept'])
		.where('state', '=', 'done')
		.execute();
	const superbills = await db.selectFrom('superbills').select(['seq', 'number']).orderBy('number').execute();
	const faults = done.flatMap(({ position, told, kept }) =>
		told === kept ? [] : [`item ${position} has ${told}, its superbill ${kept}`],
	);
	const seqs = new Set(done.map(({ seq }) => seq));
	if (seqs.size !== done.length) faults.push('two items share a superbill');
	for (const { seq, number } of superbills) if (!seqs.has(seq)) faults.push(`${number} belongs to no item`);
	const places = superbills.map(({ number }) => Number(number.slice(-6)));
	for (const [i, place] of places.entries())
		if (place !== i + 1) faults.push(`number ${place} instead of ${i + 1}`);
	return faults;
}
