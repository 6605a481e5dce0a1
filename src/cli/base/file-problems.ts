import { relative } from 'node:path';
import { isSystemError, type SystemError } from '../../calls/system-error.ts';

const FULL = 'does not fit, because the disk is full. Make room, or choose another disk';
const NO_FOLDER = 'is in a folder that does not exist. Create the folder first';
const FORBIDDEN = 'may not be written by this user. Choose another folder, or change its permissions';

const UNWRITABLE: Readonly<Record<string, string>> = {
	ENOENT: NO_FOLDER,
	ENOTDIR: NO_FOLDER,
	EACCES: FORBIDDEN,
	EPERM: FORBIDDEN,
	EROFS: FORBIDDEN,
	ENOSPC: FULL,
	EDQUOT: FULL,
};

const UNREADABLE: Readonly<Record<string, string>> = {
	ENOENT: 'does not exist. Check the name',
	EISDIR: 'is a folder. Name a file in it',
	EACCES: 'may not be read by this user. Ask its owner for permission',
};

/** Explains why a file cannot be written and how to fix that. Completes a sentence about the file. */
export function whyUnwritable({ code }: SystemError): string {
	return `${UNWRITABLE[code] ?? `cannot be written (${code}). Choose another place`}.`;
}

/** Explains why a file cannot be read and how to fix that. Completes a sentence about the file. */
export function whyUnreadable({ code }: SystemError): string {
	return `${UNREADABLE[code] ?? `cannot be read (${code}). Try another file`}.`;
}

const FOLDER_PROBLEMS: Readonly<Record<string, string>> = {
	ENOENT: 'it does not exist',
	ENOTDIR: 'it is not a folder',
	EEXIST: 'it is not a folder',
	EACCES: 'this user may not write there',
	EPERM: 'this user may not write there',
	EROFS: 'it is read-only',
};

/**
 * Explains an error about a file in one of the operator's folders. The message names the folder as the operator knows
 * it, because the system's message names paths inside it.
 * @param folders paths by name, like `DATA_DIR`
 * @returns nothing for an error about another file, which is a bug
 */
export function folderProblem(error: unknown, folders: Readonly<Record<string, string>>): string | undefined {
	if (!isSystemError(error)) return undefined;
	const { code, path } = error;
	if (code === 'ENOSPC' || code === 'EDQUOT') return 'The disk is full. Make room, or choose another disk.';
	const found = Object.entries(folders).find(([, folder]) => path !== undefined && isInside(path, folder));
	if (!found) return undefined;
	return `${found[0]} cannot be used: ${FOLDER_PROBLEMS[code] ?? 'the system refuses access'} (${code}). Choose another folder, or fix this one.`;
}

function isInside(path: string, folder: string): boolean {
	const way = relative(folder, path);
	return way !== '..' && !way.startsWith('../') && !way.startsWith('/');
}
