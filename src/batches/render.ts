import { createHash } from 'node:crypto';
import type { Prepared } from '../service/service.ts';
import { insertRendered } from '../store/batches/batch-items.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { drawAll, type Job, orFail, settle, told, type Workshop } from './worker.ts';

/** An item that nothing speaks against. */
export type PreparedJob = Job & { readonly prepared: Prepared };

/** Draws items at once, and keeps the documents with their batch. */
export async function renderAll(workshop: Workshop, jobs: readonly PreparedJob[]): Promise<void> {
	const draw = ({ prepared }: PreparedJob) => workshop.service.draw(prepared, { behind: true });
	const drawn = await drawAll(jobs, draw);
	for (const [i, job] of jobs.entries()) {
		if (workshop.signal.aborted) return;
		const { row, prepared } = job;
		await orFail(workshop, job, async () => {
			const { pdf } = drawn[i] ?? (await draw(job));
			const change = {
				state: 'done',
				number: prepared.request.number ?? null,
				pdf_sha256: createHash('sha256').update(pdf).digest('hex'),
				pdf_bytes: pdf.length,
			} as const;
			await settle(workshop, job, {
				change,
				outcome: told(job, prepared.findings),
				also: (tx, key) => insertRendered(tx, row, SEALED.batch_documents.pdf.seal(key, row, pdf)),
			});
		});
	}
}
