import type { RotationOutcome } from '../../../rotation/rotate-data-keys.ts';
import { EXIT, type ExitStatus, type Io, WrongUse } from '../../base/command.ts';
import { write } from '../../base/output.ts';
import { rowCounter } from '../../base/progress.ts';
import { json } from '../../base/report.ts';
import { onStore, storeConfig } from '../../base/store.ts';

/** For the help of `superbill keys`. */
export const ROTATE_DATA_HELP = `  rotate-data  seals all that is kept with a fresh data key, while the service runs; run again, it goes on where it
               was stopped. With the file data.key in DATA_DIR it makes the key, and removes the old ones at the end:
               copy the file again to where it is kept apart. Backups of before stay sealed with the old key.
               With DATA_KEY: put a fresh key before the old one ("fresh,old"), restart the service with both, then
               run this; it says when the old one is no longer needed.`;

/** `superbill keys rotate-data`. */
export async function rotateData(
	names: readonly string[],
	values: { readonly json?: boolean | undefined },
	io: Io,
): Promise<ExitStatus> {
	if (names.length > 0) throw new WrongUse('rotate-data takes no names.');
	return onStore('keys rotate-data', values, io, async () => {
		const config = await storeConfig(io);
		const { rotateDataKeys } = await import('../../../rotation/rotate-data-keys.ts');
		const counter = rowCounter(io.stderr, 'Resealed', 'superbills');
		const rotated = await rotateDataKeys(config, { onProgress: counter.add }).finally(counter.end);
		await write(io.stdout, values.json ? json(rotated) : textOf(rotated));
		return EXIT.ok;
	});
}

function textOf({ to, superbills, practices, removed, noLongerNeeded }: RotationOutcome): string {
	const done = `Everything is sealed with the data key ${to}. Sealed anew: ${count(superbills, 'superbill')}, ${count(practices, 'practice')}.\n`;
	const old =
		noLongerNeeded.length > 0
			? `DATA_KEY needs its first key only: leave out the others (${noLongerNeeded.join(', ')}) once no service runs that seals with them.\n`
			: `Removed from data.key: ${removed.join(', ')}. Copy the file to where it is kept apart; backups of before need the old copy.\n`;
	return done + old;
}

const count = (number: number, what: string): string =>
	`${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
