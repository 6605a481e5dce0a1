import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What is imported: the one file that says which of the others count. Taking its name is what completes an import. */
const EditionEntry = z.strictObject({
	edition: z.string(),
	from: z.string().nullable(),
	to: z.string().nullable(),
	rows: z.int(),
	/** Rows that may be billed, where the set is one of codes. */
	billable: z.int().nullable(),
	/** Of the rows as text, however they are packed. */
	sha256: z.string(),
	file: z.string(),
	/** Name of the file that it was read from. */
	source: z.string(),
});

const Manifest = z.strictObject({
	format: z.literal(1),
	sets: z.record(
		z.string(),
		z.strictObject({
			/** The file that is loaded, made from all editions; null where they are loaded themselves. */
			index: z.strictObject({ file: z.string(), sha256: z.string() }).nullable(),
			editions: z.array(EditionEntry),
		}),
	),
});

export type EditionEntry = z.output<typeof EditionEntry>;
export type Manifest = z.output<typeof Manifest>;
export type SetEntry = Manifest['sets'][string];

/** What is stored cannot be used; the message is for the operator. */
export class StoreError extends Error {
	override readonly name = 'StoreError';
}

export const EMPTY: Manifest = { format: 1, sets: {} };

export const codesFolder = (dataDir: string): string => join(dataDir, 'codes');

const manifestFile = (folder: string): string => join(folder, 'manifest.json');

/** What is imported; nothing where there is no folder. @throws Error that says what to do where it cannot be read. */
export function readManifest(folder: string): Manifest {
	let text: string;
	try {
		text = readFileSync(manifestFile(folder), 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY;
		throw new StoreError(
			'The manifest of the code sets cannot be read: give this process permission to read DATA_DIR.',
		);
	}
	try {
		return Manifest.parse(JSON.parse(text));
	} catch {
		throw new StoreError(
			'The manifest of the code sets (codes/manifest.json in DATA_DIR) is damaged: remove that folder and import the files again.',
		);
	}
}

/** Changes whenever another manifest takes the name. Never throws: a running service asks every second. */
export function manifestStamp(folder: string): string {
	try {
		const { ino, mtimeNs, size } = statSync(manifestFile(folder), { bigint: true });
		return `${ino} ${mtimeNs} ${size}`;
	} catch (error) {
		return `${(error as NodeJS.ErrnoException).code}`;
	}
}

export function makeFolder(folder: string): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Whole or not at all, readable by the owner alone. */
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
