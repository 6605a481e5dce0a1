import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { Unzip, UnzipInflate } from 'fflate';
import { OperatorError } from '../../calls/operator-error.ts';
import { badFile } from '../index/edition.ts';

/** A chunk of an imported file, or of a file in an imported archive. */
export interface MemberChunk {
	/** Name of the file, after the name of its archive. */
	readonly name: string;
	readonly bytes: Uint8Array;
	/** True for the last chunk of a file. */
	readonly last: boolean;
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b];

/** Largest archive within an archive, in bytes; it is held in memory. Official workbooks are about 17 MB. */
const LARGEST_INNER_ARCHIVE = 64 * 1024 * 1024;
/** Most bytes that an import may unpack to, counting archives within it. */
const LARGEST_CONTENT = 2 * 1024 ** 3;
/** Most files in an import. Official archives have about twenty. */
const MOST_MEMBERS = 1_000;
/** Most archives around a file. An official download is an archive of workbooks, which are archives. */
const DEEPEST = 4;

/** The contents of an archive, counted while it is unpacked, because its own sizes may be wrong. */
interface Unpacked {
	bytes: number;
	members: number;
}

function count(unpacked: Unpacked, bytes: Uint8Array): void {
	unpacked.bytes += bytes.length;
	if (unpacked.bytes > LARGEST_CONTENT)
		throw badFile('the file unpacks to more than 2 GiB, which is too large for a code set.');
}

/** Yields the contents of a file, unpacked according to its first bytes. `progress` gets the number of bytes read. */
export async function* chunksOf(
	file: string,
	name: string,
	progress: (bytes: number) => void,
): AsyncIterable<MemberChunk> {
	yield* unpack(readFile(file, progress), { name, depth: 0, unpacked: { bytes: 0, members: 0 } });
}

async function* readFile(file: string, progress: (bytes: number) => void): AsyncIterable<Uint8Array> {
	for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
		progress(chunk.length);
		yield chunk;
	}
}

/** A file or archive, and where it is. */
interface Place {
	readonly name: string;
	/** Archives around it. */
	readonly depth: number;
	readonly unpacked: Unpacked;
}

async function* unpack(chunks: Chunks, place: Place): AsyncIterable<MemberChunk> {
	const { first, all } = await withFirst(chunks);
	const isGzip = startsWith(first, GZIP);
	if (!isGzip && !startsWith(first, ZIP)) return yield* plain(all, place.name);
	const inner = { ...place, depth: place.depth + 1 };
	// An archive can contain itself.
	if (inner.depth > DEEPEST)
		throw badFile('the file has archives within archives. Unpack the inner ones first.');
	if (isGzip)
		yield* unpack(gunzip(all, place.unpacked), { ...inner, name: place.name.replace(/\.gz$/i, '') });
	else yield* unzip(all, inner);
}

async function withFirst(chunks: Chunks): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
	const iterator =
		Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
	const { value, done } = await iterator.next();
	const first: Uint8Array = done ? new Uint8Array() : value;
	return {
		first,
		all: (async function* () {
			yield first;
			for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
		})(),
	};
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
	return magic.every((byte, i) => bytes[i] === byte);
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>, unpacked: Unpacked): AsyncIterable<Uint8Array> {
	const stream = createGunzip();
	const feed = (async () => {
		for await (const chunk of chunks) {
			if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
		}
		stream.end();
	})();
	feed.catch((error) => stream.destroy(error));
	try {
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			count(unpacked, chunk);
			yield chunk;
		}
	} catch (error) {
		if (error instanceof OperatorError) throw error;
		throw badFile('the file is damaged: its gzip data cannot be unpacked.');
	}
}

async function* plain(chunks: AsyncIterable<Uint8Array>, name: string): AsyncIterable<MemberChunk> {
	for await (const bytes of chunks) yield { name, bytes, last: false };
	yield { name, bytes: new Uint8Array(), last: true };
}

/** Yields the files of an archive one after another, and unpacks archives within it. A workbook is an archive, too. */
async function* unzip(chunks: AsyncIterable<Uint8Array>, archive: Place): AsyncIterable<MemberChunk> {
	const { unpacked } = archive;
	let ready: MemberChunk[] = [];
	let failure: Error | undefined;
	const archives = new Map<string, { parts: Uint8Array[]; size: number }>();
	const unzipper = new Unzip((member) => {
		if (member.name.endsWith('/')) return;
		const name = `${archive.name}/${member.name}`;
		member.ondata = (error, bytes, last) => {
			if (error) failure = error;
			else ready.push({ name, bytes, last });
		};
		member.start();
	});
	unzipper.register(UnzipInflate);
	let members = 0;
	const push = (bytes: Uint8Array, last: boolean): MemberChunk[] => {
		try {
			unzipper.push(bytes, last);
		} catch (error) {
			failure = error as Error;
		}
		if (failure) throw badFile('the file is damaged: its ZIP data cannot be unpacked.');
		const memberChunks = ready;
		ready = [];
		return memberChunks;
	};
	async function* pass(memberChunks: readonly MemberChunk[]): AsyncIterable<MemberChunk> {
		for (const chunk of memberChunks) {
			count(unpacked, chunk.bytes);
			const inner =
				archives.get(chunk.name) ?? (startsWith(chunk.bytes, ZIP) ? { parts: [], size: 0 } : undefined);
			if (!inner) yield chunk;
			else {
				archives.set(chunk.name, inner);
				inner.parts.push(chunk.bytes);
				inner.size += chunk.bytes.length;
				if (inner.size > LARGEST_INNER_ARCHIVE) {
					throw badFile('the file contains an archive of more than 64 MiB.');
				}
				if (chunk.last) {
					archives.delete(chunk.name);
					yield* unpack(inner.parts, { ...archive, name: chunk.name });
				}
			}
			if (!chunk.last) continue;
			members++;
			unpacked.members++;
			if (unpacked.members > MOST_MEMBERS) throw badFile('the file contains more than 1,000 files.');
		}
	}
	for await (const chunk of chunks) yield* pass(push(chunk, false));
	yield* pass(push(new Uint8Array(), true));
	if (members === 0) throw badFile('the file is damaged: its ZIP data cannot be unpacked.');
}
