import { setImmediate as breathe } from 'node:timers/promises';
import type { Call } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import { atSource } from '../intake/at-source.ts';
import type { ItemTask } from '../intake/item.ts';
import type { SuperbillService } from '../service/service.ts';
import { type ItemRow, writeItemResult } from '../store/batches/batch-items.ts';
import type { BatchRow } from '../store/batches/batches.ts';
import { isStoreUnavailable } from '../store/database/unavailable.ts';
import type { StoredPractice } from '../store/practices.ts';
import { refuseLeftBehind } from '../store/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import type { Finding } from '../superbill/finding.ts';
import { metadataOf } from '../superbill/metadata.ts';
import type { DataKey } from '../vault/data-key.ts';
import type { BatchQueue } from './queue/batch-queue.ts';
import { type ItemOutcome, sealItem } from './sealed-items.ts';

/** The dependencies of a batch worker. */
export interface BatchWorker {
	readonly store: Store;
	readonly service: SuperbillService;
	readonly queue: BatchQueue;
	/** Reports the error of an item that failed because of a defect. */
	readonly onDefect: (error: unknown) => void;
	/** Ends the work before the next transaction. */
	readonly signal: AbortSignal;
}

/** An item that a worker works on. */
export interface ItemJob {
	readonly batch: BatchRow;
	readonly row: ItemRow;
	readonly task: ItemTask;
	readonly practice: StoredPractice | undefined;
	/** Acts for the sender of the batch. */
	readonly call: Call;
}

/** Combines the findings of the upload with those of the checks, whose pointers it maps to places in the upload. */
export function outcomeOf({ task }: ItemJob, findings: readonly Finding[], reason?: string): ItemOutcome {
	return {
		findings: [...task.findings, ...atSource(findings, task.origins)],
		...(reason !== undefined && { reason }),
		metadata: metadataOf(task.body),
	};
}

/**
 * Draws all jobs, behind the documents of waiting requests. A failed job gets undefined, and the caller tries it again by
 * itself: when a thread ends, all its documents fail, not only the one that ended it.
 */
export async function drawAll<J, D>(
	jobs: readonly J[],
	draw: (job: J, index: number) => Promise<D>,
): Promise<readonly (D | undefined)[]> {
	const drawn: Promise<D | undefined>[] = [];
	for (const [i, job] of jobs.entries()) {
		// Without drawing threads, this thread draws, and requests need it in between.
		await breathe();
		drawn.push(draw(job, i).catch(() => undefined));
	}
	return Promise.all(drawn);
}

/** The result of an item, to be written in one transaction. */
interface ItemResult {
	readonly change: Parameters<typeof writeItemResult>[3];
	readonly outcome: ItemOutcome;
	/** The work that remains. */
	readonly task?: ItemTask;
	/** Writes a document in the same transaction, sealed with the same key. */
	readonly writeDocument?: (tx: Tx, key: DataKey) => Promise<void>;
}

/** @returns false, with nothing written, if the item is no longer due: another worker was faster, or the batch was cancelled */
export async function writeResult(
	{ store }: BatchWorker,
	{ batch, row }: ItemJob,
	{ change, outcome, task, writeDocument }: ItemResult,
): Promise<boolean> {
	const [key] = store.keyring();
	return store.transaction(async (tx) => {
		const sealed = sealItem(key, row, {
			task: task && JSON.stringify(task),
			outcome,
			hasDocument: writeDocument !== undefined,
		});
		if (!(await writeItemResult(tx, batch, row.position, { ...sealed, ...change }))) return false;
		await writeDocument?.(tx, key);
		await refuseLeftBehind(store, tx);
		return true;
	});
}

const DEFECT =
	'This superbill could not be made because of a defect in the service. Send it again by itself, and report it if it fails again.';

/**
 * Works on an item. If that fails, it stores the reason, and other items go on. Failures of the store affect all items, so
 * they are thrown.
 * @returns false if the item is no longer due
 */
export async function failAlone(
	worker: BatchWorker,
	job: ItemJob,
	work: () => Promise<boolean>,
): Promise<boolean> {
	try {
		return await work();
	} catch (error) {
		if (isStoreUnavailable(error)) throw error;
		const change = { state: 'failed' } as const;
		if (error instanceof Refusal) {
			const { findings, message } = error;
			const outcome = findings ? outcomeOf(job, findings) : outcomeOf(job, [], message);
			return writeResult(worker, job, { change, outcome });
		}
		worker.onDefect(error);
		return writeResult(worker, job, { change, outcome: outcomeOf(job, [], DEFECT) });
	}
}
