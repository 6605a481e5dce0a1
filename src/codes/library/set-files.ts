import { buildPairs, type PairsData } from '../edits.ts';
import { buildCodeIndex, inForce } from '../index/build-index.ts';
import { CodeIndex, type CodeIndexData } from '../index/code-index.ts';
import { decodeContainer } from '../index/container.ts';
import { type Edition, rowsOf } from '../index/edition.ts';
import { dayNumber } from '../index/key.ts';
import { factsOf } from '../index/sets.ts';
import { readEditionText } from './edition-file.ts';
import { type EditionEntry, readManifest, readUnpacked, type SetEntry } from './manifest.ts';

/** One set in a folder of code sets. */
export interface SetFiles {
	readonly set: string;
	readonly folder: string;
	readonly entry: SetEntry;
}

export function setsIn(folder: string): ReadonlyMap<string, SetFiles> {
	return new Map(
		Object.entries(readManifest(folder).sets).map(([set, entry]) => [set, { set, folder, entry }]),
	);
}

/** Oldest first. */
export function sortEditions<E extends Pick<EditionEntry, 'edition' | 'from'>>(editions: readonly E[]): E[] {
	return [...editions].sort(
		(a, b) => dayNumber(a.from) - dayNumber(b.from) || (a.edition < b.edition ? -1 : 1),
	);
}

/** The editions of a set: what was imported, and what is shipped under other names. */
export function mergedEntries(imported: SetFiles | undefined, shipped: SetFiles | undefined): EditionEntry[] {
	const own = imported?.entry.editions ?? [];
	const names = new Set(own.map(({ edition }) => edition));
	const rest = shipped?.entry.editions.filter(({ edition }) => !names.has(edition)) ?? [];
	return sortEditions([...own, ...rest]);
}

/** The rows of all editions. Those of a shipped list of codes are taken from its index. */
export async function mergedEditions(
	imported: SetFiles | undefined,
	shipped: SetFiles | undefined,
): Promise<Edition[]> {
	const index = shipped && factsOf(shipped.set).kind === 'codes' ? await readCodeIndex(shipped) : undefined;
	const merged = mergedEntries(imported, shipped).map(async (entry): Promise<Edition> => {
		const at = index?.editions.findIndex(({ edition }) => edition === entry.edition) ?? -1;
		const isImported = imported?.entry.editions.includes(entry);
		const rows =
			!isImported && index && at >= 0 ? index.rows(at) : rowsOf(await mergedText(entry, imported, shipped));
		return { ...entry, rows };
	});
	return Promise.all(merged);
}

/** The rows of one of the merged entries as text. */
export function mergedText(
	entry: EditionEntry,
	imported: SetFiles | undefined,
	shipped: SetFiles | undefined,
): Promise<string> {
	const isImported = imported?.entry.editions.includes(entry);
	return readEditionText(((isImported ? imported : shipped) as SetFiles).folder, entry);
}

/** Builds the index of a set; undefined for a set that is small enough to be read at every start. */
export async function buildIndex(
	set: string,
	editions: () => Promise<readonly Edition[]>,
): Promise<CodeIndexData | PairsData | undefined> {
	const { kind } = factsOf(set);
	if (kind === 'codes') return buildCodeIndex(set, await editions());
	return kind === 'pairs' ? buildPairs(set, await editions()) : undefined;
}

export async function readIndex<T>({ folder, entry }: SetFiles): Promise<T> {
	return decodeContainer(await readUnpacked(folder, entry.index?.file ?? '')) as T;
}

/** Indexes of shipped sets by file. They never change, so imports and reloads share them. */
const shippedIndexes = new Map<string, CodeIndex>();

export async function readCodeIndex(files: SetFiles): Promise<CodeIndex> {
	const { set, folder, entry } = files;
	const key = `${folder} ${entry.index?.sha256}`;
	const known = shippedIndexes.get(key);
	if (known) return known;
	const data = await readIndex<CodeIndexData>(files);
	// The manifest also says which editions are derived.
	const index = new CodeIndex({ ...data, meta: { set, editions: inForce(entry.editions) } });
	if (entry.index?.file.endsWith('.br')) shippedIndexes.set(key, index);
	return index;
}
