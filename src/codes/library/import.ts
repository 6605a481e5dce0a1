import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OperatorError } from '../../calls/operator-error.ts';
import { encodeContainer } from '../index/container.ts';
import { badFile } from '../index/edition.ts';
import type { EditionFile } from './edition-file.ts';
import {
	type EditionEntry,
	type Manifest,
	makeFolder,
	readManifest,
	type SetEntry,
	writeManifest,
	writeWhole,
} from './manifest.ts';
import { type ReadOptions, readCodeFile } from './read-file.ts';
import { buildIndex, mergedEditions, type SetFiles, setsIn, sortEditions } from './set-files.ts';

export interface ImportOptions extends ReadOptions {
	/** The set that a file must contain. Any other download is refused. */
	readonly expect?: string | undefined;
	/** The code sets that come with the program. Their other editions are indexed together with the imported ones. */
	readonly shipped?: string | undefined;
}

interface ImportedEdition extends Pick<EditionEntry, 'edition' | 'from' | 'to' | 'rows' | 'billable'> {
	readonly set: string;
	readonly outcome: 'new' | 'replaced' | 'unchanged';
}

export type ImportResult =
	| { readonly file: string; readonly refused: false; readonly editions: readonly ImportedEdition[] }
	| { readonly file: string; readonly refused: true; readonly reason: string };

/**
 * Imports files into a folder of code sets. A bad file is refused and changes nothing. All good files take effect at
 * once, when the new manifest is renamed into place.
 * @throws OperatorError if another import is running, or Node's error if the folder cannot be written
 */
export async function importFiles(
	folder: string,
	files: readonly string[],
	options: ImportOptions = {},
): Promise<ImportResult[]> {
	makeFolder(folder);
	return whileLocked(folder, async () => {
		const read: { file: string; editions: EditionFile[]; reason?: string }[] = [];
		for (const file of files) {
			try {
				const editions = await readCodeFile(folder, file, options);
				if (options.expect && !editions.some(({ set }) => set === options.expect)) {
					for (const edition of editions) edition.discard();
					throw badFile(`the file does not contain the set ${options.expect}.`);
				}
				read.push({ file, editions });
			} catch (error) {
				read.push({ file, editions: [], reason: reasonOf(error) });
			}
		}
		return commit(folder, read, options.shipped === undefined ? new Map() : setsIn(options.shipped));
	});
}

function reasonOf(error: unknown): string {
	if (error instanceof OperatorError) return error.message;
	const { code } = error as NodeJS.ErrnoException;
	if (code === undefined) throw error;
	return UNREADABLE[code] ?? `the file cannot be read (${code}).`;
}

const UNREADABLE: Readonly<Record<string, string>> = {
	ENOENT: 'the file does not exist.',
	EISDIR: 'this is a folder. Name a file in it.',
	EACCES: 'this user may not read the file.',
};

async function commit(
	folder: string,
	read: readonly {
		readonly file: string;
		readonly editions: readonly EditionFile[];
		readonly reason?: string;
	}[],
	shipped: ReadonlyMap<string, SetFiles>,
): Promise<ImportResult[]> {
	const old = readManifest(folder);
	const sets: Record<string, SetEntry> = { ...old.sets };
	const changed = new Set<string>();
	const results = read.map(({ file, editions, reason }): ImportResult => {
		if (reason !== undefined) return { file: basename(file), refused: true, reason };
		return {
			file: basename(file),
			refused: false,
			editions: editions.map((edition) => {
				const { set } = edition;
				const { entry, keep } = edition.finish();
				const before = sets[set]?.editions ?? [];
				const same = before.find(({ edition }) => edition === entry.edition);
				const outcome = !same
					? 'new'
					: same.sha256 === entry.sha256 && sameDates(same, entry)
						? 'unchanged'
						: 'replaced';
				if (outcome === 'unchanged') edition.discard();
				else {
					keep();
					changed.add(set);
					sets[set] = { index: null, editions: sortEditions([...before.filter((e) => e !== same), entry]) };
				}
				const { edition: name, from, to, rows, billable } = entry;
				return { set, edition: name, from, to, rows, billable, outcome };
			}),
		};
	});
	for (const set of changed) {
		sets[set] = await withIndex({ set, folder, entry: sets[set] as SetEntry }, shipped.get(set));
	}
	if (changed.size > 0) {
		const manifest: Manifest = { format: 1, sets };
		writeManifest(folder, manifest);
		sweep(folder, manifest);
	}
	return results;
}

const sameDates = (a: EditionEntry, b: EditionEntry): boolean => a.from === b.from && a.to === b.to;

/** Builds the index of a large set once, at import, instead of at every start. */
async function withIndex(files: SetFiles, shipped: SetFiles | undefined): Promise<SetEntry> {
	const { set, folder, entry } = files;
	const index = await buildIndex(set, () => mergedEditions(files, shipped));
	if (!index) return entry;
	const bytes = encodeContainer(index);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const file = `${set}-${sha256.slice(0, 12)}.index`;
	writeWhole(folder, file, bytes);
	return { ...entry, index: { file, sha256, shipped: shipped?.entry.index?.sha256 ?? null } };
}

/** Removes files that the manifest does not name. */
function sweep(folder: string, { sets }: Manifest): void {
	const named = new Set(
		Object.values(sets).flatMap(({ index, editions }) => [index?.file, ...editions.map(({ file }) => file)]),
	);
	for (const file of readdirSync(folder)) {
		if (/\.(?:tsv\.gz|index|tmp)$/.test(file) && !named.has(file))
			rmSync(join(folder, file), { force: true });
	}
}

const LOCK = '.lock';

/** Runs one import at a time: two at once would each write a manifest without the other's editions. */
async function whileLocked<T>(folder: string, work: () => Promise<T>): Promise<T> {
	const lock = join(folder, LOCK);
	try {
		writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		const pid = Number(readFileSync(lock, 'utf8'));
		if (isAlive(pid)) {
			throw new OperatorError(
				`Another import is running (process ${pid}). Wait until it ends, then try again.`,
			);
		}
		// The process that made the lock was killed.
		writeFileSync(lock, String(process.pid), { mode: 0o600 });
	}
	try {
		return await work();
	} finally {
		rmSync(lock, { force: true });
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
