import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isTemplateName } from '../../templates/reading/named-files.ts';
import { type Command, EXIT, type ExitStatus, type Io, WrongUse } from '../base/command.ts';
import { refuseOutput, write, writeFileWhole } from '../base/output.ts';
import { json } from '../base/report.ts';
import { service, settings } from '../base/service.ts';

const HELP = `Usage: superbill templates list [--json]
       superbill templates check [FOLDER|FILE] [--json]
       superbill templates preview ID [--out PDF] [--language en|es] [--json]

list     lists the shipped templates and those in TEMPLATES_DIR.
check    reads templates and reports every mistake as FILE:LINE:COLUMN. FOLDER, or the folder of FILE, is
         read in place of TEMPLATES_DIR.
preview  draws a template's sample as a PDF with SAMPLE across its pages.

Options
  -o, --out PDF          file to write the preview to; "-" is standard output. Default: template-ID.pdf
                         in the current folder. An existing file is replaced.
      --language en|es   language of the preview's labels. Default: en
      --json             print the result as JSON on standard output
  -h, --help             show this text

Examples
  superbill templates list
  superbill templates check our-templates/clinic.yaml
  TEMPLATES_DIR=our-templates superbill templates preview clinic --out clinic.pdf

Exit status: 0 done, 1 mistakes found, 2 wrong use or a file that cannot be used.
`;

const OPTIONS = {
	json: { type: 'boolean' },
	out: { type: 'string', short: 'o' },
	language: { type: 'string' },
} as const;

interface Values {
	readonly json?: boolean | undefined;
	readonly out?: string | undefined;
	readonly language?: string | undefined;
}

type Action = (argument: string | undefined, values: Values, io: Io) => Promise<ExitStatus>;

export const templates: Command<typeof OPTIONS> = {
	name: 'templates',
	summary: 'list, check and preview page templates',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals: [name, argument, ...more] }, io) {
		const action = ACTIONS.get(name ?? '');
		if (!action) throw new WrongUse(`name an action: ${[...ACTIONS.keys()].join(', ')}.`);
		if (more.length > 0) throw new WrongUse(`${name} takes at most one argument.`);
		if (name !== 'preview' && (values.out !== undefined || values.language !== undefined)) {
			throw new WrongUse('only preview takes --out and --language.');
		}
		return action(argument, values, io);
	},
};

const list: Action = async (argument, values, io) => {
	if (argument !== undefined) throw new WrongUse('list takes no arguments.');
	const { templateSummary } = await import('../../templates/summary.ts');
	const items = (await service(io)).templates().map(templateSummary);
	const width = Math.max(...items.map(({ id }) => id.length));
	const text = items.map(
		({ id, version, title, description }) =>
			`${id.padEnd(width)}  ${title}, version ${version}\n${' '.repeat(width)}  ${description}\n`,
	);
	await write(io.stdout, values.json ? json({ items }) : text.join(''));
	return EXIT.ok;
};

const check: Action = async (argument, values, io) => {
	const [{ checkTemplates }, { mistakeText }] = await Promise.all([
		import('../../start/templates.ts'),
		import('../../text/mistake.ts'),
	]);
	const { folder, file } = await placeToCheck(argument, io);
	const { ids, mistakes } = checkTemplates(folder, file);
	const status = mistakes.length === 0 ? 'ok' : 'errors';
	if (values.json) await write(io.stdout, json({ status, templates: ids, mistakes }));
	else if (mistakes.length > 0)
		await write(io.stdout, mistakes.map((each) => `${mistakeText(each)}\n`).join(''));
	else await write(io.stdout, `No mistakes in ${ids.join(', ')}.\n`);
	return mistakes.length === 0 ? EXIT.ok : EXIT.refused;
};

/** The folder to check, and the file in it if the argument names one. */
async function placeToCheck(
	argument: string | undefined,
	io: Io,
): Promise<{ folder?: string | undefined; file?: string }> {
	const folderOf = async (given = io.env['TEMPLATES_DIR']) =>
		(await settings({ ...io, env: { ...io.env, TEMPLATES_DIR: given } })).TEMPLATES_DIR;
	if (argument === undefined) return { folder: await folderOf() };
	const found = await stat(argument).catch(() => undefined);
	if (!found) throw new WrongUse(`${argument} does not exist. Check the name.`);
	if (found.isDirectory()) return { folder: await folderOf(argument) };
	const file = basename(argument);
	if (!isTemplateName(file))
		throw new WrongUse(`${argument} is not a template: its name must end in .yaml or .yml.`);
	return { folder: await folderOf(dirname(argument)), file };
}

const preview: Action = async (id, values, io) => {
	if (id === undefined) throw new WrongUse('name a template; "superbill templates list" shows their ids.');
	const { language = 'en', out = `template-${id}.pdf` } = values;
	if (language !== 'en' && language !== 'es') throw new WrongUse('--language must be en or es.');
	if (out === '-') refuseOutput(values, io);
	const built = await service(io);
	const sample = await built.preview(id, language);
	if (!sample) {
		const ids = built.templates().map(({ template }) => template.id);
		throw new WrongUse(`there is no template "${id}". Use one of ${ids.join(', ')}.`);
	}
	if (out === '-') await write(io.stdout, sample.pdf);
	else await writeFileWhole(out, sample.pdf);
	if (values.json) await write(io.stdout, json({ status: 'ok', file: out }));
	else if (out !== '-') await write(io.stderr, `Written: ${out}\n`);
	return EXIT.ok;
};

const ACTIONS: ReadonlyMap<string, Action> = new Map(Object.entries({ list, check, preview }));
