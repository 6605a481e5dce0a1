import { OperatorError } from '../../calls/operator-error.ts';
import { Refusal } from '../../calls/refusal.ts';
import type { StoreConfig } from '../../config.ts';
import type { Store } from '../../store/store.ts';
import { folderProblem } from './file-problems.ts';

/** Tests if a store exists or a database is named. */
export async function hasStore({ dataDir, databaseUrl }: StoreConfig): Promise<boolean> {
	const [{ existsSync }, { sqliteFile }] = await Promise.all([
		import('node:fs'),
		import('../../store/open-store.ts'),
	]);
	return databaseUrl !== undefined || existsSync(sqliteFile(dataDir));
}

/**
 * Opens the store, which a running server may share, while `work` runs.
 * @param create creates the store if there is none; otherwise that is an error, because a wrong DATA_DIR would look
 * like an empty store
 * @throws OperatorError, Refusal
 */
export async function withStore<T>(
	config: StoreConfig,
	{ create }: { readonly create: boolean },
	work: (store: Store) => Promise<T>,
): Promise<T> {
	const [{ openStore }, { configuredKeyring, existingKeyring }] = await Promise.all([
		import('../../store/open-store.ts'),
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
 * Runs work on the store, and explains failures that the operator can fix: the named folders, and a store that is out
 * of reach. Other errors pass unchanged.
 */
export async function wordingStoreErrors<T>(
	folders: Readonly<Record<string, string>>,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const problem = folderProblem(error, folders);
		if (problem !== undefined) throw new OperatorError(problem);
		throw error instanceof Refusal && error.kind === 'unavailable' ? unreachable(error) : error;
	}
}

function unreachable({ code }: Refusal): Refusal {
	return new Refusal(
		'unavailable',
		`The store cannot be reached (${code}). Check DATA_DIR, DATABASE_URL and DOCUMENTS, and try again.`,
	);
}
