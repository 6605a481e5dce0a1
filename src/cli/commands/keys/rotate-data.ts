import { OperatorError } from '../../../calls/operator-error.ts';
import type { RotationOutcome } from '../../../rotation/rotate-data-keys.ts';
import { EXIT, type ExitStatus, type Io } from '../../base/command.ts';
import { storeConfig } from '../../base/config.ts';
import { write } from '../../base/output.ts';
import { rowCounter } from '../../base/progress.ts';
import { toJson } from '../../base/report.ts';
import { wordingStoreErrors } from '../../base/store.ts';

/** For the help of `superbill keys`. */
export const ROTATE_DATA_HELP = `  rotate-data  encrypts the whole store with a new data key, while the service runs. If it was stopped, run it again to
               continue. With the file data.key in DATA_DIR, it makes the new key and removes the old ones at the end:
               copy the file again to where you keep it. Older backups still need the old key.
               With DATA_KEY, put a new key before the old one ("new,old"), restart the service with both, then run
               this. It says when the old key is no longer needed.`;

/** `superbill keys rotate-data`. */
export async function rotateData(
	names: readonly string[],
	values: { readonly json?: boolean | undefined },
	io: Io,
): Promise<ExitStatus> {
	if (names.length > 0) throw new OperatorError('rotate-data takes no names.');
	const config = await storeConfig(io);
	const { rotateDataKeys } = await import('../../../rotation/rotate-data-keys.ts');
	const counter = rowCounter(io.stderr, 'Re-encrypted:', 'superbills');
	const rotated = await wordingStoreErrors({ DATA_DIR: config.dataDir }, () =>
		rotateDataKeys(config, { onProgress: counter.add }).finally(counter.end),
	);
	await write(io.stdout, values.json ? toJson(rotated) : textOf(rotated));
	return EXIT.ok;
}

function textOf({ to, superbills, practices, removed, noLongerNeeded }: RotationOutcome): string {
	const done = `Everything is now encrypted with data key ${to}: ${count(superbills, 'superbill')} and ${count(practices, 'practice')} were re-encrypted.\n`;
	const old =
		noLongerNeeded.length > 0
			? `DATA_KEY needs only its first key. Remove the others (${noLongerNeeded.join(', ')}) once every running service has the new key.\n`
			: `Removed from data.key: ${removed.join(', ')}. Copy the file to where you keep it. Older backups need the old copy.\n`;
	return done + old;
}

const count = (number: number, what: string): string =>
	`${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
