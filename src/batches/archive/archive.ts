import { createHash } from 'node:crypto';
import type { MergePart } from '../../pdf/merge.ts';
import { DEFAULT_NAMES, fileNames } from './file-names.ts';
import { type ManifestItem, manifestCsv, manifestJson } from './manifest.ts';
import { type ZipEntry, zipOf } from './zip.ts';

/** An item of a batch, with its document where it has one. */
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
	/** When it was begun, `YYYY-MM-DD`. */
	readonly day: string;
	/** See `namesMistake`. */
	readonly names?: string | undefined;
}

/**
 * A batch as one ZIP: `<number>.pdf` for each document, then `manifest.json` and `manifest.csv`, which tell of every
 * item. Items are asked for one by one, and none is kept with its document.
 */
export function zipArchive(
	batch: ArchivedBatch,
	items: AsyncIterable<ArchiveItem>,
): AsyncGenerator<Buffer, void, undefined> {
	return zipOf(archiveEntries(batch, items), batch.day);
}

/** The files of a batch, one by one: each document, then what tells of every item. */
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

/** The documents of a batch as what `mergePdfs` takes: each under its number, its data named as its file would be. */
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
