import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCodeIndex, inForce } from '../build-index.ts';
import { CodeIndex, type CodeIndexData } from '../code-index.ts';
import { decodeContainer } from '../container.ts';
import type { Library } from '../create-code-sets.ts';
import { rowLine } from '../edition.ts';
import { type PairsData, readAddOns, readLimits } from '../edits.ts';
import { readNotes } from '../notes.ts';
import { PLACES_OF_SERVICE } from '../place-of-service-list.ts';
import { factsOf } from '../sets.ts';
import { readEdition } from './edition-file.ts';
import {
	type EditionEntry,
	type Manifest,
	manifestStamp,
	readManifest,
	type SetEntry,
	StoreError,
} from './manifest.ts';

const PLACES = 'place-of-service';

/** CMS's places of service as they ship: the rows of an edition like any other. */
const SHIPPED_ROWS = PLACES_OF_SERVICE.map(([code, name, from = '']) => [code, '1', name, from, '']);

const SHIPPED: Omit<EditionEntry, 'file'> = {
	edition: 'shipped',
	from: null,
	to: null,
	rows: SHIPPED_ROWS.length,
	billable: SHIPPED_ROWS.length,
	sha256: createHash('sha256').update(SHIPPED_ROWS.map(rowLine).join('')).digest('hex'),
	source: 'shipped with this program',
};

const SHIPPED_INDEX = new CodeIndex(buildCodeIndex(PLACES, [{ ...SHIPPED, rows: SHIPPED_ROWS }]));

export interface Loaded extends Library {
	/** What is loaded, by set, oldest edition first. */
	readonly editions: Readonly<Record<string, readonly Omit<EditionEntry, 'file'>[]>>;
}

/** All that is imported, in memory. @throws Error where a file that the manifest names is gone or damaged. */
export function loadLibrary(folder: string): Loaded {
	for (;;) {
		const stamp = manifestStamp(folder);
		const manifest = readManifest(folder);
		try {
			return load(folder, manifest);
		} catch (error) {
			// An import that ended meanwhile has removed what the manifest before it named.
			if (manifestStamp(folder) === stamp) throw damaged(error);
		}
	}
}

function damaged(error: unknown): StoreError {
	const kind = (error as NodeJS.ErrnoException).code ?? 'damaged';
	return new StoreError(
		`The imported code sets cannot be loaded (${kind}): run "superbill codes check", and import again what it names.`,
	);
}

function load(folder: string, { sets }: Manifest): Loaded {
	const indexes = new Map([[PLACES, SHIPPED_INDEX]]);
	const ofKind = (kind: string) => Object.entries(sets).filter(([set]) => factsOf(set).kind === kind);
	for (const [set, entry] of ofKind('codes'))
		indexes.set(set, new CodeIndex(readIndex<CodeIndexData>(folder, entry)));
	const read = (kind: string) =>
		ofKind(kind).flatMap(([, { editions }]) => editions.map((entry) => readEdition(folder, entry)));
	const [pairs] = ofKind('pairs').map(([, entry]) => readIndex<PairsData>(folder, entry));
	const addOns = read('add-ons');
	return {
		indexes,
		notes: read('notes').map(readNotes),
		pairs,
		limits: read('limits').map(readLimits),
		addOns: addOns.length > 0 ? readAddOns(addOns) : undefined,
		editions: {
			[PLACES]: [SHIPPED],
			...Object.fromEntries(Object.entries(sets).map(([set, { editions }]) => [set, inForce(editions)])),
		},
	};
}

function readIndex<T>(folder: string, { index }: SetEntry): T {
	return decodeContainer(readFileSync(join(folder, index?.file ?? ''))) as T;
}
