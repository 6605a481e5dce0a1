import { OperatorError } from '../../calls/operator-error.ts';
import type { CodeSetDamage } from '../../codes/library/check.ts';
import type { FetchResult } from '../../codes/library/fetch.ts';
import type { ImportResult } from '../../codes/library/import.ts';
import type { Loaded } from '../../codes/library/load.ts';
import type { Reminder } from '../../codes/reminders.ts';
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
import { folderProblem } from '../base/file-problems.ts';
import { write } from '../base/output.ts';
import { progressBar } from '../base/progress.ts';
import { toJson } from '../base/report.ts';
import { table } from '../base/table.ts';

const HELP = `Usage: superbill codes import FILE... [--from DATE] [--set NAME]
       superbill codes list
       superbill codes check
       superbill codes fetch [SET...] [--base-url URL]

Official code sets. Those that come with the program are used unless you import newer ones, which are kept in DATA_DIR.
Codes are checked on the date of service. A running service uses an import at once.

  import  reads official files, plain, .gz or inside their .zip: ICD-10-CM order file and tabular list, HCPCS Level II
          (ANWEB text or workbook) with modifiers, CMS places of service, NUCC taxonomy, NCCI procedure pairs,
          medically unlikely edits and add-on codes, and plain lists with the columns code, description, from, to.
          The content decides the layout. A bad file is refused with line and reason, and changes nothing.
  list    lists what is loaded: set, edition, shipped or imported, days in force, the last day on which the edition is
          complete, rows, billable rows, checksum, source. After that day, a code that it does not have is not judged.
  check   compares the stored files with their checksums
  fetch   downloads the current official files of icd10cm, icd10cm-tabular, hcpcs or taxonomy; all if none is named

Options
  --from DATE     first day in force, YYYY-MM-DD, if the file does not tell, as with mid-year files
  --set NAME      the set to which a plain list belongs
  --base-url URL  a mirror to use instead of the official servers
  --json          print the outcome as JSON
  -h, --help      print this text

Examples
  superbill codes import icd10cm-order-2026.txt april-2026-alpha-numeric-hcpcs-file.zip
  superbill codes import icd10cm-order.txt --from 2026-04-01
  superbill codes list

${exitStatusHelp('done', 'a file was refused or is damaged')}`;

const OPTIONS = {
	json: { type: 'boolean' },
	from: { type: 'string' },
	set: { type: 'string' },
	'base-url': { type: 'string' },
} as const;

type Values = Arguments<typeof OPTIONS>['values'];

interface Folders {
	readonly imported: string;
	readonly shipped: string;
}

type Action = (folders: Folders, names: readonly string[], values: Values, io: Io) => Promise<ExitStatus>;

export const codes: Command<typeof OPTIONS> = {
	name: 'codes',
	summary: 'import, list and check official code sets',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals: [name, ...names] }, io) {
		const action = subcommand(ACTIONS, name);
		const [{ dataDir }, { codesFolder }, { shippedFolder }] = await Promise.all([
			configFields(io, 'dataDir'),
			import('../../codes/library/manifest.ts'),
			import('../../start/shipped-folder.ts'),
		]);
		const folders = { imported: codesFolder(dataDir), shipped: shippedFolder('codes/') };
		try {
			return await action(folders, names, values, io);
		} catch (error) {
			const problem = folderProblem(error, { DATA_DIR: dataDir });
			throw problem === undefined ? error : new OperatorError(problem);
		}
	},
};

const importAction: Action = async ({ imported, shipped }, files, values, io) => {
	if (files.length === 0) throw new OperatorError('name one or more files to import.');
	const [{ importFiles }, { isDate }, { SET_NAME }] = await Promise.all([
		import('../../codes/library/import.ts'),
		import('../../codes/readers/dates.ts'),
		import('../../codes/readers/lists.ts'),
	]);
	const { from, set } = values;
	if (from !== undefined && !isDate(from)) throw new OperatorError('--from must be a date like 2026-04-01.');
	if (set !== undefined && !SET_NAME.test(set)) {
		throw new OperatorError(
			'--set must be a name of lower-case letters, digits and hyphens, like hcpcs or my-codes.',
		);
	}
	const bar = progressBar(io.stderr, 'Reading');
	const results = await importFiles(imported, files, { from, set, shipped, progress: bar.add });
	bar.end();
	await write(io.stdout, values.json ? toJson({ files: results }) : results.map(importText).join(''));
	return results.some(({ refused }) => refused) ? EXIT.refused : EXIT.ok;
};

