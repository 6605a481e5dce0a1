import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
	type ArchivedBatch,
	type ArchiveItem,
	archiveEntries,
	partsToPrint,
	zipArchive,
} from '../../../batches/archive/archive.ts';
import { type MergePart, mergePdfs } from '../../../pdf/merge.ts';
import { PRODUCER } from '../../../version.ts';
import { WrongUse } from '../../base/command.ts';
import { writeFileWhole } from '../../base/output.ts';
import type { Plan } from './plan.ts';

type ItemReader = (items: AsyncIterable<ArchiveItem>) => Promise<void>;

/**
 * Writes a batch to all the places that a plan names, while its items come. Every file is whole when it gets its name.
 * @throws WrongUse for what cannot be written, and what `items` throws
 */
export async function writeBatch(
	plan: Plan,
	batch: ArchivedBatch,
	items: AsyncIterable<ArchiveItem>,
): Promise<void> {
	const { out, zip, merged } = plan;
	await toAll(items, [
		...(out === undefined ? [] : [toFolder(out, batch)]),
		...(zip === undefined
			? []
			: [(each: AsyncIterable<ArchiveItem>) => writeFileWhole(zip, zipArchive(batch, each))]),
		...(merged === undefined ? [] : [toPrint(merged, batch)]),
	]);
}

function toFolder(folder: string, batch: ArchivedBatch): ItemReader {
	return async (items) => {
		try {
			await mkdir(folder, { recursive: true, mode: 0o700 });
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			throw new WrongUse(`${folder} cannot be made (${code}). Name another folder for --out.`);
		}
		for await (const { name, data } of archiveEntries(batch, items))
			await writeFileWhole(join(folder, name), data);
	};
}

/** Nothing is written where there is no document. */
function toPrint(file: string, batch: ArchivedBatch): ItemReader {
	return async (items) => {
		const parts = partsToPrint(batch, items);
		const first = await parts.next();
		if (first.done) return;
		const metadata = {
			title: 'Superbills',
			author: PRODUCER,
			language: 'en',
			producer: PRODUCER,
			creator: PRODUCER,
			created: new Date(`${batch.day}T00:00:00Z`),
		};
		try {
			await writeFileWhole(file, mergePdfs(after(first.value, parts), metadata));
		} catch (error) {
			throw error instanceof RangeError ? new WrongUse(`${file}: ${error.message}.`) : error;
		}
	};
}

async function* after(first: MergePart, others: AsyncIterable<MergePart>): AsyncGenerator<MergePart> {
	yield first;
	yield* others;
}

/** Has all readers read the same items side by side, no faster than the slowest. Where one fails, all end. */
async function toAll(items: AsyncIterable<ArchiveItem>, readers: readonly ItemReader[]): Promise<void> {
	const source = Readable.from(items, { highWaterMark: 1 });
	if (readers.length === 0) return finished(source.resume());
	// Three pipelines listen more than Node takes for a leak.
	source.setMaxListeners(0);
	const reading = readers.map((read) => {
		const copy = new PassThrough({ objectMode: true, highWaterMark: 1 });
		pipeline(source, copy, () => {});
		return read(copy);
	});
	let failure: unknown;
	const note = (error: unknown) => {
		failure ??= error;
	};
	await Promise.all(reading.map((each) => each.catch(note)));
	if (failure !== undefined) throw failure;
}
