import { parseArgs } from 'node:util';
import { VERSION } from '../version.ts';
import {
	type Arguments,
	type Command,
	EXIT,
	type ExitStatus,
	type Io,
	type Options,
	WrongUse,
} from './base/command.ts';
import { write } from './base/output.ts';
import { audit } from './commands/audit.ts';
import { backup } from './commands/backup.ts';
import { batch } from './commands/batch/batch.ts';
import { codes } from './commands/codes.ts';
import { keys } from './commands/keys/keys.ts';
import { render } from './commands/render.ts';
import { restore } from './commands/restore.ts';
import { rules } from './commands/rules.ts';
import { serve } from './commands/serve.ts';
import { templates } from './commands/templates.ts';
import { validate } from './commands/validate.ts';
import { work } from './commands/work.ts';

const COMMANDS: readonly Command[] = [
	serve,
	work,
	render,
	validate,
	batch,
	templates,
	rules,
	codes,
	keys,
	audit,
	backup,
	restore,
];

const HELP = `Usage: superbill COMMAND [OPTIONS]

Turns a visit with its billing codes into a superbill PDF.

Commands
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

Options
  -h, --help  this text; "superbill COMMAND --help" tells more about a command
  --version   the version of this program

Examples
  superbill validate visit.json
  superbill render visit.json --out visit.pdf
  superbill batch visits.csv --out november
  superbill templates list
  superbill serve

Exit status: 0 done, 1 refused because of errors, 2 wrong use.
`;

/** Runs one command line without the program's own name, and gives the exit status. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<ExitStatus> {
	// A failed write rejects where it is awaited; unheard, the event that comes with it would end the process.
	for (const stream of [io.stdout, io.stderr]) stream.on('error', () => {});
	const command = COMMANDS.find(({ name }) => name === args[0]);
	try {
		return await (command ? runCommand(command, args.slice(1), io) : runTop(args, io));
	} catch (error) {
		const name = command ? `superbill ${command.name}` : 'superbill';
		const [message, status] = explain(error, name);
		// Where not even this can be said, the status still tells.
		await write(io.stderr, message).catch(() => {});
		return status;
	}
}

function explain(error: unknown, name: string): [message: string, status: ExitStatus] {
	if (error instanceof WrongUse) {
		return [`${name}: ${error.message}\nTry "${name} --help".\n`, EXIT.wrongUse];
	}
	// Only the kind of error: its message or stack may hold what a request holds.
	const kind = error instanceof Error ? error.name : typeof error;
	return [`${name}: a defect of this program (${kind}). Please report how to repeat it.\n`, EXIT.defect];
}

async function runTop(args: readonly string[], io: Io): Promise<ExitStatus> {
	const { values, positionals } = parse(args, { version: { type: 'boolean' } });
	const [unknown] = positionals;
	if (unknown !== undefined) throw new WrongUse(`there is no command "${unknown}".`);
	if (!values['help'] && !values['version']) throw new WrongUse('which command?');
	await write(io.stdout, values['help'] ? HELP : `${VERSION}\n`);
	return EXIT.ok;
}

async function runCommand(command: Command, args: readonly string[], io: Io): Promise<ExitStatus> {
	const parsed = parse(args, command.options);
	if (!parsed.values['help']) return command.run(parsed, io);
	await write(io.stdout, command.help);
	return EXIT.ok;
}

function parse(args: readonly string[], options: Options): Arguments<Options> {
	try {
		return parseArgs({
			args: [...args],
			options: { ...options, help: { type: 'boolean', short: 'h' } },
			allowPositionals: true,
		});
	} catch (error) {
		// Node's first sentence says what is wrong; the ones after it are about its own conventions.
		throw new WrongUse(`${(error as Error).message.split(/\. |\n/, 1)[0]?.replace(/\.$/, '')}.`);
	}
}