function importText(result: ImportResult): string {
	if (result.refused) return `Refused   ${result.file}: ${result.reason}\n`;
	return result.editions
		.map(({ set, edition, rows, billable, outcome }) => {
			const word = { new: 'Imported', replaced: 'Replaced', unchanged: 'Unchanged' }[outcome];
			return `${word.padEnd(9)} ${set} ${edition}: ${count(rows)} rows${billable === null ? '' : `, ${count(billable)} billable`} (${result.file})\n`;
		})
		.join('');
}

const count = (value: number): string => value.toLocaleString('en-US');

const list: Action = async ({ imported, shipped }, names, { json }, io) => {
	takesNone(names);
	const [{ loadLibrary }, { remindersOf }, { createCodeSets }] = await Promise.all([
		import('../../codes/library/load.ts'),
		import('../../codes/reminders.ts'),
		import('../../codes/create-code-sets.ts'),
	]);
	const loaded = await loadLibrary(imported, shipped);
	const { missing } = createCodeSets(() => loaded);
	const reminders = remindersOf(loaded.editions, new Date().toISOString().slice(0, 10));
	await write(
		io.stdout,
		json ? toJson({ sets: loaded.editions, missing, reminders }) : listText(loaded, missing, reminders),
	);
	return EXIT.ok;
};

function listText({ editions }: Loaded, missing: readonly string[], reminders: readonly Reminder[]): string {
	const rows = Object.entries(editions).flatMap(([set, ofSet]) =>
		ofSet.map(({ edition, origin, from, to, completeUntil, derived, rows, billable, sha256, source }) => [
			set,
			edition,
			origin,
			from ?? '–',
			to ?? '–',
			derived ? 'derived' : (completeUntil ?? '–'),
			count(rows),
			billable === null ? '–' : count(billable),
			sha256.slice(0, 12),
			source,
		]),
	);
	const lines = table([
		['set', 'edition', 'origin', 'from', 'to', 'complete until', 'rows', 'billable', 'sha256', 'source'],
		...rows,
	]);
	const notes = [
		...(missing.length === 0 ? [] : [`Not loaded, so not checked: ${missing.join(', ')}.`]),
		...reminders.map(({ text }) => text),
	];
	return `${lines}${notes.map((note) => `\n${note}\n`).join('')}`;
}

const check: Action = async ({ imported }, names, { json }, io) => {
	takesNone(names);
	const { checkLibrary } = await import('../../codes/library/check.ts');
	const damages = await checkLibrary(imported);
	await write(io.stdout, json ? toJson({ damages }) : checkText(damages));
	return damages.length === 0 ? EXIT.ok : EXIT.refused;
};

function checkText(damages: readonly CodeSetDamage[]): string {
	if (damages.length === 0) return 'Every stored file is unchanged since its import.\n';
	return damages
		.map(({ set, edition, reason }) => `${[set, edition ?? ''].join(' ').trim()}: ${reason}\n`)
		.join('');
}

const fetchAction: Action = async ({ imported, shipped }, names, values, io) => {
	const [{ fetchSet }, { FETCHABLE_SETS, isFetchable }] = await Promise.all([
		import('../../codes/library/fetch.ts'),
		import('../../codes/library/sources.ts'),
	]);
	const unknown = names.find((name) => !isFetchable(name));
	if (unknown !== undefined)
		throw new OperatorError(
			`fetch knows no address for "${unknown}", only for ${FETCHABLE_SETS.join(', ')}.`,
		);
	const sets = names.length > 0 ? names.filter(isFetchable) : FETCHABLE_SETS;
	const today = new Date().toISOString().slice(0, 10);
	const baseUrl = values['base-url'];
	if (baseUrl !== undefined && !/^https?:\/\//.test(baseUrl))
		throw new OperatorError('--base-url must start with http:// or https://.');
	const results: FetchResult[] = [];
	for (const set of sets) {
		const bar = progressBar(io.stderr, `Fetching ${set}`);
		results.push(await fetchSet(imported, set, today, { baseUrl, shipped, progress: bar.add }));
		bar.end();
	}
	await write(io.stdout, values.json ? toJson({ sets: results }) : results.map(fetchText).join(''));
	return results.some(({ refused }) => refused) ? EXIT.refused : EXIT.ok;
};

function fetchText(result: FetchResult): string {
	if (!result.refused) return importText(result.imported);
	return `Refused   ${result.set}\n${result.reasons.map((reason) => `          ${reason}\n`).join('')}`;
}

const ACTIONS: Readonly<Record<string, Action>> = { import: importAction, list, check, fetch: fetchAction };

function takesNone(names: readonly string[]): void {
	if (names.length > 0) throw new OperatorError('this subcommand takes no names.');
}
