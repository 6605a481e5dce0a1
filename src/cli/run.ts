import { parseArgs } from 'node:util';
import { OperatorError } from '../calls/operator-error.ts';
import { Refusal } from '../calls/refusal.ts';
import { nearestName, noSuch } from '../text/nearest.ts';
import { VERSION } from '../version.ts';
import { painter } from './base/colors.ts';
import {
	type Arguments,
	type Command,
	EXIT,
	type ExitStatus,
	exitStatusHelp,
	type Io,
	type Options,
} from './base/command.ts';
import { write } from './base/output.ts';
import { bugMessage, toJson } from './base/report.ts';
import { audit } from './commands/audit.ts';
import { backup } from './commands/backup.ts';
import { batch } from './commands/batch/batch.ts';
import { codes } from './commands/codes.ts';
import { keys } from './commands/keys/keys.ts';
import { mcp } from './commands/mcp/mcp.ts';
import { read } from './commands/read.ts';
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
	read,
	batch,
	templates,
	rules,
	codes,
	keys,
	audit,
	backup,
	restore,
	mcp,
];

const HELP = `Usage: superbill COMMAND [OPTIONS]

Turns a visit and its billing codes into a superbill PDF.

Commands
${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

Options
  -h, --help  print this text; "superbill COMMAND --help" describes a command
  --version   print the version

Examples
  superbill validate visit.json
  superbill render visit.json --out visit.pdf
  superbill read visit.pdf
  superbill batch visits.csv --out november
  superbill templates list
  superbill serve

${exitStatusHelp('done', 'refused')}`;

/** Runs one command line, given without the name of the program. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<ExitStatus> {
	// A failed write rejects where it is awaited. Without a listener, its event would end the process as well.
	for (const stream of [io.stdout, io.stderr]) stream.on('error', () => {});
	const command = commandIn(args);
	const name = command ? `superbill ${command.name}` : 'superbill';
	try {
		return await (command ? runCommand(command, args.slice(1), name, io) : runTop(args, io));
	} catch (error) {
		const mistake = mistakeOf(error);
		// If even this cannot be written, the status still tells.
		const said = painter(io.stderr, io.env)('error', `${name}:`);
		await write(
			io.stderr,
			mistake ? `${said} ${mistake.message}\nTry "${name} --help".\n` : `${said} ${bugMessage(error)}`,
		).catch(() => {});
		return mistake ? EXIT.mistake : EXIT.bug;
	}
}

function mistakeOf(error: unknown): OperatorError | undefined {
	if (error instanceof OperatorError) return error;
	const { code, message } = error as NodeJS.ErrnoException;
	// The npm package leaves SQLite, which is native code, to those who need it.
	return code === 'ERR_MODULE_NOT_FOUND' && message.includes("'libsql'")
		? new OperatorError('SQLite is not installed. Install it next to superbill: npm install libsql.')
		: undefined;
}

export function commandIn([name]: readonly string[]): Command | undefined {
	return COMMANDS.find((command) => command.name === name);
}

async function runTop(args: readonly string[], io: Io): Promise<ExitStatus> {
	const { values, positionals } = parseArguments(args, { version: { type: 'boolean' } });
	const [unknown] = positionals;
	if (unknown !== undefined) {
		const names = COMMANDS.map(({ name }) => name);
		throw new OperatorError(`${noSuch('command', unknown, names)}.`);
	}
	if (!values['help'] && !values['version']) throw new OperatorError('name a command.');
	await write(io.stdout, values['help'] ? HELP : `${VERSION}\n`);
	return EXIT.ok;
}

async function runCommand(
	command: Command,
	args: readonly string[],
	name: string,
	io: Io,
): Promise<ExitStatus> {
	const parsed = parseArguments(args, command.options);
	if (parsed.values['help']) {
		await write(io.stdout, command.help);
		return EXIT.ok;
	}
	try {
		return await command.run(parsed, io);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		const lines = error.findings?.map(({ message, help }) => `${message} ${help}`) ?? [error.message];
		if (parsed.values['json'] === true) await write(io.stdout, toJson({ refused: lines.join(' ') }));
		else {
			const said = painter(io.stderr, io.env)('error', `${name}:`);
			await write(io.stderr, lines.map((line) => `${said} ${line}\n`).join(''));
		}
		return EXIT.refused;
	}
}

/** Parses the arguments after the name of a command. @throws OperatorError */
export function parseArguments(args: readonly string[], options: Options): Arguments<Options> {
	try {
		return parseArgs({
			args: [...args],
			options: { ...options, help: { type: 'boolean', short: 'h' } },
			allowPositionals: true,
		});
	} catch (error) {
		const { code = '', message } = error as NodeJS.ErrnoException;
		// https://nodejs.org/api/errors.html#err_parse_args_invalid_option_value
		if (!code.startsWith('ERR_PARSE_ARGS_')) throw error;
		// The sentences after the first are about Node's own conventions.
		const [sentence = ''] = message.split(/\. |\n/, 1);
		throw new OperatorError(`${sentence.replace(/\.$/, '')}.${meantOption(sentence, options)}`);
	}
}

function meantOption(sentence: string, options: Options): string {
	const [, name] = /^Unknown option '--([^']+)'/.exec(sentence) ?? [];
	const meant = name === undefined ? undefined : nearestName(name, [...Object.keys(options), 'help']);
	return meant === undefined ? '' : ` Did you mean --${meant}?`;
}
