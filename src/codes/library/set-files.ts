import { buildPairs, type PairsData } from '../edits.ts';
import { buildCodeIndex, inForce } from '../index/build-index.ts';
import { CodeIndex, type CodeIndexData } from '../index/code-index.ts';
import { decodeContainer } from '../index/container.ts';
import type { Edition } from '../index/edition.ts';
import { dayNumber } from '../index/key.ts';
import { factsOf } from '../index/sets.ts';
import { readEdition } from './edition-file.ts';
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
export function mergedEditions(imported: SetFiles | undefined, shipped: SetFiles | undefined): Edition[] {
	const index = shipped && factsOf(shipped.set).kind === 'codes' ? readCodeIndex(shipped) : undefined;
	return mergedEntries(imported, shipped).map((entry) => {
		if (imported?.entry.editions.includes(entry)) return readEdition(imported.folder, entry);
		const at = index?.editions.findIndex(({ edition }) => edition === entry.edition) ?? -1;
		if (index && at >= 0) return { ...entry, rows: index.rows(at) };
		return readEdition((shipped as SetFiles).folder, entry);
	});
}

/** Builds the index of a set; undefined for a set that is small enough to be read at every start. */
export function buildIndex(
	set: string,
	editions: () => readonly Edition[],
): CodeIndexData | PairsData | undefined {
	const { kind } = factsOf(set);
	if (kind === 'codes') return buildCodeIndex(set, editions());
	return kind === 'pairs' ? buildPairs(set, editions()) : undefined;
}

export function readIndex<T>({ folder, entry }: SetFiles): T {
	return decodeContainer(readUnpacked(folder, entry.index?.file ?? '')) as T;
}

/** Indexes of shipped sets by file. They never change, so imports and reloads share them. */
const shippedIndexes = new Map<string, CodeIndex>();

export function readCodeIndex(files: SetFiles): CodeIndex {
	const { set, folder, entry } = files;
	const key = `${folder} ${entry.index?.sha256}`;
	const known = shippedIndexes.get(key);
	if (known) return known;
	const data = readIndex<CodeIndexData>(files);
	// The manifest also says which editions are derived.
	const index = new CodeIndex({ ...data, meta: { set, editions: inForce(entry.editions) } });
	if (entry.index?.file.endsWith('.br')) shippedIndexes.set(key, index);
	return index;
}
