import type { ParseArgsConfig, parseArgs } from 'node:util';
import { OperatorError } from '../../calls/operator-error.ts';
import { noSuch } from '../../text/nearest.ts';

export type Options = NonNullable<ParseArgsConfig['options']>;

export const EXIT = {
	ok: 0,
	/** The command ran and the answer is no: a request has errors, or a check found damage. */
	refused: 1,
	/** The operator has to fix the command, a file, a setting or the store, which may be out of reach. */
	mistake: 2,
	/** A bug in this program (EX_SOFTWARE in sysexits.h). */
	bug: 70,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Returns the end of a help text. @param refused absent if the command never ends with 1 */
export function exitStatusHelp(ok: string, refused?: string): string {
	const meanings: readonly (readonly [status: ExitStatus, meaning: string])[] = [
		[EXIT.ok, ok],
		...(refused === undefined ? [] : [[EXIT.refused, refused] as const]),
		[EXIT.mistake, 'the command, a file, a setting or the store needs fixing'],
		[EXIT.bug, 'a bug in superbill'],
	];
	return `Exit status\n${meanings.map(([status, meaning]) => `  ${String(status).padEnd(4)}${meaning}\n`).join('')}`;
}

/** The parts of its process that a command may use. */
export interface Io {
	readonly env: NodeJS.ProcessEnv;
	readonly stdin: AsyncIterable<string | Uint8Array>;
	readonly stdout: Output;
	readonly stderr: Output;
}

export interface Output extends NodeJS.WritableStream {
	readonly isTTY?: boolean;
}

export interface Command<Own extends Options = Options> {
	readonly name: string;
	/** One line for the list of commands. */
	readonly summary: string;
	/** The output of `--help`. */
	readonly help: string;
	/** Options in addition to `--help`. */
	readonly options: Own;
	/** @throws OperatorError, Refusal; anything else is a bug */
	run(input: Arguments<Own>, io: Io): Promise<ExitStatus>;
}

export interface Arguments<Own extends Options> {
	readonly values: ReturnType<typeof parseArgs<{ options: Own }>>['values'];
	readonly positionals: readonly string[];
}

/** Returns the one file that a command reads. @throws OperatorError for none or several */
export function inputFile(positionals: readonly string[]): string {
	if (positionals.length === 0) {
		throw new OperatorError('name a file, or "-" to read standard input.');
	}
	return oneFile(positionals);
}

/** Returns the one file that a command is about. @throws OperatorError for none or several */
export function oneFile([file, ...more]: readonly string[]): string {
	if (file === undefined) throw new OperatorError('name a file.');
	if (more.length > 0) throw new OperatorError(`takes one file, not ${more.length + 1}.`);
	return file;
}

/** Finds a subcommand by its name. @throws OperatorError for an unknown one */
export function subcommand<T>(known: Readonly<Record<string, T>>, name: string | undefined): T {
	const found = name !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
	if (found !== undefined) return found;
	const names = Object.keys(known);
	throw new OperatorError(
		name === undefined
			? `name one of these subcommands: ${names.join(', ')}.`
			: `${noSuch('subcommand', name, names)}.`,
	);
}
