import { Refusal } from '../../calls/refusal.ts';
import { type MergePart, mergePdfs } from '../../pdf/merge.ts';
import { PRODUCER } from '../../version.ts';
import type { Batch, BatchDocument } from '../batch.ts';
import { type ArchiveItem, partsToPrint, zipArchive } from './archive.ts';
import { archiveItem, dayOf } from './archive-item.ts';

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

async function* startingWith(first: MergePart, rest: AsyncIterable<MergePart>): AsyncGenerator<MergePart> {
	yield first;
	yield* rest;
}

async function* archiveItems(
	batch: Batch,
	documents: AsyncIterable<BatchDocument>,
): AsyncGenerator<ArchiveItem> {
	for await (const document of documents) yield archiveItem(batch, document);
}
