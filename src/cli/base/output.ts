import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Io, type Output, WrongUse } from './command.ts';

/**
 * Writes all of it. A reader that closes its end early (`| head`) has seen enough: that is no failure.
 * @throws WrongUse when the stream takes no more, as on a full disk.
 */
export async function write(stream: Output, data: string | Uint8Array): Promise<void> {
	try {
		await new Promise<void>((resolve, reject) => {
			stream.write(data, (error) => (error ? reject(error) : resolve()));
		});
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code !== 'EPIPE') throw new WrongUse(`the output cannot be written (${code}).`);
	}
}

/** Refuses a PDF on standard output where that cannot be. @throws WrongUse */
export function refuseOutput({ json }: { readonly json?: boolean | undefined }, { stdout }: Io): void {
	if (json) throw new WrongUse('--json and --out - both want standard output: give --out a file.');
	if (stdout.isTTY) {
		throw new WrongUse('a terminal cannot show a PDF: redirect standard output, or give --out a file.');
	}
}

const UNWRITABLE: Readonly<Record<string, string>> = {
	ENOENT: 'is in a folder that does not exist. Make the folder first',
	ENOTDIR: 'is in a folder that does not exist. Make the folder first',
	EACCES: 'may not be written. Choose another folder',
	EROFS: 'may not be written. Choose another folder',
	ENOSPC: 'does not fit: the disk is full. Make room, or choose another disk',
};

/**
 * Writes a whole file or none: to a temporary file beside it that then takes its name. Only the owner may read it, as
 * befits a medical record. @throws WrongUse that names the file, and what `bytes` throws.
 */
export async function writeFileWhole(
	file: string,
	bytes: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
	const existing = await stat(file).catch(() => undefined);
	if (existing?.isDirectory()) throw new WrongUse(`${file} is a folder. Give --out a file in it.`);
	// A rename would put a plain file in the place of a device or a pipe.
	if (existing && !existing.isFile())
		throw new WrongUse(`${file} is no plain file. For a pipe, use --out -.`);
	const temporary = join(dirname(file), `.superbill-${randomUUID()}.tmp`);
	try {
		await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600, flush: true });
		await rename(temporary, file);
	} catch (error) {
		// Whatever keeps it from being removed, too, the first error is the one to mend.
		await rm(temporary, { force: true }).catch(() => {});
		const { code, syscall } = error as NodeJS.ErrnoException;
		if (code === undefined || syscall === undefined) throw error;
		throw new WrongUse(`${file} ${UNWRITABLE[code] ?? `cannot be written (${code}). Try another place`}.`);
	}
}
