import { setImmediate as breathe } from 'node:timers/promises';
import type { Call } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import { atSource } from '../intake/at-source.ts';
import type { SuperbillService } from '../service/service.ts';
import { type ItemRow, settleItem } from '../store/batches/batch-items.ts';
import type { BatchRow } from '../store/batches/batches.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import type { StoredPractice } from '../store/practices.ts';
import { refuseLeftBehind } from '../store/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Finding } from '../superbill/finding.ts';
import type { DataKey } from '../vault/data-key.ts';
import type { BatchQueue } from './queue/open-queue.ts';
import { type Outcome, sealItem, type Task } from './sealed-items.ts';

/** What work on a slice stands on. */
export interface Workshop {
	readonly store: Store;
	readonly service: SuperbillService;
	readonly queue: BatchQueue;
	/** Told of an item that failed as none should. */
	readonly onDefect: (error: unknown) => void;
	/** Ends work early, between two transactions. */
	readonly signal: AbortSignal;
}

/** An item in work. */
export interface Job {
	readonly batch: BatchRow;
	readonly row: ItemRow;
	readonly task: Task;
	readonly practice: StoredPractice | undefined;
	/** In the name of who sent the batch. */
	readonly call: Call;
}

/** Another worker was faster, or the batch was cancelled: nothing is to be written, and all of it taken back. */
export class Settled extends Error {
	override readonly name = 'Settled';
}

/** What is said of an item: how it was put together, and what the checks found, led back to what was sent. */
export function told({ task }: Job, findings: readonly Finding[], reason?: string): Outcome {
	return {
		findings: [...task.findings, ...atSource(findings, task.origins)],
		...(reason !== undefined && { reason }),
	};
}

/**
 * Draws for all jobs, behind whatever else is to be drawn. Nothing for what could not be drawn: a thread that ends takes
 * with it what else it has in hand, so that each is tried once more alone, where its failure is told.
 */
export async function drawAll<J, D>(
	jobs: readonly J[],
	draw: (job: J, index: number) => Promise<D>,
): Promise<readonly (D | undefined)[]> {
	const drawn: Promise<D | undefined>[] = [];
	for (const [i, job] of jobs.entries()) {
		// Without threads that draw, requests wait for this one.
		await breathe();
		drawn.push(draw(job, i).catch(() => undefined));
	}
	return Promise.all(drawn);
}

/** What is to be written of an item. */
interface Settling {
	readonly change: Parameters<typeof settleItem>[3];
	readonly outcome: Outcome;
	/** What is still to be made of it, if anything. */
	readonly task?: Task;
	/** Written in the same transaction, sealed with the same key. */
	readonly also?: (tx: Tx, key: DataKey) => Promise<void>;
}

/** Writes what became of an item. @throws Settled */
export async function settle(
	{ store }: Workshop,
	{ batch, row }: Job,
	{ change, outcome, task, also }: Settling,
): Promise<void> {
	const [key] = store.keyring();
	await store.transaction(async (tx) => {
		const sealed = sealItem(key, row, task, outcome, also !== undefined);
		if (!(await settleItem(tx, batch, row.position, { ...sealed, ...change }))) throw new Settled();
		await also?.(tx, key);
		await refuseLeftBehind(store, tx);
	});
}

const DEFECT =
	'It could not be made, by a defect of the service. Send it again alone, and report it where it fails again.';

/** A bad item fails alone. What concerns all of them goes on to whoever works on the slice. */
export async function orFail(workshop: Workshop, job: Job, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (error instanceof Settled || isStoreUnavailable(error)) throw error;
		const change = { state: 'failed' } as const;
		if (error instanceof Refusal) {
			const { findings, message } = error;
			await settle(workshop, job, {
				change,
				outcome: told(job, findings ?? [], findings ? undefined : message),
			});
		} else {
			workshop.onDefect(error);
			await settle(workshop, job, { change, outcome: told(job, [], DEFECT) });
		}
	}
}
