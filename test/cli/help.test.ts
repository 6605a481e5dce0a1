import { readFileSync } from 'node:fs';
import t from 'tap';
import { readPlan } from '../../src/cli/commands/batch/plan.ts';
import { commandIn, parseArguments } from '../../src/cli/run.ts';
import { superbillHere } from './in-process.ts';
import { superbill } from './superbill.ts';

const COMMANDS = [
	'serve',
	'work',
	'render',
	'validate',
	'read',
	'batch',
	'templates',
	'rules',
	'codes',
	'keys',
	'audit',
	'backup',
	'restore',
	'mcp',
];

t.test('--help lists every command and gives examples', async (t) => {
	for (const option of ['--help', '-h']) {
		const { status, stdout, stderr } = await superbillHere([option]);
		t.equal(status, 0);
		t.equal(stderr, '');
		for (const command of COMMANDS) t.match(stdout, new RegExp(`^  ${command} +\\S`, 'm'));
		t.match(stdout, /^Examples\n {2}superbill /m);
	}
});

for (const command of COMMANDS) {
	t.test(`${command} --help prints usage, examples and exit statuses, whatever else is given`, async (t) => {
		const { status, stdout, stderr } = await superbillHere([command, 'a', 'b', '--help']);
		t.equal(status, 0);
		t.equal(stderr, '');
		t.match(stdout, new RegExp(`^Usage: superbill ${command}\\b`));
		t.match(stdout, /^Examples\n {2}\S/m);
		t.match(
			stdout,
			/^Exit status\n {2}0 {3}\S.*\n(?: {2}1 {3}\S.*\n)? {2}2 {3}the command, .*\n {2}70 {2}a bug in superbill\n$/m,
		);
	});
}

t.test('--version prints the version of package.json', async (t) => {
	const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
	const { status, stdout } = await superbill(['--version']);
	t.equal(status, 0);
	t.equal(`${stdout}`, `${version}\n`);
});

/** The command lines of an example, as a shell would read them. */
function commandLines(example: string): string[][] {
	return example.split(/ (?:&&|\|) /).map((line) => {
		const words = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
		const redirection = words.findIndex((word) => word === '<' || word === '>');
		const command = redirection < 0 ? words : words.slice(0, redirection);
		return command.slice(command.findIndex((word) => !/^[A-Z_]+=/.test(word)));
	});
}

t.test('every example in the help is a command line that is understood', async (t) => {
	const examplesOf = async (args: readonly string[]) => {
		const { stdout } = await superbillHere([...args, '--help']);
		return [...(/^Examples\n((?: {2}\S.*\n)+)/m.exec(stdout)?.[1] ?? '').matchAll(/^ {2}(.+)$/gm)].map(
			([, example]) => example as string,
		);
	};
	for (const command of [[], ...COMMANDS.map((name) => [name])]) {
		const examples = await examplesOf(command);
		t.ok(examples.length > 0, `${command} has examples`);
		for (const [program, name, ...args] of examples.flatMap(commandLines)) {
			if (program === 'mkdir' || program === 'cp') continue;
			t.equal(program, 'superbill');
			const found = commandIn([name as string]);
			t.ok(found, `${name} is a command`);
			const { values, positionals } = parseArguments(args, found?.options ?? {});
			if (name === 'batch' && !values['sample']) readPlan(values, positionals);
			const usage = found?.help.slice(0, found.help.indexOf('\n\n')) ?? '';
			const subcommands = [...usage.matchAll(/superbill \w+ ([a-z][\w-]*)/g)].map(([, each]) => each);
			if (subcommands.length > 0) t.ok(subcommands.includes(positionals[0]), `${name} ${positionals[0]}`);
		}
	}
	t.throws(() => parseArguments(['visit.json', '--jason'], { json: { type: 'boolean' } }));
});

const WRONG: readonly (readonly [why: string, args: readonly string[], message: string])[] = [
	['no command', [], 'superbill: name a command.'],
	[
		'an unknown command',
		['rendr', 'x.json'],
		'superbill: there is no command "rendr"; did you mean "render"? There are serve, work, render, validate, read, batch, templates, rules, codes, keys, audit, backup, restore, mcp.',
	],
	['an unknown option', ['--colour'], "superbill: Unknown option '--colour'."],
	[
		'a mistyped option',
		['render', '--documnt', 'x'],
		"superbill render: Unknown option '--documnt'. Did you mean --document?",
	],
	[
		'an unknown option of a command',
		['validate', '--out', 'x'],
		"superbill validate: Unknown option '--out'.",
	],
	[
		'an option without its value',
		['render', 'x', '-o'],
		"superbill render: Option '-o, --out <value>' argument missing.",
	],
	[
		'an option that takes no value',
		['validate', '--json=yes'],
		"superbill validate: Option '--json' does not take an argument.",
	],
	['no file', ['validate'], 'superbill validate: name a file, or "-" to read standard input.'],
	['two files', ['render', 'a', 'b'], 'superbill render: takes one file, not 2.'],
	[
		'arguments of serve',
		['serve', '3000'],
		'superbill serve: takes no arguments; settings are environment variables.',
	],
	[
		'arguments of mcp',
		['mcp', 'x'],
		'superbill mcp: takes no arguments; settings are environment variables.',
	],
	[
		'two uses of standard output',
		['render', 'x', '--json', '--out', '-'],
		'superbill render: --json and --out - both use standard output: give --out a file.',
	],
];

for (const [why, args, message] of WRONG) {
	t.test(`${why} is a wrong command: status 2, one line with the reason, one with help`, async (t) => {
		const { status, stdout, stderr } = await superbillHere(args);
		t.equal(status, 2);
		t.equal(stdout, '');
		const [said, help, ...more] = stderr.split('\n');
		t.equal(said, message);
		t.match(help, /^Try "superbill( \w+)? --help"\.$/);
		t.strictSame(more, ['']);
	});
}
