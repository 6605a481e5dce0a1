import type { ParseArgsConfig, parseArgs } from 'node:util';

export type Options = NonNullable<ParseArgsConfig['options']>;

/** How a command ends. */
export const EXIT = {
	ok: 0,
	/** The request has errors: there is no superbill. */
	refused: 1,
	/** Wrong arguments, a file that cannot be read or written, wrong settings. */
	wrongUse: 2,
	/** A defect of the program (EX_SOFTWARE of sysexits.h): no input should ever lead here. */
	defect: 70,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** What a command may touch of the process that it runs in. */
export interface Io {
	readonly env: NodeJS.ProcessEnv;
	readonly stdin: AsyncIterable<string | Uint8Array>;
	readonly stdout: Output;
	readonly stderr: Output;
}

export interface Output extends NodeJS.WritableStream {
	readonly isTTY?: boolean;
}

/** One command of the program, in a file of its own. */
export interface Command<Own extends Options = Options> {
	readonly name: string;
	/** One line for the list of commands. */
	readonly summary: string;
	/** All that `--help` prints. */
	readonly help: string;
	/** What it takes beside `--help`. */
	readonly options: Own;
	/** @throws WrongUse when the user has to change something. */
	run(input: Arguments<Own>, io: Io): Promise<ExitStatus>;
}

export interface Arguments<Own extends Options> {
	readonly values: ReturnType<typeof parseArgs<{ options: Own }>>['values'];
	readonly positionals: readonly string[];
}

/** A message for the user: what is wrong and what to do. It may name arguments, never what a file holds. */
export class WrongUse extends Error {}

/** The one file that a command is about. @throws WrongUse for none or several. */
export function theFile(positionals: readonly string[]): string {
	const [file, ...more] = positionals;
	if (file === undefined) throw new WrongUse('which file? Name one, or "-" to read standard input.');
	if (more.length > 0) throw new WrongUse(`one file at a time, not ${positionals.length}.`);
	return file;
}
