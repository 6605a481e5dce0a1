import { createHash } from 'node:crypto';
import { OperatorError } from '../../calls/operator-error.ts';
import type { IsoDate } from '../../superbill/dates.ts';
import type { Library } from '../create-code-sets.ts';
import { readEditorLists } from '../editor-lists.ts';
import { type PairsData, readAddOns, readLimits } from '../edits.ts';
import { completeUntil } from '../index/authority.ts';
import { buildCodeIndex, inForce } from '../index/build-index.ts';
import { CodeIndex, type CodeIndexData } from '../index/code-index.ts';
import { rowLine } from '../index/edition.ts';
import { type CodeSetKind, factsOf } from '../index/sets.ts';
import { type NotesEdition, readNotes } from '../notes.ts';
import { PLACES_OF_SERVICE } from '../place-of-service-list.ts';
import { type EditionEntry, manifestStamp } from './manifest.ts';
import {
	mergedEditions,
	mergedEntries,
	mergedText,
	readCodeIndex,
	readIndex,
	type SetFiles,
	setsIn,
} from './set-files.ts';

const PLACES = 'place-of-service';

/** The shipped places of service, as rows of an edition. */
const SHIPPED_ROWS = PLACES_OF_SERVICE.map(([code, name, from = '']) => [code, '1', name, from, '']);

const SHIPPED_PLACES: EditionEntry = {
	edition: 'shipped',
	from: null,
	to: null,
	rows: SHIPPED_ROWS.length,
	billable: SHIPPED_ROWS.length,
	sha256: createHash('sha256').update(SHIPPED_ROWS.map(rowLine).join('')).digest('hex'),
	file: null,
	source: 'CMS place-of-service codes',
};

const SHIPPED_INDEX = new CodeIndex(buildCodeIndex(PLACES, [{ ...SHIPPED_PLACES, rows: SHIPPED_ROWS }]));

/** An edition as it is listed to an operator. */
export interface LoadedEdition extends Omit<EditionEntry, 'file'> {
	readonly origin: 'shipped' | 'imported';
	/** Last day on which a code that it does not list is wrong; null if it has no end, or if it is derived. */
	readonly completeUntil: IsoDate | null;
}

export interface Loaded extends Library {
	/** Loaded editions by set, oldest first. */
	readonly editions: Readonly<Record<string, readonly LoadedEdition[]>>;
}

/**
 * Loads all code sets into memory. An imported edition replaces a shipped one of the same name.
 * @param folder the imported code sets, if there are any
 * @param shipped the code sets that come with the program; without it, only the imported ones are loaded
 * @throws OperatorError if a file that a manifest names is missing or damaged
 */
export async function loadLibrary(folder: string | undefined, shipped?: string): Promise<Loaded> {
	const stampNow = () => (folder === undefined ? undefined : manifestStamp(folder));
	for (;;) {
		const stamp = stampNow();
		const imported = setsOf(folder);
		try {
			return await load(imported, setsOf(shipped));
		} catch (error) {
			// An import that ended in between has removed files that the old manifest named: read the new one.
			if (stampNow() === stamp) throw isDamage(error) ? damaged(error) : error;
		}
	}
}

const setsOf = (folder: string | undefined): Sets => (folder === undefined ? new Map() : setsIn(folder));

/** Damage shows as an error of the file system or of zlib, which have a code, or as a file that is no container. */
function isDamage(error: unknown): boolean {
	return error instanceof OperatorError || (error instanceof Error && 'code' in error);
}

function damaged(error: unknown): OperatorError {
	const kind = (error as NodeJS.ErrnoException).code ?? 'damaged';
	return new OperatorError(
		`The imported code sets cannot be loaded (${kind}). Run "superbill codes check" and import the files that it names again.`,
	);
}

type Sets = ReadonlyMap<string, SetFiles>;

async function load(imported: Sets, shipped: Sets): Promise<Loaded> {
	const names = [...new Set([...shipped.keys(), ...imported.keys()])];
	const ofKind = (kind: CodeSetKind) => names.filter((set) => factsOf(set).kind === kind);
	const editionsOf = async (kind: CodeSetKind) => {
		const sets = ofKind(kind).map((set) => mergedEditions(imported.get(set), shipped.get(set)));
		return (await Promise.all(sets)).flat();
	};
	const [indexes, notes, [pairs], limits, addOns, lists] = await Promise.all([
		Promise.all(
			ofKind('codes').map(
				async (set) => [set, await codeIndex(set, imported.get(set), shipped.get(set))] as const,
			),
		),
		Promise.all(ofKind('notes').flatMap((set) => notesOf(imported.get(set), shipped.get(set)))),
		Promise.all(ofKind('pairs').map((set) => readIndex<PairsData>(imported.get(set) as SetFiles))),
		editionsOf('limits'),
		editionsOf('add-ons'),
		editionsOf('lists'),
	]);
	return {
		indexes: new Map([[PLACES, SHIPPED_INDEX], ...indexes]),
		notes,
		pairs,
		limits: limits.map(readLimits),
		addOns: addOns.length > 0 ? readAddOns(addOns) : undefined,
		editorLists: lists.length > 0 ? readEditorLists(lists) : undefined,
		editions: {
			[PLACES]: [{ ...SHIPPED_PLACES, origin: 'shipped', completeUntil: null }],
			...Object.fromEntries(
				names.map((set) => [set, listedEditions(set, imported.get(set), shipped.get(set))]),
			),
		},
	};
}

function notesOf(imported: SetFiles | undefined, shipped: SetFiles | undefined): Promise<NotesEdition>[] {
	return mergedEntries(imported, shipped).map(async (entry) =>
		readNotes(entry, await mergedText(entry, imported, shipped)),
	);
}

function listedEditions(
	set: string,
	imported: SetFiles | undefined,
	shipped: SetFiles | undefined,
): LoadedEdition[] {
	return inForce(mergedEntries(imported, shipped)).map(({ file: _, ...entry }) => ({
		...entry,
		completeUntil: completeUntil(set, entry) ?? null,
		origin: imported?.entry.editions.some(({ sha256 }) => sha256 === entry.sha256) ? 'imported' : 'shipped',
	}));
}

/** The index of a set, built again if the program now ships other editions than at the time of the import. */
async function codeIndex(
	set: string,
	imported: SetFiles | undefined,
	shipped: SetFiles | undefined,
): Promise<CodeIndex> {
	if (!imported) return readCodeIndex(shipped as SetFiles);
	if ((imported.entry.index?.shipped ?? null) === (shipped?.entry.index?.sha256 ?? null)) {
		return new CodeIndex(await readIndex<CodeIndexData>(imported));
	}
	return new CodeIndex(buildCodeIndex(set, await mergedEditions(imported, shipped)));
}
