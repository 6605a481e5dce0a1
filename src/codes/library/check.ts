import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEditionText } from './edition-file.ts';
import { type EditionEntry, readManifest } from './manifest.ts';

/** What a look at the stored files finds wrong. */
export interface Damage {
	readonly set: string;
	/** Null where it is what is made from all editions. */
	readonly edition: string | null;
	readonly reason: string;
}

const REMEDY = 'Import its official file again.';

/** Reads every stored file and compares it with the manifest. @throws Error where the manifest itself is damaged. */
export function checkStore(folder: string): Damage[] {
	return Object.entries(readManifest(folder).sets).flatMap(([set, { editions, index }]) => [
		...editions.flatMap((entry) => {
			const reason = damageOf(folder, entry);
			return reason === undefined ? [] : [{ set, edition: entry.edition, reason: `${reason} ${REMEDY}` }];
		}),
		...(index && sha256Of(folder, index.file) !== index.sha256
			? [{ set, edition: null, reason: `Its index is damaged or gone. ${REMEDY}` }]
			: []),
	]);
}

function damageOf(folder: string, entry: EditionEntry): string | undefined {
	let text: string;
	try {
		text = readEditionText(folder, entry);
	} catch {
		return 'Its file is damaged or gone.';
	}
	return createHash('sha256').update(text).digest('hex') === entry.sha256
		? undefined
		: 'Its file is not what was imported.';
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
