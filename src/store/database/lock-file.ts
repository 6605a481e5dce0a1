import { join } from 'node:path';
import { OperatorError } from '../../calls/operator-error.ts';
import { openFile } from './sqlite.ts';
import { asUnavailable } from './unavailable.ts';

/** Reserves a data folder for one server. @returns a function that releases it @throws OperatorError */
export function lockFolder(folder: string): () => void {
	const release = lockFile(join(folder, 'superbill.lock'));
	if (release) return release;
	throw new OperatorError(
		'DATA_DIR is in use by another superbill process. Stop that process, or give this one its own DATA_DIR. To let several processes share a store, use PostgreSQL (DATABASE_URL).',
	);
}

/**
 * Locks a file for one process. The system releases the lock when the process ends, however it ends.
 * @returns a function that releases it; undefined if another process holds it
 */
export function lockFile(file: string): (() => void) | undefined {
	const lock = openFile(file, 0);
	try {
		lock.exec('begin exclusive');
	} catch (error) {
		lock.close();
		if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return undefined;
		throw asUnavailable(error);
	}
	return () => lock.close();
}
