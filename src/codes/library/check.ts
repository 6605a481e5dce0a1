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
export async function checkLibrary(folder: string): Promise<CodeSetDamage[]> {
	const damages: CodeSetDamage[] = [];
	for (const [set, { editions, index }] of Object.entries(readManifest(folder).sets)) {
		for (const entry of editions) {
			const reason = await damageOf(folder, entry);
			if (reason !== undefined) damages.push({ set, edition: entry.edition, reason: `${reason} ${REMEDY}` });
		}
		if (index && sha256Of(folder, index.file) !== index.sha256) {
			damages.push({ set, edition: null, reason: `Its index is damaged or missing. ${REMEDY}` });
		}
	}
	return damages;
}

async function damageOf(folder: string, entry: EditionEntry): Promise<string | undefined> {
	let text: string;
	try {
		text = await readEditionText(folder, entry);
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
