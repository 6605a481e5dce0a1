import { createReadStream } from 'node:fs';
import { parseStrictJson } from '../../text/json.ts';
import { type Io, WrongUse } from './command.ts';

/**
 * Parsed JSON of a file, or of standard input where its name is `-`. UTF-8, with or without a byte order mark.
 * @throws WrongUse that names the file and never quotes it: what is in it may be a patient's.
 */
export async function readJson(file: string, stdin: Io['stdin']): Promise<unknown> {
	return parseJson(inputName(file), await readAll(readChunks(file, stdin)));
}

/** Parses a whole file. @throws WrongUse as `readJson` does. */
export function parseJson(name: string, bytes: Uint8Array): unknown {
	const text = decode(name, bytes);
	if (text.trim() === '') throw new WrongUse(`${name} is empty. Give it a superbill request as JSON.`);
	const { value, error } = parseStrictJson(text);
	if (!error) return value;
	throw new WrongUse(
		`${name} is not JSON: at line ${error.line}, column ${error.column}, expected ${error.expected}.`,
	);
}

/** How messages call the input. */
export function inputName(file: string): string {
	return file === '-' ? 'standard input' : file;
}

/** The bytes of a file, or of standard input where its name is `-`, as they come. @throws WrongUse that names the file. */
export async function* readChunks(file: string, stdin: Io['stdin']): AsyncGenerator<Uint8Array, void, void> {
	try {
		for await (const chunk of file === '-' ? stdin : createReadStream(file)) yield Buffer.from(chunk);
	} catch (error) {
		const { code, syscall } = error as NodeJS.ErrnoException;
		// Whatever else is thrown here is of who reads.
		if (code === undefined || syscall === undefined) throw error;
		throw new WrongUse(
			`${inputName(file)} ${UNREADABLE[code] ?? `cannot be read (${code}). Try another file`}.`,
		);
	}
}

export async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const all: Uint8Array[] = [];
	for await (const chunk of chunks) all.push(chunk);
	return Buffer.concat(all);
}

const UNREADABLE: Readonly<Record<string, string>> = {
	ENOENT: 'does not exist. Check the name, or give "-" to read standard input',
	EISDIR: 'is a folder. Name a file in it',
	EACCES: 'may not be read. Ask its owner for permission',
};

function decode(name: string, bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		throw new WrongUse(`${name} is not UTF-8 text. Save it as UTF-8 and try again.`);
	}
}
