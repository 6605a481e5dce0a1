import { createReadStream } from 'node:fs';
import { OperatorError } from '../../calls/operator-error.ts';
import { isSystemError } from '../../calls/system-error.ts';
import { parseStrictJson } from '../../text/json.ts';
import type { Io } from './command.ts';
import { whyUnreadable } from './file-problems.ts';

/**
 * Reads JSON in UTF-8 from a file, or from standard input if its name is `-`.
 * @throws OperatorError that names the file but does not quote it, because it may hold patient data
 */
export async function readJson(file: string, stdin: Io['stdin']): Promise<unknown> {
	return parseJson(inputName(file), await readAll(readChunks(file, stdin)));
}

/** Parses the content of a file. @throws OperatorError as `readJson` does */
export function parseJson(name: string, bytes: Uint8Array): unknown {
	const text = decode(name, bytes);
	if (text.trim() === '') throw new OperatorError(`${name} is empty. It must hold JSON.`);
	const { value, error } = parseStrictJson(text, Number.POSITIVE_INFINITY);
	if (!error) return value;
	throw new OperatorError(
		`${name} is not JSON: at line ${error.line}, column ${error.column}, expected ${error.expected}.`,
	);
}

/** Returns the name of an input for messages. */
export function inputName(file: string): string {
	return file === '-' ? 'standard input' : file;
}

/** Reads the bytes of a file, or of standard input if its name is `-`. @throws OperatorError that names the file */
export async function* readChunks(file: string, stdin: Io['stdin']): AsyncGenerator<Uint8Array, void, void> {
	try {
		for await (const chunk of file === '-' ? stdin : createReadStream(file)) yield Buffer.from(chunk);
	} catch (error) {
		// Other errors come from the consumer of the chunks.
		throw isSystemError(error) ? new OperatorError(`${inputName(file)} ${whyUnreadable(error)}`) : error;
	}
}

export async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const all: Uint8Array[] = [];
	for await (const chunk of chunks) all.push(chunk);
	return Buffer.concat(all);
}

function decode(name: string, bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch (error) {
		if (!(error instanceof TypeError)) throw error;
		throw new OperatorError(`${name} is not UTF-8 text. Save it as UTF-8 and try again.`);
	}
}
