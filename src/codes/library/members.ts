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
/** Most bytes that an import may unpack to. An archive with more is an attack or not a code set. */
const LARGEST_CONTENT = 2 * 1024 ** 3;

/** Yields the contents of a file, unpacked according to its first bytes. `progress` gets the number of bytes read. */
export async function* chunksOf(
	file: string,
	name: string,
	progress: (bytes: number) => void,
): AsyncIterable<MemberChunk> {
	let total = 0;
	for await (const chunk of unpack(readFile(file, progress), name)) {
		total += chunk.bytes.length;
		if (total > LARGEST_CONTENT)
			throw badFile('the file unpacks to more than 2 GiB, which is too large for a code set.');
		yield chunk;
	}
}

async function* readFile(file: string, progress: (bytes: number) => void): AsyncIterable<Uint8Array> {
	for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
		progress(chunk.length);
		yield chunk;
	}
}

async function* unpack(chunks: Chunks, name: string): AsyncIterable<MemberChunk> {
	const { first, all } = await withFirst(chunks);
	if (startsWith(first, GZIP)) yield* unpack(gunzip(all), name.replace(/\.gz$/i, ''));
	else if (startsWith(first, ZIP)) yield* unzip(all, name);
	else yield* plain(all, name);
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

async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
	const stream = createGunzip();
	const feed = (async () => {
		for await (const chunk of chunks) {
			if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
		}
		stream.end();
	})();
	feed.catch((error) => stream.destroy(error));
	try {
		yield* stream as AsyncIterable<Buffer>;
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
async function* unzip(chunks: AsyncIterable<Uint8Array>, archive: string): AsyncIterable<MemberChunk> {
	let ready: MemberChunk[] = [];
	let failure: Error | undefined;
	const archives = new Map<string, Uint8Array[]>();
	const unzipper = new Unzip((member) => {
		if (member.name.endsWith('/')) return;
		const name = `${archive}/${member.name}`;
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
			const parts = archives.get(chunk.name) ?? (startsWith(chunk.bytes, ZIP) ? [] : undefined);
			if (!parts) yield chunk;
			else {
				archives.set(chunk.name, parts);
				parts.push(chunk.bytes);
				if (parts.reduce((size, { length }) => size + length, 0) > LARGEST_INNER_ARCHIVE) {
					throw badFile('the file contains an archive of more than 64 MiB.');
				}
				if (chunk.last) yield* unpack(parts, chunk.name);
			}
			if (chunk.last) members++;
		}
	}
	for await (const chunk of chunks) yield* pass(push(chunk, false));
	yield* pass(push(new Uint8Array(), true));
	if (members === 0) throw badFile('the file is damaged: its ZIP data cannot be unpacked.');
}
