import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperatorError } from '../../calls/operator-error.ts';
import { isSystemError } from '../../calls/system-error.ts';
import { scratchFile } from '../../store/scratch-file.ts';
import type { Io, Output } from './command.ts';
import { whyUnwritable } from './file-problems.ts';

/**
 * Writes data completely. It is not a failure if the reader stops early (`| head`).
 * @throws OperatorError if the stream cannot be written, as on a full disk
 */
export async function write(stream: Output, data: string | Uint8Array): Promise<void> {
	try {
		await new Promise<void>((resolve, reject) => {
			stream.write(data, (error) => (error ? reject(error) : resolve()));
		});
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		if (code !== 'EPIPE') throw new OperatorError(`the output cannot be written (${code}).`);
	}
}

/** Refuses to write a PDF to standard output if that is used for JSON or is a terminal. @throws OperatorError */
export function refuseOutput({ json }: { readonly json?: boolean | undefined }, { stdout }: Io): void {
	if (json) {
		throw new OperatorError('--json and --out - both use standard output: give --out a file.');
	}
	if (stdout.isTTY) {
		throw new OperatorError('a terminal cannot show a PDF: redirect standard output, or give --out a file.');
	}
}

/**
 * Writes a file completely or not at all, by way of a temporary file next to it. Only the owner may read it, because it
 * is a medical record. @throws OperatorError that names the file, and whatever `bytes` throws
 */
export async function writeFileWhole(
	file: string,
	bytes: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
	const existing = await stat(file).catch(() => undefined);
	if (existing?.isDirectory()) throw new OperatorError(`${file} is a folder. Name a file in it.`);
	// A rename would replace a device or a pipe with a regular file.
	if (existing && !existing.isFile())
		throw new OperatorError(`${file} is not a regular file. To write to a pipe, use --out -.`);
	const temporary = scratchFile(dirname(file));
	try {
		await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600, flush: true });
		await rename(temporary, file);
	} catch (error) {
		// The first error is the one to report, even if the temporary file cannot be removed.
		await rm(temporary, { force: true }).catch(() => {});
		throw isSystemError(error) ? new OperatorError(`${file} ${whyUnwritable(error)}`) : error;
	}
}

/**
 * Writes a file that does not exist yet, as `writeFileWhole` does. The name is taken first, so that of two writers only one
 * succeeds. @throws OperatorError if the file exists or cannot be written
 */
export async function writeNewFile(file: string, bytes: Uint8Array): Promise<void> {
	try {
		await writeFile(file, '', { flag: 'wx', mode: 0o600 });
	} catch (error) {
		if (!isSystemError(error)) throw error;
		throw new OperatorError(
			error.code === 'EEXIST'
				? `${file} exists. Choose another name, or ask to overwrite it.`
				: `${file} ${whyUnwritable(error)}`,
		);
	}
	try {
		await writeFileWhole(file, bytes);
	} catch (error) {
		await rm(file, { force: true }).catch(() => {});
		throw error;
	}
}
