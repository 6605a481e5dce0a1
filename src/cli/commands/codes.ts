import type { CodeSetDamage } from '../../codes/library/check.ts';
import type { FetchResult } from '../../codes/library/fetch.ts';
import type { ImportResult } from '../../codes/library/import.ts';
import type { Loaded } from '../../codes/library/load.ts';
import { type Command, EXIT, type ExitStatus, type Io, WrongUse } from '../base/command.ts';
import { write } from '../base/output.ts';
import { progressBar } from '../base/progress.ts';
import { json } from '../base/report.ts';
import { table } from '../base/table.ts';

const HELP = `Usage: superbill codes import FILE... [--from DATE] [--set NAME]
       superbill codes list
       superbill codes check
       superbill codes fetch [SET...] [--base-url URL]

Official code sets, kept in DATA_DIR and judged by date of service. A running service takes up an import by itself.

  import  reads official files, plain, .gz or in their .zip: ICD-10-CM order file and tabular list, HCPCS Level II
          (ANWEB text or workbook) with modifiers, CMS places of service, NUCC taxonomy, NCCI procedure pairs,
          medically unlikely edits and add-on codes, and plain lists with the columns code, description, from, to.
          The layout is told by the content. A bad file is refused with line and reason, and changes nothing.
  list    what is imported: set, edition, days in force, rows, billable rows, checksum, source
  check   reads what is stored again and compares checksums
  fetch   downloads the current official files of icd10cm, icd10cm-tabular, hcpcs or taxonomy; all, if none is named

Options
  --from DATE     first day in force, YYYY-MM-DD, where the file does not tell, as for mid-year files
  --set NAME      the set that a plain list belongs to
  --base-url URL  a mirror, instead of the official servers
  --json          the outcome as JSON on standard output
  -h, --help      this text

Examples
  superbill codes import icd10cm-order-2026.txt april-2026-alpha-numeric-hcpcs-file.zip
  superbill codes import icd10cm-order.txt --from 2026-04-01
  superbill codes list

Exit status: 0 done, 1 a file was refused or is damaged, 2 wrong use.
`;

const OPTIONS = {
	json: { type: 'boolean' },
	from: { type: 'string' },
	set: { type: 'string' },
	'base-url': { type: 'string' },
} as const;

interface Values {
	readonly json?: boolean | undefined;
	readonly from?: string | undefined;
	readonly set?: string | undefined;
	readonly 'base-url'?: string | undefined;
}

type Action = (folder: string, names: readonly string[], values: Values, io: Io) => Promise<ExitStatus>;

const ACTIONS: Readonly<Record<string, Action>> = { import: importAction, list, check, fetch: fetchAction };

export const codes: Command<typeof OPTIONS> = {
	name: 'codes',
	summary: 'import official code sets, list and check them',
	help: HELP,
	options: OPTIONS,
	async run({ values, positionals: [name = '', ...names] }, io) {
		const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
		if (!action) throw new WrongUse(`what? It can "${Object.keys(ACTIONS).join('", "')}".`);
		const { codesFolder } = await import('../../codes/library/manifest.ts');
		const folder = codesFolder(io.env['DATA_DIR'] || './data');
		try {
			return await action(folder, names, values, io);
		} catch (error) {
			if (error instanceof WrongUse) throw error;
			const { code, message } = error as NodeJS.ErrnoException;
			// Of the system's messages only the kind: they name paths.
			throw new WrongUse(
				code === undefined
					? message
					: `DATA_DIR cannot be used (${code}): it must be a folder that this user may write.`,
			);
		}
	},
};

async function importAction(
	folder: string,
	files: readonly string[],
	values: Values,
	io: Io,
): Promise<ExitStatus> {
	if (files.length === 0) throw new WrongUse('which files? Name one or more.');
	const [{ importFiles }, { isDate }, { SET_NAME }] = await Promise.all([
		import('../../codes/library/import.ts'),
		import('../../codes/readers/dates.ts'),
		import('../../codes/readers/lists.ts'),
	]);
	const { from, set } = values;
	if (from !== undefined && !isDate(from))
		throw new WrongUse('--from must be a day that exists, as YYYY-MM-DD.');
	if (set !== undefined && !SET_NAME.test(set)) {
		throw new WrongUse('--set must be a name of small letters, digits and hyphens, like hcpcs or my-codes.');
	}
	const bar = progressBar(io.stderr, 'Reading');
	const results = await importFiles(folder, files, { from, set, progress: bar.add });
	bar.end();
	await write(io.stdout, values.json ? json({ files: results }) : results.map(importText).join(''));
	return results.some(({ refused }) => refused) ? EXIT.refused : EXIT.ok;
}

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

