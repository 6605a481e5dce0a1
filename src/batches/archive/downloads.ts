import { Refusal } from '../../calls/refusal.ts';
import type { Batch, BatchDocument } from '../batch.ts';
import { type ArchiveItem, mergedPdf, zipArchive } from './archive.ts';
import { archiveItem, dayOf } from './archive-item.ts';

/** Writes all documents of a batch and its manifest as a ZIP file. @param names a pattern, see `namesMistake` */
export function zipOfBatch(
	batch: Batch,
	documents: AsyncIterable<BatchDocument>,
	names?: string,
): AsyncGenerator<Buffer, void, undefined> {
	return zipArchive({ id: batch.id, day: dayOf(batch), names }, archiveItems(batch, documents));
}

/** Writes all documents of a batch as one PDF to print. @throws Refusal if it has none */
export async function printOfBatch(
	batch: Batch,
	documents: AsyncIterable<BatchDocument>,
): Promise<AsyncGenerator<Buffer, void, undefined>> {
	const pdf = await mergedPdf({ id: batch.id }, archiveItems(batch, documents), {
		title: `Superbills of batch ${batch.id.slice(0, 8)}`,
		created: new Date(batch.createdAt),
	});
	if (!pdf) {
		throw new Refusal(
			'batch-without-documents',
			'This batch has no documents to print. See its items for the reasons.',
		);
	}
	return pdf;
}

async function* archiveItems(
	batch: Batch,
	documents: AsyncIterable<BatchDocument>,
): AsyncGenerator<ArchiveItem> {
	for await (const document of documents) yield archiveItem(batch, document);
}
