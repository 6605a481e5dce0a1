import { ZipFile } from 'yazl';

export interface ZipEntry {
	/** Its path in the archive. */
	readonly name: string;
	readonly data: Buffer;
}

/**
 * What of yazl is not in its types. Each entry keeps the function that writes its data, and with it the data; and for each
 * that is added all are looked through. Written ones need to be there at the end alone.
 */
interface Internals {
	entries: { doFileDataPump?: () => void }[];
}

/**
 * Entries as a ZIP that is sent while it grows: one is asked for when the one before it was read, and only names and places are
 * kept until the end. They are stored as they are, since a PDF is compressed already. The same entries on the same day
 * give the same bytes.
 *
 * @param day `YYYY-MM-DD`, when every entry says it was written
 */
export async function* zipOf(
	entries: AsyncIterable<ZipEntry>,
	day: string,
): AsyncGenerator<Buffer, void, undefined> {
	const zip = new ZipFile();
	const internals = zip as unknown as Internals;
	const { outputStream } = zip;
	const written: Internals['entries'] = [];
	const options = { mtime: noon(day), mode: 0o100644, compress: false, forceDosTimestamp: true };
	for await (const { name, data } of entries) {
		zip.addBuffer(data, name, options);
		for (const entry of internals.entries.splice(0)) {
			delete entry.doFileDataPump;
			written.push(entry);
		}
		for (let chunk = outputStream.read(); chunk !== null; chunk = outputStream.read()) yield chunk as Buffer;
	}
	internals.entries = written;
	zip.end();
	yield* outputStream as AsyncIterable<Buffer>;
}

/** A ZIP has the time of a clock on the wall: in every time zone the same day must give the same bytes. */
function noon(day: string): Date {
	const [year, month, date] = day.split('-').map(Number) as [number, number, number];
	return new Date(year, month - 1, date, 12);
}
