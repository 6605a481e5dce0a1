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
import { OperatorError } from '../calls/operator-error.ts';
import { DATA_KEY_BYTES, type DataKey, dataKey } from './data-key.ts';

/** Reads the data keys in use. The first one seals. Each opens what it sealed. */
export type Keyring = () => readonly [DataKey, ...DataKey[]];

/** Finds the key that sealed a row, to seal another column of that row. @throws OperatorError */
export function keyWithId(keyring: Keyring, id: string): DataKey {
	const key = keyring().find((key) => key.id === id);
	if (key) return key;
	throw new OperatorError(
		`The data key ${id} is missing. Add that key to the end of DATA_KEY, or of the file data.key.`,
	);
}

/** 32 bytes are 43 characters of base64 and a padding character. */
const BASE64_KEY = /^[A-Za-z0-9+/]{43}=$/;

const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** Checks whether a text consists of data keys. */
export function isKeyText(text: string): boolean {
	const words = wordsOf(text);
	return words.length > 0 && words.every((word) => BASE64_KEY.test(word));
}

/**
 * Reads keys as `DATA_KEY` and the key file hold them: base64, separated by white space or commas.
 * @param name of the source in messages
 * @throws OperatorError
 */
export function readKeys(text: string, name: string): [DataKey, ...DataKey[]] {
	if (!isKeyText(text)) {
		const fault = wordsOf(text).length === 0 ? 'is empty. It ' : '';
		throw new OperatorError(
			`${name} ${fault}must hold 32 bytes in base64 (44 characters). Make a key with: openssl rand -base64 32`,
		);
	}
	const [first, ...rest] = wordsOf(text).map((word) => dataKey(Buffer.from(word, 'base64')));
	return [first as DataKey, ...rest];
}

/** Path of the file with the keys that the service makes itself. */
export const keyFile = (dataDir: string): string => join(dataDir, 'data.key');

interface KeySource {
	readonly dataKey?: string | undefined;
	readonly dataDir: string;
}

/** Takes the data keys from the environment, or from the file in `dataDir`. @throws OperatorError */
export function configuredKeyring({ dataKey, dataDir }: KeySource): Keyring {
	return dataKey === undefined ? fileKeyring(keyFile(dataDir)) : fixedKeyring(dataKey);
}

/** Does the same without making a key file: a new key could not open anything that exists. @throws OperatorError */
export function existingKeyring(source: KeySource): Keyring {
	if (source.dataKey === undefined && !existsSync(keyFile(source.dataDir))) {
		throw new OperatorError(
			'There is no data key: DATA_KEY is not set, and DATA_DIR has no file data.key. Set DATA_KEY to the key that the superbills were stored with, or restore the file data.key from the copy that you keep. Nothing was written, because a new key could not open them.',
		);
	}
	return configuredKeyring(source);
}

/** Keeps the keys of the environment, which change only with a restart. @throws OperatorError */
export function fixedKeyring(text: string): Keyring {
	const keys = readKeys(text, 'DATA_KEY');
	return () => keys;
}

/**
 * Keeps the keys of a file, which is made with a new key if it does not exist. Each use checks the file, so every
 * process that shares it uses changed keys at once.
 * @throws OperatorError if the file cannot be read or made, or holds no key
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
				keys = readKeys(readFileSync(file, 'utf8'), 'The file data.key');
				seen = now;
			}
		} catch (error) {
			// Keys read earlier remain in use while the file is missing or broken.
			if (!keys) throw asOperatorError(error);
		}
		return keys;
	};
	look();
	return look;
}

/** Writes keys into the file, all or nothing, readable by its owner only. */
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
			// Two processes may start together: the first link wins, and both use that file.
			linkSync(fresh, file);
		} finally {
			rmSync(fresh, { force: true });
		}
		syncFolder(dirname(file));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asOperatorError(error);
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

/** A name in a folder is durable only once the folder itself is on disk. */
function syncFolder(folder: string): void {
	const descriptor = openSync(folder, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

function asOperatorError(error: unknown): OperatorError {
	if (error instanceof OperatorError) return error;
	return new OperatorError(
		'The file data.key in DATA_DIR cannot be read or made. Give the user of this process permission to do both.',
		[],
		KEY_FILE_UNUSABLE,
	);
}

const KEY_FILE_UNUSABLE = 'KEY_FILE_UNUSABLE';

/**
 * Checks whether trying again may help: a file that cannot be read or made may change, but one with wrong content will
 * not.
 */
export function isKeyFileUnusable(error: OperatorError): boolean {
	return error.code === KEY_FILE_UNUSABLE;
}