async function list(
	folder: string,
	names: readonly string[],
	{ json: asJson }: Values,
	io: Io,
): Promise<ExitStatus> {
	takesNone(names);
	const [{ loadLibrary }, { createCodeSets }] = await Promise.all([
		import('../../codes/library/load.ts'),
		import('../../codes/create-code-sets.ts'),
	]);
	const loaded = loadLibrary(folder);
	const { missing } = createCodeSets(() => loaded);
	await write(io.stdout, asJson ? json({ sets: loaded.editions, missing }) : listText(loaded, missing));
	return EXIT.ok;
}

function listText({ editions }: Loaded, missing: readonly string[]): string {
	const rows = Object.entries(editions).flatMap(([set, ofSet]) =>
		ofSet.map(({ edition, from, to, rows, billable, sha256, source }) => [
			set,
			edition,
			from ?? '–',
			to ?? '–',
			count(rows),
			billable === null ? '–' : count(billable),
			sha256.slice(0, 12),
			source,
		]),
	);
	const lines = table([['set', 'edition', 'from', 'to', 'rows', 'billable', 'sha256', 'source'], ...rows]);
	return `${lines}${missing.length === 0 ? '' : `\nNot loaded, so not judged: ${missing.join(', ')}\n`}`;
}

async function check(
	folder: string,
	names: readonly string[],
	{ json: asJson }: Values,
	io: Io,
): Promise<ExitStatus> {
	takesNone(names);
	const { checkLibrary } = await import('../../codes/library/check.ts');
	const damages = checkLibrary(folder);
	await write(io.stdout, asJson ? json({ damages }) : checkText(damages));
	return damages.length === 0 ? EXIT.ok : EXIT.refused;
}

function checkText(damages: readonly CodeSetDamage[]): string {
	if (damages.length === 0) return 'All that is stored is as it was imported.\n';
	return damages
		.map(({ set, edition, reason }) => `${[set, edition ?? ''].join(' ').trim()}: ${reason}\n`)
		.join('');
}

async function fetchAction(
	folder: string,
	names: readonly string[],
	values: Values,
	io: Io,
): Promise<ExitStatus> {
	const [{ fetchSet }, { FETCHABLE_SETS, isFetchable }] = await Promise.all([
		import('../../codes/library/fetch.ts'),
		import('../../codes/library/sources.ts'),
	]);
	const unknown = names.find((name) => !isFetchable(name));
	if (unknown !== undefined)
		throw new WrongUse(`there is no address for "${unknown}", only for ${FETCHABLE_SETS.join(', ')}.`);
	const sets = names.length > 0 ? names.filter(isFetchable) : FETCHABLE_SETS;
	const today = new Date().toISOString().slice(0, 10);
	const baseUrl = values['base-url'];
	if (baseUrl !== undefined && !/^https?:\/\//.test(baseUrl))
		throw new WrongUse('--base-url must begin with http:// or https://.');
	const results: FetchResult[] = [];
	for (const set of sets) {
		const bar = progressBar(io.stderr, `Fetching ${set}`);
		results.push(await fetchSet(folder, set, today, { baseUrl, progress: bar.add }));
		bar.end();
	}
	await write(io.stdout, values.json ? json({ sets: results }) : results.map(fetchText).join(''));
	return results.some(({ refused }) => refused) ? EXIT.refused : EXIT.ok;
}

function fetchText(result: FetchResult): string {
	if (!result.refused) return importText(result.imported);
	return `Refused   ${result.set}\n${result.reasons.map((reason) => `          ${reason}\n`).join('')}`;
}

function takesNone(names: readonly string[]): void {
	if (names.length > 0) throw new WrongUse('takes no names.');
}
