import { OperatorError } from '../../calls/operator-error.ts';
import { Refusal } from '../../calls/refusal.ts';
import type { StoreConfig } from '../../config.ts';
import type { Store } from '../../store/store.ts';
import { EXIT, type ExitStatus, type Io, WrongUse } from './command.ts';
import { write } from './output.ts';
import { json } from './report.ts';

/** Where superbills are kept, as the environment says. @throws WrongUse */
export async function storeConfig({ env }: Io): Promise<StoreConfig> {
	const { ConfigError, readStoreConfig } = await import('../../config.ts');
	try {
		return readStoreConfig(env);
	} catch (error) {
		throw error instanceof ConfigError ? new WrongUse(error.reasons.join(' ')) : error;
	}
}

/** Whether there is a store, or was one named. @throws WrongUse */
export async function hasStore(io: Io): Promise<boolean> {
	const [{ dataDir, databaseUrl }, { existsSync }, { sqliteFile }] = await Promise.all([
		storeConfig(io),
		import('node:fs'),
		import('../../store/open-store.ts'),
	]);
	return databaseUrl !== undefined || existsSync(sqliteFile(dataDir));
}

/**
 * Does something with the store, beside a server that may be running.
 * @param make whether it is made where there is none; otherwise a wrong DATA_DIR would look like an empty store.
 * @throws WrongUse where there is none, and what `onStore` puts into words.
 */
export async function withStore<T>(
	io: Io,
	{ make }: { readonly make: boolean },
	work: (store: Store) => Promise<T>,
): Promise<T> {
	const config = await storeConfig(io);
	const [{ openStore }, { configuredKeyring, existingKeyring }] = await Promise.all([
		import('../../store/open-store.ts'),
		import('../../vault/keyring.ts'),
	]);
	if (!make && !(await hasStore(io))) {
		throw new WrongUse('DATA_DIR holds no store. Name the folder of the service, or set DATABASE_URL.');
	}
	const keyring = make ? configuredKeyring(config) : existingKeyring(config);
	const store = await openStore(config, keyring, { exclusive: false });
	try {
		return await work(store);
	} finally {
		await store.close();
	}
}

const UNWRITABLE: Readonly<Record<string, string>> = {
	ENOENT: 'The file is in a folder that does not exist. Make the folder first.',
	ENOTDIR: 'The file is in a folder that does not exist. Make the folder first.',
	EACCES: 'The file or DATA_DIR may not be written. Choose another, or ask its owner for permission.',
	EROFS: 'The file or DATA_DIR may not be written. Choose another.',
	ENOSPC: 'The disk is full. Make room, or choose another disk.',
	SQLITE_FULL: 'The disk is full. Make room, or choose another disk.',
};

/** Runs work on the store, and says in plain words why it was not done. */
export async function onStore(
	command: string,
	{ json: asJson }: { readonly json?: boolean | undefined },
	io: Io,
	work: () => Promise<ExitStatus>,
): Promise<ExitStatus> {
	try {
		return await work();
	} catch (error) {
		const reason = reasonOf(error);
		if (reason === undefined) throw error;
		if (asJson) await write(io.stdout, json({ refused: reason }));
		else await write(io.stderr, `superbill ${command}: ${reason}\n`);
		return error instanceof OperatorError ? EXIT.wrongUse : EXIT.refused;
	}
}

function reasonOf(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	if (error instanceof OperatorError) return error.message;
	const { code } = error as NodeJS.ErrnoException;
	const written = UNWRITABLE[code ?? ''];
	if (written !== undefined) return written;
	if (!(error instanceof Refusal) || error.findings) return undefined;
	return error.kind === 'unavailable'
		? `The store cannot be reached (${code}). Check DATA_DIR, DATABASE_URL and DOCUMENTS, and try again.`
		: error.message;
}
