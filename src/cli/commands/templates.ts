import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { OperatorError } from '../../calls/operator-error.ts';
import { isTemplateName } from '../../templates/reading/named-files.ts';
import {
	type Arguments,
	type Command,
	EXIT,
	type ExitStatus,
	exitStatusHelp,
	type Io,
	subcommand,
} from '../base/command.ts';
import { configFields } from '../base/config.ts';
import { refuseOutput, write, writeFileWhole } from '../base/output.ts';
import { toJson } from '../base/report.ts';
import { serviceOf } from '../base/service.ts';

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
  -h, --help             print this text

Examples
  superbill templates list
  superbill templates check our-templates/clinic.yaml
  TEMPLATES_DIR=our-templates superbill templates preview clinic --out clinic.pdf

${exitStatusHelp('done', 'mistakes found')}`;

const OPTIONS = {
	json: { type: 'boolean' },
	out: { type: 'string', short: 'o' },
	language: { type: 'string' },
} as const;

type Action = (
	argument: string | undefined,
	values: Arguments<typeof OPTIONS>['values'],
	io: Io,
) => Promise<ExitStatus>;

export const templates: Command<typeof OPTIONS> = {
	name: 'templates',
	summary: 'list, check and preview page templates',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals: [name, argument, ...more] }, io) {
		const action = subcommand(ACTIONS, name);
		if (more.length > 0) throw new OperatorError(`${name} takes at most one argument.`);
		if (name !== 'preview' && (values.out !== undefined || values.language !== undefined)) {
			throw new OperatorError('only preview takes --out and --language.');
		}
		return action(argument, values, io);
	},
};

const list: Action = async (argument, values, io) => {
	if (argument !== undefined) throw new OperatorError('list takes no arguments.');
	const { templateSummary } = await import('../../templates/summary.ts');
	const items = (await serviceOf(io)).templates().map(templateSummary);
	const width = Math.max(...items.map(({ id }) => id.length));
	const text = items.map(
		({ id, version, title, description }) =>
			`${id.padEnd(width)}  ${title}, version ${version}\n${' '.repeat(width)}  ${description}\n`,
	);
	await write(io.stdout, values.json ? toJson({ items }) : text.join(''));
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
	if (values.json) await write(io.stdout, toJson({ status, templates: ids, mistakes }));
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
		(await configFields({ ...io, env: { ...io.env, TEMPLATES_DIR: given } }, 'templatesDir')).templatesDir;
	if (argument === undefined) return { folder: await folderOf() };
	const found = await stat(argument).catch(() => undefined);
	if (!found) throw new OperatorError(`${argument} does not exist. Check the name.`);
	if (found.isDirectory()) return { folder: await folderOf(argument) };
	const file = basename(argument);
	if (!isTemplateName(file))
		throw new OperatorError(`${argument} is not a template: its name must end in .yaml or .yml.`);
	return { folder: await folderOf(dirname(argument)), file };
}

const preview: Action = async (id, values, io) => {
	if (id === undefined)
		throw new OperatorError('name a template; "superbill templates list" shows their ids.');
	const { language = 'en', out = `template-${id}.pdf` } = values;
	if (language !== 'en' && language !== 'es') throw new OperatorError('--language must be en or es.');
	if (out === '-') refuseOutput(values, io);
	const built = await serviceOf(io);
	const sample = await built.preview(id, language);
	if (!sample) {
		const ids = built.templates().map(({ template }) => template.id);
		throw new OperatorError(`there is no template "${id}". Use one of ${ids.join(', ')}.`);
	}
	if (out === '-') await write(io.stdout, sample.pdf);
	else await writeFileWhole(out, sample.pdf);
	if (values.json) await write(io.stdout, toJson({ status: 'ok', file: out }));
	else if (out !== '-') await write(io.stderr, `Written: ${out}\n`);
	return EXIT.ok;
};

const ACTIONS: Readonly<Record<string, Action>> = { list, check, preview };
