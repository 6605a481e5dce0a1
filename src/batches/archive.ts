import { type ArchiveItem, partsToPrint, zipArchive } from '../archive/archive.ts';
import { type MergePart, mergePdfs } from '../pdf/merge.ts';
import { Refusal } from '../refusal.ts';
import { PRODUCER } from '../version.ts';
import type { SourcedFinding } from '../visits/origins.ts';
import type { Batch, BatchDocument, BatchItem } from './batch.ts';

/** All documents of a batch and its manifest as one ZIP. @param names see `namesMistake` */
export function zipOfBatch(
	batch: Batch,
	documents: AsyncIterable<BatchDocument>,
	names?: string,
): AsyncGenerator<Buffer, void, undefined> {
	return zipArchive({ id: batch.id, day: dayOf(batch), names }, archiveItems(batch, documents));
}

/**
 * All documents of a batch as one PDF to print, one after the other.
 * @throws Refusal where it has none, before anything is answered
 */
export async function printOfBatch(
	batch: Batch,
	documents: AsyncIterable<BatchDocument>,
): Promise<AsyncGenerator<Buffer, void, undefined>> {
	const parts = partsToPrint({ id: batch.id }, archiveItems(batch, documents));
	const first = await parts.next();
	if (first.done) throw new Refusal('conflict', 'The batch has no document to print. Its items say why.');
	return mergePdfs(startingWith(first.value, parts), {
		title: `Superbills of batch ${batch.id.slice(0, 8)}`,
		author: PRODUCER,
		language: 'en',
		producer: PRODUCER,
		creator: PRODUCER,
		created: new Date(batch.createdAt),
	});
}

const dayOf = ({ createdAt }: Batch): string => createdAt.slice(0, 'YYYY-MM-DD'.length);

async function* startingWith(first: MergePart, rest: AsyncIterable<MergePart>): AsyncGenerator<MergePart> {
	yield first;
	yield* rest;
}

/** What became of each item, as archives tell it. */
async function* archiveItems(
	batch: Batch,
	documents: AsyncIterable<BatchDocument>,
): AsyncGenerator<ArchiveItem> {
	for await (const { item, pdf, issuedOn = dayOf(batch) } of documents) {
		yield {
			position: item.position,
			number: item.number ?? undefined,
			rows: item.rows ?? undefined,
			superbillId: item.superbill ?? undefined,
			status: statusOf(batch, item),
			findings: [...item.findings, ...reasonOf(item)],
			document: pdf && { pdf, issuedOn },
		};
	}
}

/** What nobody worked on before a batch was cancelled was cancelled with it. */
function statusOf({ mode }: Batch, { state }: BatchItem): ArchiveItem['status'] {
	if (state === 'done') return mode === 'render' ? 'rendered' : 'issued';
	return state === 'failed' ? 'failed' : 'cancelled';
}

/** A manifest has findings alone. */
function reasonOf({ reason }: BatchItem): readonly SourcedFinding[] {
	if (reason === null) return [];
	return [{ rule: 'batch', severity: 'error', pointer: '', message: reason, help: 'Send it again.' }];
}
