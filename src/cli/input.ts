import { readFile } from 'node:fs/promises';
import { type Io, WrongUse } from './command.ts';

/**
 * Parsed JSON of a file, or of standard input where its name is `-`. UTF-8, with or without a byte order mark.
 * @throws WrongUse that names the file and never quotes it: what is in it may be a patient's.
 */
export async function readJson(file: string, stdin: Io['stdin']): Promise<unknown> {
	const name = inputName(file);
	const text = decode(name, file === '-' ? await readAll(stdin) : await readFileOrSay(file));
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new WrongUse(`${name} is not JSON${place(text, error as SyntaxError)}. Mend it and try again.`);
	}
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

/** Line and column of a mistake, where the JSON parser says its offset; its words are left out, they quote the text. */
function place(text: string, { message }: SyntaxError): string {
	if (text.trim() === '') return ': it is empty';
	const offset = /at position (\d+)/.exec(message)?.[1];
	if (offset === undefined) return '';
	const lines = text.slice(0, Number(offset)).split('\n');
	return `: see line ${lines.length}, column ${(lines.at(-1) as string).length + 1}`;
}
