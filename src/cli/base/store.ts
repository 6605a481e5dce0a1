import { OperatorError } from '../../calls/operator-error.ts';
import type { StoreConfig } from '../../config.ts';
import { damagedStore, isStoreDamaged, isStoreUnavailable } from '../../store/database/unavailable.ts';
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
	const { openConfigured } = await import('../../store/open-store.ts');
	return wordingStoreErrors({ DATA_DIR: config.dataDir }, async () => {
		const createStore = create && config.createStore;
		const store = await openConfigured({ ...config, createStore }, { exclusive: false });
		try {
			return await work(store);
		} finally {
			await store.close();
		}
	});
}

/**
 * Runs work on the store, and explains failures that the operator can fix: the named folders, and a store that is out
 * of reach or damaged. Other errors pass unchanged.
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
		if (!isStoreUnavailable(error)) throw error;
		if (isStoreDamaged(error)) throw damagedStore(error);
		throw new OperatorError(
			`The store cannot be reached (${error.code}). Check DATA_DIR, DATABASE_URL and DOCUMENTS, and try again.`,
		);
	}
}
