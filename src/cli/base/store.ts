import { OperatorError } from '../../calls/operator-error.ts';
import { Refusal } from '../../calls/refusal.ts';
import type { StoreConfig } from '../../config.ts';
import type { Store } from '../../store/store.ts';
import { folderProblem } from './system-error.ts';

/** Tells if a store exists, or a database is named. */
export async function hasStore({ dataDir, databaseUrl }: StoreConfig): Promise<boolean> {
	const [{ existsSync }, { sqliteFile }] = await Promise.all([
		import('node:fs'),
		import('../../store/store.ts'),
	]);
	return databaseUrl !== undefined || existsSync(sqliteFile(dataDir));
}

/**
 * Opens the store, which a running server may share, for the time of `work`.
 * @param create creates the store if there is none; otherwise that is an error, because a wrong DATA_DIR would look like
 * an empty store
 * @throws OperatorError, Refusal
 */
export async function withStore<T>(
	config: StoreConfig,
	{ create }: { readonly create: boolean },
	work: (store: Store) => Promise<T>,
): Promise<T> {
	const [{ openStore }, { configuredKeyring, existingKeyring }] = await Promise.all([
		import('../../store/store.ts'),
		import('../../vault/keyring.ts'),
	]);
	if (!create && !(await hasStore(config))) {
		throw new OperatorError(
			'DATA_DIR holds no store. Set it to the folder that the service uses, or set DATABASE_URL.',
		);
	}
	return wordingStoreErrors({ DATA_DIR: config.dataDir }, async () => {
		const keyring = create ? configuredKeyring(config) : existingKeyring(config);
		const store = await openStore(config, keyring, { exclusive: false });
		try {
			return await work(store);
		} finally {
			await store.close();
		}
	});
}

/**
 * Runs work on the store, and words failures that the operator can fix: the named folders, the data key, and a store that
 * is out of reach. Other errors are bugs and pass unchanged.
 */
export async function wordingStoreErrors<T>(
	folders: Readonly<Record<string, string>>,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw await worded(error, folders);
	}
}

const OTHER_KEY =
	'The data key does not open this store. Set DATA_KEY to the key that the store was created with, or put its data.key file into DATA_DIR.';

async function worded(error: unknown, folders: Readonly<Record<string, string>>): Promise<unknown> {
	const problem = folderProblem(error, folders);
	if (problem !== undefined) return new OperatorError(problem);
	const [{ isStoreUnavailable }, { SealBroken }] = await Promise.all([
		import('../../store/unavailable.ts'),
		import('../../vault/seal.ts'),
	]);
	if (error instanceof SealBroken) return new OperatorError(OTHER_KEY);
	const { code } = error as { code?: unknown };
	if (code === 'SQLITE_FULL') {
		return new OperatorError('The disk is full. Make room, or choose another disk.');
	}
	if (!isStoreUnavailable(error)) return error;
	return new Refusal(
		'unavailable',
		`The store cannot be reached (${code ?? 'no connection'}). Check DATA_DIR, DATABASE_URL and DOCUMENTS, and try again.`,
	);
}
