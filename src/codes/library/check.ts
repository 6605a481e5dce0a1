import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEditionText } from './edition-file.ts';
import { type EditionEntry, readManifest } from './manifest.ts';

/** A stored file that is missing or differs from what was imported. */
export interface CodeSetDamage {
	readonly set: string;
	/** Null for the index, which is built from all editions. */
	readonly edition: string | null;
	readonly reason: string;
}

const REMEDY = 'Import the official file again.';

/** Compares every stored file with the manifest. @throws OperatorError if the manifest itself is damaged */
export function checkLibrary(folder: string): CodeSetDamage[] {
	return Object.entries(readManifest(folder).sets).flatMap(([set, { editions, index }]) => [
		...editions.flatMap((entry) => {
			const reason = damageOf(folder, entry);
			return reason === undefined ? [] : [{ set, edition: entry.edition, reason: `${reason} ${REMEDY}` }];
		}),
		...(index && sha256Of(folder, index.file) !== index.sha256
			? [{ set, edition: null, reason: `Its index is damaged or missing. ${REMEDY}` }]
			: []),
	]);
}

function damageOf(folder: string, entry: EditionEntry): string | undefined {
	let text: string;
	try {
		text = readEditionText(folder, entry);
	} catch {
		return 'Its file is damaged or missing.';
	}
	return createHash('sha256').update(text).digest('hex') === entry.sha256
		? undefined
		: 'Its file has changed since the import.';
}

function sha256Of(folder: string, file: string): string | undefined {
	try {
		return createHash('sha256')
			.update(readFileSync(join(folder, file)))
			.digest('hex');
	} catch {
		return undefined;
	}
}
