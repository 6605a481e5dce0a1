import { createHash } from 'node:crypto';
import { type MergePart, mergePdfs } from '../../pdf/merge.ts';
import { PRODUCER } from '../../version.ts';
import { DEFAULT_NAMES, fileNames } from './file-names.ts';
import { type ManifestItem, manifestCsv, manifestJson } from './manifest.ts';
import { type ZipEntry, zipOf } from './zip.ts';

/** An item of a batch, with its document if it has one. */
export interface ArchiveItem extends Omit<ManifestItem, 'file'> {
	readonly document?: ArchivedDocument | undefined;
}

export interface ArchivedDocument {
	readonly pdf: Buffer;
	/** `YYYY-MM-DD` */
	readonly issuedOn: string;
}

export interface ArchivedBatch {
	readonly id: string;
	/** The day on which it began, `YYYY-MM-DD`. */
	readonly day: string;
	/** See `namesMistake`. */
	readonly names?: string | undefined;
}

/** Writes a batch as a ZIP file while items arrive, with one document in memory at a time. */
export function zipArchive(
	batch: ArchivedBatch,
	items: AsyncIterable<ArchiveItem>,
): AsyncGenerator<Buffer, void, undefined> {
	return zipOf(archiveEntries(batch, items), batch.day);
}

/** Yields the files of a batch: `<number>.pdf` for each document, then a manifest of all items as JSON and as CSV. */
export async function* archiveEntries(
	{ id, names = DEFAULT_NAMES }: Omit<ArchivedBatch, 'day'>,
	items: AsyncIterable<ArchiveItem>,
): AsyncGenerator<ZipEntry> {
	const nameOf = fileNames(names, id);
	const listed: ManifestItem[] = [];
	for await (const { document, ...item } of items) {
		if (!document) {
			listed.push(item);
			continue;
		}
		const { pdf, issuedOn } = document;
		const name = `${nameOf({ ...item, issuedOn })}.pdf`;
		const sha256 = createHash('sha256').update(pdf).digest('hex');
		listed.push({ ...item, file: { name, sha256, bytes: pdf.length } });
		yield { name, data: pdf };
	}
	yield { name: 'manifest.json', data: Buffer.from(manifestJson(id, listed)) };
	yield { name: 'manifest.csv', data: Buffer.from(manifestCsv(listed)) };
}

/** Yields the documents of a batch for `mergePdfs`. Numbers become titles, and file names become names of attached data. */
export async function* partsToPrint(
	{ id, names = DEFAULT_NAMES }: Omit<ArchivedBatch, 'day'>,
	items: AsyncIterable<ArchiveItem>,
): AsyncGenerator<MergePart> {
	const nameOf = fileNames(names, id);
	for await (const { document, ...item } of items) {
		if (!document) continue;
		const name = nameOf({ ...item, issuedOn: document.issuedOn });
		yield { title: item.number ?? name, dataName: `${name}.json`, pdf: document.pdf };
	}
}

/** Merges the documents of a batch into one PDF to print. @returns undefined if there are none */
export async function mergedPdf(
	batch: Omit<ArchivedBatch, 'day'>,
	items: AsyncIterable<ArchiveItem>,
	{ title, created }: { readonly title: string; readonly created: Date },
): Promise<AsyncGenerator<Buffer, void, undefined> | undefined> {
	const parts = partsToPrint(batch, items);
	const first = await parts.next();
	if (first.done) return undefined;
	const [author, producer, creator] = [PRODUCER, PRODUCER, PRODUCER];
	return mergePdfs(startingWith(first.value, parts), {
		title,
		author,
		language: 'en-US',
		producer,
		creator,
		created,
	});
}

async function* startingWith(first: MergePart, rest: AsyncIterable<MergePart>): AsyncGenerator<MergePart> {
	yield first;
	yield* rest;
}
