import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { z } from 'zod';
import { OperatorError } from '../../calls/operator-error.ts';

/** Lists the imported editions and their files. Renaming a new manifest into place completes an import. */
const EditionEntry = z.strictObject({
	edition: z.string(),
	from: z.string().nullable(),
	to: z.string().nullable(),
	rows: z.int(),
	/** Number of billable rows; null for sets that are not lists of codes. */
	billable: z.int().nullable(),
	/** SHA-256 of the uncompressed rows. */
	sha256: z.string(),
	/** Null if the rows are only in the index. */
	file: z.string().nullable(),
	/** True if it was rebuilt from other lists than the publisher's own file. */
	derived: z.boolean().optional(),
	/** Name of the imported file. */
	source: z.string(),
});

const Manifest = z.strictObject({
	format: z.literal(1),
	sets: z.record(
		z.string(),
		z.strictObject({
			/** The index that is built from all editions and loaded instead of them; null for sets without one. */
			index: z
				.strictObject({
					file: z.string(),
					sha256: z.string(),
					/** SHA-256 of the shipped index from which it took the editions that were not imported; null if none was. */
					shipped: z.string().nullable().optional(),
				})
				.nullable(),
			editions: z.array(EditionEntry),
		}),
	),
});

export type EditionEntry = z.output<typeof EditionEntry>;
export type Manifest = z.output<typeof Manifest>;
export type SetEntry = Manifest['sets'][string];

export const EMPTY: Manifest = { format: 1, sets: {} };

export const codesFolder = (dataDir: string): string => join(dataDir, 'codes');

const manifestFile = (folder: string): string => join(folder, 'manifest.json');

/** Reads the manifest; without a folder nothing is imported. @throws OperatorError if it cannot be read */
export function readManifest(folder: string): Manifest {
	let text: string;
	try {
		text = readFileSync(manifestFile(folder), 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY;
		throw new OperatorError(
			'The manifest of the code sets cannot be read. Give this user permission to read DATA_DIR.',
		);
	}
	try {
		return Manifest.parse(JSON.parse(text));
	} catch {
		throw new OperatorError(
			'The manifest of the code sets is damaged. Remove the folder "codes" in DATA_DIR and import the files again.',
		);
	}
}

/** Identifies the current manifest: it changes with every import. Never throws, because a running service calls it every second. */
export function manifestStamp(folder: string): string {
	try {
		const { ino, mtimeNs, size } = statSync(manifestFile(folder), { bigint: true });
		return `${ino} ${mtimeNs} ${size}`;
	} catch (error) {
		return `${(error as NodeJS.ErrnoException).code}`;
	}
}

const unbrotli = promisify(brotliDecompress);
const unzip = promisify(gunzip);

/** Larger than the unpacked size of a shipped file, in packed bytes. */
const LARGEST_RATIO = 12;

/**
 * Reads a file of a folder, unpacked as its name says. Unpacking happens on Node's own threads.
 * @throws Node's error if it is missing or damaged
 */
export async function readUnpacked(folder: string, file: string): Promise<Buffer> {
	const bytes = await readFile(join(folder, file));
	// In one piece: many pieces would have to be joined, and would leave fragments of memory behind.
	if (file.endsWith('.br')) return unbrotli(bytes, { chunkSize: LARGEST_RATIO * bytes.length + 1024 });
	return file.endsWith('.gz') ? unzip(bytes) : bytes;
}

export function makeFolder(folder: string): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Writes a file completely or not at all, readable only by its owner. */
export function writeWhole(folder: string, name: string, data: string | Uint8Array): void {
	const temporary = join(folder, `.${name}.${process.pid}.tmp`);
	try {
		writeFileSync(temporary, data, { mode: 0o600, flush: true });
		renameSync(temporary, join(folder, name));
	} finally {
		rmSync(temporary, { force: true });
	}
}

export function writeManifest(folder: string, manifest: Manifest): void {
	writeWhole(folder, 'manifest.json', `${JSON.stringify(manifest, null, '\t')}\n`);
}
