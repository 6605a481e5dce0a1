import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^\.superbill-[\da-f-]{36}\.tmp(?:-journal)?$/;

/** Age from which a scratch file was left by a command that was killed, in ms. One that runs writes far more often. */
const STALE_MS = 6 * 60 * 60 * 1_000;

/** Names a new file in a folder, to be renamed or removed later. Removes those that killed commands left there. */
export function scratchFile(folder: string): string {
	try {
		removeStale(folder, Date.now() - STALE_MS);
	} catch {
		// A file that cannot be removed must not keep a new one from being made.
	}
	return join(folder, `.superbill-${randomUUID()}.tmp`);
}

function removeStale(folder: string, before: number): void {
	for (const name of readdirSync(folder)) {
		if (!NAME.test(name)) continue;
		const file = join(folder, name);
		if (statSync(file).mtimeMs < before) rmSync(file);
	}
}
