import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../calls/operator-error.ts';
import type { Library } from '../create-code-sets.ts';
import { type PairsData, readAddOns, readLimits } from '../edits.ts';
import { buildCodeIndex, inForce } from '../index/build-index.ts';
import { CodeIndex, type CodeIndexData } from '../index/code-index.ts';
import { decodeContainer } from '../index/container.ts';
import { rowLine } from '../index/edition.ts';
import { factsOf } from '../index/sets.ts';
import { readNotes } from '../notes.ts';
import { PLACES_OF_SERVICE } from '../place-of-service-list.ts';
import { readEdition } from './edition-file.ts';
import { type EditionEntry, type Manifest, manifestStamp, readManifest, type SetEntry } from './manifest.ts';

const PLACES = 'place-of-service';

/** The shipped places of service, as rows of an edition. */
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
	/** Loaded editions by set, oldest first. */
	readonly editions: Readonly<Record<string, readonly Omit<EditionEntry, 'file'>[]>>;
}

/** Loads all imported code sets into memory. @throws OperatorError if a file that the manifest names is missing or damaged */
export function loadLibrary(folder: string): Loaded {
	for (;;) {
		const stamp = manifestStamp(folder);
		const manifest = readManifest(folder);
		try {
			return load(folder, manifest);
		} catch (error) {
			// An import that ended in between has removed files that the old manifest named: read the new one.
			if (manifestStamp(folder) === stamp) throw isDamage(error) ? damaged(error) : error;
		}
	}
}

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
