import { stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { DEFAULT_NAMES, namesMistake } from '../../../batches/archive/file-names.ts';
import { OperatorError } from '../../../calls/operator-error.ts';
import { COLUMN_BY_NAME } from '../../../intake/table/columns.ts';
import type { ChosenColumns } from '../../../intake/table/header.ts';
import { columnNamed, nearestColumn } from '../../../intake/table/synonyms.ts';
import { SPLIT_BY, type SplitBy } from '../../../intake/visits/split-by.ts';
import { quoted } from '../../../text/nearest.ts';
import { inputFile } from '../../base/command.ts';
import { inputName } from '../../base/input.ts';

const TYPES = ['csv', 'ndjson', 'json'] as const;
const MODES = ['render', 'issue'] as const;
const OF = ['superbills', 'visits'] as const;

export interface Plan {
	/** `-` is standard input. */
	readonly file: string;
	readonly type: (typeof TYPES)[number];
	readonly of: (typeof OF)[number];
	/** For visits only. */
	readonly splitBy?: SplitBy;
	readonly mode: (typeof MODES)[number];
	/** Also superbills whose services were issued within the last day. */
	readonly again?: true;
	/** A folder for one PDF per superbill. */
	readonly out?: string;
	readonly zip?: string;
	readonly merged?: string;
	/** For a table only: a file for the rows of the superbills that failed. */
	readonly failedTo?: string;
	/** For a table only. */
	readonly columns?: ChosenColumns;
	/** A pattern that `namesMistake` accepts. */
	readonly names: string;
}

export type PlanValues = Readonly<
	Partial<
		Record<
			'type' | 'of' | 'split-by' | 'mode' | 'out' | 'zip' | 'merged' | 'failed-to' | 'names',
			string | undefined
		>
	>
> & { readonly again?: boolean | undefined; readonly column?: readonly string[] | undefined };

/** Types by the ending of the file name. */
const BY_NAME: Readonly<Record<string, Plan['type']>> = {
	'.csv': 'csv',
	'.tsv': 'csv',
	'.ndjson': 'ndjson',
	'.jsonl': 'ndjson',
	'.json': 'json',
};

/** @throws OperatorError */
export function readPlan(values: PlanValues, positionals: readonly string[]): Plan {
	const file = inputFile(positionals);
	const type = one('--type', TYPES, values.type) ?? BY_NAME[extname(file).toLowerCase()];
	if (type === undefined) {
		throw new OperatorError(`the type of ${inputName(file)} is unclear: add --type csv, ndjson or json.`);
	}
	const splitBy = one('--split-by', SPLIT_BY, values['split-by']);
	const of = one('--of', OF, values.of) ?? (type === 'csv' ? 'visits' : 'superbills');
	if (type === 'csv' && of !== 'visits') {
		throw new OperatorError('the rows of a table are services of visits: leave out --of superbills.');
	}
	if (type === 'ndjson' && of !== 'visits' && splitBy !== undefined) {
		throw new OperatorError('--split-by is for visits: add --of visits, or leave it out.');
	}
	const { out, zip, merged, names = DEFAULT_NAMES, column: matches = [], 'failed-to': failedTo } = values;
	if (type !== 'csv' && (matches.length > 0 || failedTo !== undefined)) {
		throw new OperatorError('--column and --failed-to are for tables (.csv): leave them out.');
	}
	const mistake = namesMistake(names);
	if (mistake !== undefined) throw new OperatorError(`--names ${mistake}.`);
	const mode = one('--mode', MODES, values.mode) ?? 'render';
	if (values.again && mode !== 'issue') {
		throw new OperatorError('--again is for --mode issue: drawing never counts as issuing.');
	}
	return {
		file,
		type,
		of,
		...(splitBy !== undefined && { splitBy }),
		mode,
		...(values.again && { again: true }),
		...(out !== undefined && { out }),
		...(zip !== undefined && { zip }),
		...(merged !== undefined && { merged }),
		...(failedTo !== undefined && { failedTo }),
		...(matches.length > 0 && { columns: columnsIn(matches) }),
		names,
	};
}

/** Reads matches like `Ref=visit`, and `Notes=` for a column to leave out. @throws OperatorError */
function columnsIn(matches: readonly string[]): ChosenColumns {
	return Object.fromEntries(
		matches.map((match) => {
			const at = match.lastIndexOf('=');
			const [header, name] = [match.slice(0, at).trim(), match.slice(at + 1).trim()];
			if (at < 1 || header === '') {
				throw new OperatorError(`--column is written like "Ref=visit", or "Ref=" to leave the column out.`);
			}
			if (name === '' || COLUMN_BY_NAME.has(name)) return [header, name];
			const meant = columnNamed(name) ?? nearestColumn(name);
			throw new OperatorError(
				`--column: there is no column ${quoted(name)}${meant ? `; did you mean ${meant.name}?` : '. docs/batch-csv.md lists them.'}`,
			);
		}),
	);
}

function one<T extends string>(
	option: string,
	known: readonly T[],
	given: string | undefined,
): T | undefined {
	const found = known.find((each) => each === given);
	if (given === undefined || found !== undefined) return found;
	throw new OperatorError(`${option} must be ${known.slice(0, -1).join(', ')} or ${known.at(-1)}.`);
}

/** Refuses, before anything is drawn, files that could not be written afterwards. @throws OperatorError */
export async function refuseUnwritable({ mode, out, zip, merged, failedTo }: Plan): Promise<void> {
	if (mode === 'render' && out === undefined && zip === undefined && merged === undefined) {
		throw new OperatorError('name an output: --out FOLDER, --zip FILE or --merged FILE; or use --dry-run.');
	}
	if (out !== undefined && (await kindOf(out)) === 'file') {
		throw new OperatorError(`${out} is a file. Give --out a folder; a missing one is created.`);
	}
	for (const [option, file] of [
		['--zip', zip],
		['--merged', merged],
		['--failed-to', failedTo],
	] as const) {
		if (file === undefined) continue;
		if (file === '-') throw new OperatorError(`${option} needs a file name.`);
		if ((await kindOf(file)) === 'folder')
			throw new OperatorError(`${file} is a folder. Give ${option} a file in it.`);
		if ((await kindOf(dirname(file))) !== 'folder') {
			throw new OperatorError(`${file} is in a folder that does not exist. Create the folder first.`);
		}
	}
	const files = [zip, merged, failedTo].filter((file) => file !== undefined);
	if (new Set(files).size < files.length)
		throw new OperatorError('--zip, --merged and --failed-to need different files.');
}

async function kindOf(path: string): Promise<'folder' | 'file' | undefined> {
	const found = await stat(path).catch(() => undefined);
	return found && (found.isDirectory() ? 'folder' : 'file');
}
