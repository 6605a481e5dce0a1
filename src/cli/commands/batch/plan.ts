import { stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { DEFAULT_NAMES, namesMistake } from '../../../batches/archive/file-names.ts';
import { SPLIT_BY, type SplitBy } from '../../../intake/visits/split-by.ts';
import { theFile, WrongUse } from '../../base/command.ts';

const TYPES = ['csv', 'ndjson', 'json'] as const;
const MODES = ['render', 'issue'] as const;
const OF = ['superbills', 'visits'] as const;

/** What is asked of one run. */
export interface Plan {
	/** `-` is standard input. */
	readonly file: string;
	readonly type: (typeof TYPES)[number];
	readonly of: (typeof OF)[number];
	/** Of visits alone. */
	readonly splitBy?: SplitBy;
	readonly mode: (typeof MODES)[number];
	/** A folder for a file each. */
	readonly out?: string;
	readonly zip?: string;
	readonly merged?: string;
	/** See `namesMistake`. */
	readonly names: string;
}

export type PlanValues = Readonly<
	Partial<
		Record<'type' | 'of' | 'split-by' | 'mode' | 'out' | 'zip' | 'merged' | 'names', string | undefined>
	>
>;

/** What a file holds, by how its name ends. */
const BY_NAME: Readonly<Record<string, Plan['type']>> = {
	'.csv': 'csv',
	'.tsv': 'csv',
	'.ndjson': 'ndjson',
	'.jsonl': 'ndjson',
	'.json': 'json',
};

/** @throws WrongUse */
export function readPlan(values: PlanValues, positionals: readonly string[]): Plan {
	const file = theFile(positionals);
	const type = one('--type', TYPES, values.type) ?? BY_NAME[extname(file).toLowerCase()];
	if (type === undefined) {
		throw new WrongUse(
			`what does ${file === '-' ? 'standard input' : file} hold? Say --type csv, ndjson or json.`,
		);
	}
	const splitBy = one('--split-by', SPLIT_BY, values['split-by']);
	const of = one('--of', OF, values.of) ?? (type === 'csv' ? 'visits' : 'superbills');
	if (type === 'csv' && of !== 'visits') {
		throw new WrongUse('a row of a table is a service of a visit: leave out --of superbills.');
	}
	if (type === 'ndjson' && of !== 'visits' && splitBy !== undefined) {
		throw new WrongUse('--split-by is for visits: add --of visits, or leave it out.');
	}
	const { out, zip, merged, names = DEFAULT_NAMES } = values;
	const mistake = namesMistake(names);
	if (mistake !== undefined) throw new WrongUse(`--names ${mistake}.`);
	return {
		file,
		type,
		of,
		...(splitBy !== undefined && { splitBy }),
		mode: one('--mode', MODES, values.mode) ?? 'render',
		...(out !== undefined && { out }),
		...(zip !== undefined && { zip }),
		...(merged !== undefined && { merged }),
		names,
	};
}

function one<T extends string>(
	option: string,
	known: readonly T[],
	given: string | undefined,
): T | undefined {
	const found = known.find((each) => each === given);
	if (given === undefined || found !== undefined) return found;
	throw new WrongUse(`${option} must be ${known.slice(0, -1).join(', ')} or ${known.at(-1)}.`);
}

/** Finds out before anything is drawn what could not be written after it. @throws WrongUse */
export async function refuseUnwritable({ mode, out, zip, merged }: Plan): Promise<void> {
	if (mode === 'render' && out === undefined && zip === undefined && merged === undefined) {
		throw new WrongUse('where to? Give --out FOLDER, --zip FILE or --merged FILE, or try --dry-run.');
	}
	if (out !== undefined && (await kindOf(out)) === 'file') {
		throw new WrongUse(`${out} is no folder. Give --out a folder; it is made where there is none.`);
	}
	for (const [option, file] of [
		['--zip', zip],
		['--merged', merged],
	] as const) {
		if (file === undefined) continue;
		if (file === '-') throw new WrongUse(`${option} needs the name of a file.`);
		if ((await kindOf(file)) === 'folder')
			throw new WrongUse(`${file} is a folder. Give ${option} a file in it.`);
		if ((await kindOf(dirname(file))) !== 'folder') {
			throw new WrongUse(`${file} is in a folder that does not exist. Make the folder first.`);
		}
	}
	if (zip !== undefined && zip === merged) throw new WrongUse('--zip and --merged need a file each.');
}

async function kindOf(path: string): Promise<'folder' | 'file' | undefined> {
	const found = await stat(path).catch(() => undefined);
	return found && (found.isDirectory() ? 'folder' : 'file');
}
