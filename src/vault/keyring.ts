import { randomBytes } from 'node:crypto';
import {
	closeSync,
	existsSync,
	fsyncSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DATA_KEY_BYTES, type DataKey, dataKey } from './data-key.ts';

/** The data keys that are in use. The first seals; all of them open what they once sealed. */
export type Keyring = () => readonly [DataKey, ...DataKey[]];

/** The one key with this id, for what is to be sealed like its row. */
export function onlyKey(keyring: Keyring, id: string): Keyring {
	return () => {
		const key = keyring().find((key) => key.id === id);
		if (!key) throw new KeyringError('The data key of a row is not at hand: DATA_KEY must still hold it.');
		return [key];
	};
}

/** Why there are no data keys; the message is for the operator and never holds one. */
export class KeyringError extends Error {
	override readonly name = 'KeyringError';
}

/** The file that keeps the keys cannot be read or made for now; one that holds something else is just a KeyringError. */
export class KeyFileUnusable extends KeyringError {}

/** 32 bytes are 43 characters of base64 and one more to fill up. */
const BASE64_KEY = /^[A-Za-z0-9+/]{43}=$/;

/** Whether a text holds data keys and nothing else. */
export function isKeyText(text: string): boolean {
	const words = text.split(/[\s,]+/).filter((word) => word !== '');
	return words.length > 0 && words.every((word) => BASE64_KEY.test(word));
}

/**
 * Keys as `DATA_KEY` or the key file have them: base64, divided by white space or commas.
 * @throws KeyringError which calls the source by `name`.
 */
export function readKeys(text: string, name: string): [DataKey, ...DataKey[]] {
	const keys = text
		.split(/[\s,]+/)
		.filter((word) => word !== '')
		.map((word) => {
			if (!BASE64_KEY.test(word)) {
				throw new KeyringError(
					`${name} must hold 32 bytes in base64 (44 characters); make a key with: openssl rand -base64 32`,
				);
			}
			return dataKey(Buffer.from(word, 'base64'));
		});
	const [first, ...rest] = keys;
	if (!first) throw new KeyringError(`${name} is empty. It must hold a key: 32 bytes in base64.`);
	return [first, ...rest];
}

/** Where the keys are that the service makes by itself. */
export const keyFile = (dataDir: string): string => join(dataDir, 'data.key');

interface KeySource {
	readonly dataKey?: string | undefined;
	readonly dataDir: string;
}

/** The data keys that the environment gives, or else those of the file in `dataDir`. @throws KeyringError */
export function configuredKeyring({ dataKey, dataDir }: KeySource): Keyring {
	return dataKey === undefined ? fileKeyring(keyFile(dataDir)) : fixedKeyring(dataKey);
}

/** The same where a fresh key would be of no use. @throws KeyringError also where there is none. */
export function existingKeyring(source: KeySource): Keyring {
	if (source.dataKey === undefined && !existsSync(keyFile(source.dataDir))) {
		throw new KeyringError(
			'There is no data key: set the DATA_KEY, or put the data.key into DATA_DIR, that the superbills were kept with.',
		);
	}
	return configuredKeyring(source);
}

/** Keys that the environment gives: they change with a restart only. @throws KeyringError */
export function fixedKeyring(text: string): Keyring {
	const keys = readKeys(text, 'DATA_KEY');
	return () => keys;
}

/**
 * Keys in a file, which is made with a fresh key where there is none. It is looked at before each use, so that keys
 * that are changed while the service runs are taken up at once, by all processes that share the file.
 * @throws KeyringError where the file cannot be read, or made, or holds no key.
 */
export function fileKeyring(file: string): Keyring {
	makeKeyFile(file);
	let seen = '';
	let keys: [DataKey, ...DataKey[]] | undefined;
	const look: Keyring = () => {
		try {
			const { mtimeMs, size, ino } = statSync(file);
			const now = `${mtimeMs} ${size} ${ino}`;
			if (!keys || now !== seen) {
				keys = readKeys(readFileSync(file, 'utf8'), 'The file of data keys');
				seen = now;
			}
		} catch (error) {
			// A file that is gone or broken for a moment does not take away keys that were read before.
			if (!keys) throw asKeyringError(error);
		}
		return keys;
	};
	look();
	return look;
}

/** Puts keys into the file, whole or not at all, for its owner alone. */
export function writeKeyFile(file: string, keys: readonly DataKey[]): void {
	const fresh = `${file}.${randomBytes(6).toString('hex')}.tmp`;
	try {
		writeDurably(fresh, keys);
		renameSync(fresh, file);
	} catch (error) {
		rmSync(fresh, { force: true });
		throw error;
	}
	syncFolder(dirname(file));
}

function makeKeyFile(file: string): void {
	try {
		if (statSync(file, { throwIfNoEntry: false })) return;
		mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
		const fresh = `${file}.${randomBytes(6).toString('hex')}.tmp`;
		try {
			writeDurably(fresh, [dataKey(randomBytes(DATA_KEY_BYTES))]);
			// Two processes may start together: the first link stands, and both use it.
			linkSync(fresh, file);
		} finally {
			rmSync(fresh, { force: true });
		}
		syncFolder(dirname(file));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asKeyringError(error);
	}
}

function writeDurably(file: string, keys: readonly DataKey[]): void {
	const descriptor = openSync(file, 'wx', 0o600);
	try {
		writeSync(descriptor, keys.map(({ secret }) => `${secret.toString('base64')}\n`).join(''));
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** A name in a folder lasts only once the folder is written, too. */
function syncFolder(folder: string): void {
	const descriptor = openSync(folder, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

function asKeyringError(error: unknown): KeyringError {
	if (error instanceof KeyringError) return error;
	return new KeyFileUnusable(
		'The file of data keys in DATA_DIR must be one that this process may read and make.',
	);
}
