import { OperatorError } from '../../../calls/operator-error.ts';
import type { StoreConfig } from '../../../config.ts';
import type { Rotated } from '../../../rotation/rotate.ts';
import { EXIT, type ExitStatus, type Io } from '../../base/command.ts';
import { storeConfig } from '../../base/config.ts';
import { write } from '../../base/output.ts';
import { rowCounter } from '../../base/progress.ts';
import { toJson } from '../../base/report.ts';
import { wordingStoreErrors } from '../../base/store.ts';

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
	if (names.length > 0) throw new OperatorError('rotate-data takes no names.');
	const config = await storeConfig(io);
	const rotated = await wordingStoreErrors({ DATA_DIR: config.dataDir }, () =>
		config.dataKey === undefined ? withFile(config, io) : withEnvironment(config, io),
	);
	await write(io.stdout, values.json ? toJson(rotated) : textOf(rotated));
	return EXIT.ok;
}

interface Outcome extends Rotated {
	/** Ids of keys that were removed from the file. */
	readonly removed: readonly string[];
	/** Ids of keys that DATA_KEY may be without from now on. */
	readonly noLongerNeeded: readonly string[];
}

async function withFile(config: StoreConfig, io: Io): Promise<Outcome> {
	const { rotateKeyFile } = await import('../../../rotation/rotate-file.ts');
	const counter = rowCounter(io.stderr, 'Sealed anew:', 'superbills');
	const outcome = await rotateKeyFile(config, { onProgress: counter.add }).finally(counter.end);
	return { ...outcome, noLongerNeeded: [] };
}

async function withEnvironment(config: StoreConfig, io: Io): Promise<Outcome> {
	const [{ configuredKeyring }, { openStore }, { countToRotate, rotate }, { COMMAND_LINE }] =
		await Promise.all([
			import('../../../vault/keyring.ts'),
			import('../../../store/store.ts'),
			import('../../../rotation/rotate.ts'),
			import('../../../calls/actor.ts'),
		]);
	const keyring = configuredKeyring(config);
	const [, ...old] = keyring();
	if (old.length === 0) {
		throw new OperatorError(
			'DATA_KEY holds one key only: put a fresh one before it, divided by a comma, and restart the service with both first.',
		);
	}
	const counter = rowCounter(io.stderr, 'Sealed anew:', 'superbills');
	const store = await openStore(config, keyring, { exclusive: false });
	try {
		await countToRotate(store);
		const rotated = await rotate(
			store,
			{ actor: COMMAND_LINE, now: new Date() },
			{ onProgress: counter.add },
		);
		return { ...rotated, removed: [], noLongerNeeded: old.map(({ id }) => id) };
	} finally {
		counter.end();
		await store.close();
	}
}

function textOf({ to, superbills, practices, removed, noLongerNeeded }: Outcome): string {
	const done = `Everything is sealed with the data key ${to}. Sealed anew: ${count(superbills, 'superbill')}, ${count(practices, 'practice')}.\n`;
	const old =
		noLongerNeeded.length > 0
			? `DATA_KEY needs its first key only: leave out the others (${noLongerNeeded.join(', ')}) once no service runs that seals with them.\n`
			: `Removed from data.key: ${removed.join(', ')}. Copy the file to where it is kept apart; backups of before need the old copy.\n`;
	return done + old;
}

const count = (number: number, what: string): string =>
	`${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
