import type { Store } from '../store/store.ts';
import { type Io, WrongUse } from './command.ts';

/**
 * Does something with the store, beside a server that may be running.
 * @param make whether it is made where there is none; otherwise a wrong DATA_DIR would look like an empty store.
 * @throws WrongUse where it cannot be used.
 */
export async function withStore<T>(
	{ env }: Io,
	{ make }: { readonly make: boolean },
	work: (store: Store) => Promise<T>,
): Promise<T> {
	const [
		{ existsSync },
		{ ConfigError, readStoreConfig },
		{ openStore, sqliteFile },
		{ KeyringError, keyringOf },
		{ SealBroken },
		{ isStoreUnavailable },
	] = await Promise.all([
		import('node:fs'),
		import('../config.ts'),
		import('../store/store.ts'),
		import('../vault/keyring.ts'),
		import('../vault/seal.ts'),
		import('../store/unavailable.ts'),
	]);
	try {
		const config = readStoreConfig(env);
		if (!make && config.databaseUrl === undefined && !existsSync(sqliteFile(config.dataDir))) {
			throw new WrongUse('DATA_DIR holds no store. Name the folder of the service, or set DATABASE_URL.');
		}
		const store = await openStore(config, keyringOf(config), { exclusive: false });
		try {
			return await work(store);
		} finally {
			await store.close();
		}
	} catch (error) {
		if (error instanceof ConfigError) throw new WrongUse(error.reasons.join('\n'));
		if (error instanceof KeyringError) throw new WrongUse(error.message);
		if (error instanceof SealBroken) {
			throw new WrongUse('DATA_KEY must be the one that the store was made with: it does not open it.');
		}
		if (isStoreUnavailable(error)) {
			const { code } = error as { code?: string };
			throw new WrongUse(
				`the store cannot be used${code === undefined ? '' : ` (${code})`}. Try again later.`,
			);
		}
		throw error;
	}
}
