import { createHash } from 'node:crypto';
import type { Prepared } from '../service/service.ts';
import { insertRendered } from '../store/batches/batch-items.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { type BatchWorker, drawAll, failAlone, type ItemJob, outcomeOf, writeResult } from './worker.ts';

/** An item without errors, to be drawn. */
export type PreparedJob = ItemJob & { readonly prepared: Prepared };

/** Draws items and stores the documents with their batch. @returns false if one of them is no longer due */
export async function renderAll(worker: BatchWorker, jobs: readonly PreparedJob[]): Promise<boolean> {
	const draw = ({ prepared, call }: PreparedJob) =>
		worker.service.draw(prepared, { behind: true, caller: call.actor.name });
	const drawn = await drawAll(jobs, draw);
	for (const [i, job] of jobs.entries()) {
		if (worker.signal.aborted) return true;
		const { row, prepared } = job;
		const isDue = await failAlone(worker, job, async () => {
			const { pdf } = drawn[i] ?? (await draw(job));
			const change = {
				state: 'done',
				number: prepared.request.number ?? null,
				pdf_sha256: createHash('sha256').update(pdf).digest('hex'),
				pdf_bytes: pdf.length,
			} as const;
			return writeResult(worker, job, {
				change,
				outcome: outcomeOf(job, prepared.findings),
				writeDocument: (tx, key) => insertRendered(tx, row, SEALED.batch_documents.pdf.seal(key, row, pdf)),
			});
		});
		if (!isDue) return false;
	}
	return true;
}
