import { readFile } from 'node:fs/promises';
import { findJsonError } from '../json-error.ts';
import { type Io, WrongUse } from './command.ts';

/**
 * Parsed JSON of a file, or of standard input where its name is `-`. UTF-8, with or without a byte order mark.
 * @throws WrongUse that names the file and never quotes it: what is in it may be a patient's.
 */
export async function readJson(file: string, stdin: Io['stdin']): Promise<unknown> {
	const name = inputName(file);
	const text = decode(name, file === '-' ? await readAll(stdin) : await readFileOrSay(file));
	if (text.trim() === '') throw new WrongUse(`${name} is empty. Give it a superbill request as JSON.`);
	const error = findJsonError(text);
	if (error) {
		throw new WrongUse(
			`${name} is not JSON: at line ${error.line}, column ${error.column}, expected ${error.expected}.`,
		);
	}
	return JSON.parse(text);
}

/** How messages call the input. */
export function inputName(file: string): string {
	return file === '-' ? 'standard input' : file;
}

async function readAll(stream: Io['stdin']): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks);
}

const UNREADABLE: Readonly<Record<string, string>> = {
	ENOENT: 'does not exist. Check the name, or give "-" to read standard input',
	EISDIR: 'is a folder. Name a file in it',
	EACCES: 'may not be read. Ask its owner for permission',
};

async function readFileOrSay(file: string): Promise<Uint8Array> {
	try {
		return await readFile(file);
	} catch (error) {
		const { code = '' } = error as NodeJS.ErrnoException;
		throw new WrongUse(`${file} ${UNREADABLE[code] ?? `cannot be read (${code}). Try another file`}.`);
	}
}

function decode(name: string, bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		throw new WrongUse(`${name} is not UTF-8 text. Save it as UTF-8 and try again.`);
	}
}
