import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { Unzip, UnzipInflate } from 'fflate';
import { BadFile } from '../edition.ts';

/** A part of the content of an imported file: all of a plain or compressed file, or one file of an archive. */
export interface Piece {
	/** Of the file inside, with that of the archive before it. */
	readonly name: string;
	readonly bytes: Uint8Array;
	/** The last piece of this file. */
	readonly last: boolean;
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b];

/** A whole file inside an archive that must be at hand before it can be read. Official workbooks have 17 MB. */
const LARGEST_INNER_ARCHIVE = 64 * 1024 * 1024;
/** All pieces of one import together: an archive that unpacks to more is an attack, or not a code set. */
const LARGEST_CONTENT = 2 * 1024 ** 3;

/** What a file holds, piece by piece, however it is packed; told by its first bytes. `progress` gets the bytes read. */
export async function* piecesOf(
	file: string,
	name: string,
	progress: (bytes: number) => void,
): AsyncIterable<Piece> {
	let total = 0;
	for await (const piece of unpack(readFile(file, progress), name)) {
		total += piece.bytes.length;
		if (total > LARGEST_CONTENT) throw new BadFile('unpacks to more than 2 GiB, which no code set has.');
		yield piece;
	}
}

async function* readFile(file: string, progress: (bytes: number) => void): AsyncIterable<Uint8Array> {
	for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
		progress(chunk.length);
		yield chunk;
	}
}

async function* unpack(chunks: Chunks, name: string): AsyncIterable<Piece> {
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
		if (error instanceof BadFile) throw error;
		throw new BadFile('is damaged: its gzip data cannot be unpacked.');
	}
}

async function* plain(chunks: AsyncIterable<Uint8Array>, name: string): AsyncIterable<Piece> {
	for await (const bytes of chunks) yield { name, bytes, last: false };
	yield { name, bytes: new Uint8Array(), last: true };
}

/** Files of an archive one after the other. An archive inside of it (a workbook is one, too) is unpacked in turn. */
async function* unzip(chunks: AsyncIterable<Uint8Array>, archive: string): AsyncIterable<Piece> {
	let ready: Piece[] = [];
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
	const push = (bytes: Uint8Array, last: boolean): Piece[] => {
		try {
			unzipper.push(bytes, last);
		} catch (error) {
			failure = error as Error;
		}
		if (failure) throw new BadFile('is damaged: its ZIP data cannot be unpacked.');
		const pieces = ready;
		ready = [];
		return pieces;
	};
	async function* pass(pieces: readonly Piece[]): AsyncIterable<Piece> {
		for (const piece of pieces) {
			const parts = archives.get(piece.name) ?? (startsWith(piece.bytes, ZIP) ? [] : undefined);
			if (!parts) yield piece;
			else {
				archives.set(piece.name, parts);
				parts.push(piece.bytes);
				if (parts.reduce((size, { length }) => size + length, 0) > LARGEST_INNER_ARCHIVE) {
					throw new BadFile('holds an archive of more than 64 MiB.');
				}
				if (piece.last) yield* unpack(parts, piece.name);
			}
			if (piece.last) members++;
		}
	}
	for await (const chunk of chunks) yield* pass(push(chunk, false));
	yield* pass(push(new Uint8Array(), true));
	if (members === 0) throw new BadFile('is damaged: its ZIP data cannot be unpacked.');
}
