import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { OperatorError } from '../calls/operator-error.ts';
import { isSystemError } from '../calls/system-error.ts';
import { RulePack } from '../rules/packs/pack.ts';
import { type OperatorFile, readOperatorFile } from './operator-file.ts';
import { shippedFolder } from './shipped-folder.ts';

/**
 * Loads every `.yaml` file of the folders. A pack replaces one with the same id from an earlier folder.
 * @throws OperatorError with every mistake of every file
 */
export function loadPacks(folders: readonly string[]): readonly RulePack[] {
	const packs = new Map<
		string,
		{ readonly pack: RulePack; readonly folder: string; readonly file: string }
	>();
	const mistakes: string[] = [];
	for (const folder of folders) {
		for (const file of packFiles(folder, mistakes)) {
			const { value: pack, mistakes: found } = readPack(folder, file);
			if (!pack) {
				mistakes.push(...found);
				continue;
			}
			const other = packs.get(pack.id);
			if (other?.folder === folder) {
				mistakes.push(
					`${file}:1:1: id: "${pack.id}" is already the id of ${other.file}; give each pack a different id`,
				);
			}
			packs.set(pack.id, { pack, folder, file });
		}
	}
	if (mistakes.length > 0) throw new OperatorError('These rule packs cannot be used:', mistakes);
	return [...packs.values()].map(({ pack }) => pack);
}

function packFiles(folder: string, mistakes: string[]): readonly string[] {
	try {
		return readdirSync(folder)
			.filter((name) => name.endsWith('.yaml'))
			.sort();
	} catch (error) {
		if (!isSystemError(error)) throw error;
		mistakes.push(`PACKS_DIR must name a folder that this process may read (${error.code}).`);
		return [];
	}
}

function readPack(folder: string, file: string): OperatorFile<RulePack> {
	const written = RulePack.safeParse(writtenByBuild(folder, file));
	if (written.success) return { value: written.data };
	try {
		return readOperatorFile(file, readFileSync(join(folder, file), 'utf8'), RulePack);
	} catch (error) {
		if (!isSystemError(error)) throw error;
		return { mistakes: [`${file}:1:1: this process may not read the file (${error.code})`] };
	}
}

/** The build writes the shipped files again as JSON, because reading YAML takes a tenth of a second of a start. */
function writtenByBuild(folder: string, file: string): unknown {
	const within = relative(shippedFolder('packs/'), folder);
	if (within.startsWith('..')) return undefined;
	const path = join(shippedFolder('dist/app/packs/'), within, `${file}.json`);
	const written = statSync(path, { throwIfNoEntry: false });
	// A file that was changed since the build is read itself.
	if (!written || written.mtimeMs < statSync(join(folder, file)).mtimeMs) return undefined;
	return JSON.parse(readFileSync(path, 'utf8'));
}
