import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
	type ArchivedBatch,
	type ArchiveItem,
	archiveEntries,
	mergedPdf,
	zipArchive,
} from '../../../batches/archive/archive.ts';
import { OperatorError } from '../../../calls/operator-error.ts';
import { Refusal } from '../../../calls/refusal.ts';
import { isSystemError } from '../../../calls/system-error.ts';
import { whyUnwritable } from '../../base/file-problems.ts';
import { writeFileWhole } from '../../base/output.ts';
import type { Plan } from './plan.ts';

type ItemReader = (items: AsyncIterable<ArchiveItem>) => Promise<void>;

/**
 * Writes the files of a batch while its items arrive. Every file is complete when it gets its name.
 * @throws OperatorError for a file that cannot be written, and whatever `items` throws
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
			throw isSystemError(error) ? new OperatorError(`${folder} ${whyUnwritable(error)}`) : error;
		}
		for await (const { name, data } of archiveEntries(batch, items))
			await writeFileWhole(join(folder, name), data);
	};
}

/** Writes nothing if there is no document. */
function toPrint(file: string, batch: ArchivedBatch): ItemReader {
	return async (items) => {
		const created = new Date(`${batch.day}T00:00:00Z`);
		const pdf = await mergedPdf(batch, items, { title: 'Superbills', created });
		if (!pdf) return;
		try {
			await writeFileWhole(file, pdf);
		} catch (error) {
			const isTooLarge = error instanceof Refusal && error.kind === 'too-large';
			throw isTooLarge ? new OperatorError(`${file}: ${error.message}`) : error;
		}
	};
}

/** Passes the same items to all readers, at the speed of the slowest. If one fails, all end. */
async function toAll(items: AsyncIterable<ArchiveItem>, readers: readonly ItemReader[]): Promise<void> {
	const source = Readable.from(items, { highWaterMark: 1 });
	if (readers.length === 0) return finished(source.resume());
	// Three pipelines add more listeners than Node's threshold for a leak.
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
