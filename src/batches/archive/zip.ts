import { ZipFile } from 'yazl';

export interface ZipEntry {
	/** Path in the ZIP file. */
	readonly name: string;
	readonly data: Buffer;
}

/**
 * Entries of yazl, which its types do not have. Each entry holds the function that writes its data, and with it the data,
 * and each new entry makes yazl search all of them. Written entries are needed only at the end, for the directory.
 */
interface YazlInternals {
	entries: { doFileDataPump?: () => void }[];
}

/**
 * Writes a ZIP file while its entries arrive. An entry is requested after the one before it was read; only names and offsets
 * stay in memory. Data is not compressed, because PDFs already are. The same entries on the same day give the same bytes.
 * @param day the date of all entries, `YYYY-MM-DD`
 */
export async function* zipOf(
	entries: AsyncIterable<ZipEntry>,
	day: string,
): AsyncGenerator<Buffer, void, undefined> {
	const zip = new ZipFile();
	const internals = zip as unknown as YazlInternals;
	const { outputStream } = zip;
	const written: YazlInternals['entries'] = [];
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

/** ZIP files contain local time, so noon gives the same bytes in every time zone. */
function noon(day: string): Date {
	const [year, month, date] = day.split('-').map(Number) as [number, number, number];
	return new Date(year, month - 1, date, 12);
}
