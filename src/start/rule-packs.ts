import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { z } from 'zod';
import { OperatorError } from '../calls/operator-error.ts';
import { isSystemError } from '../calls/system-error.ts';
import { facesOf } from '../pdf/fonts/faces.ts';
import { RulePack } from '../rules/packs/pack.ts';
import { PayerProfile } from '../rules/packs/payer-profile.ts';
import { type OperatorFile, readOperatorFile } from './operator-file.ts';
import { shippedFolder } from './shipped-folder.ts';

/** @throws OperatorError with every mistake of every file */
export function loadPacks(folders: readonly string[]): readonly RulePack[] {
	return load('rule packs', folders, RulePack);
}

/** Loads payer profiles from the folder `payers` in each of the folders that has one. */
export function loadPayers(folders: readonly string[]): readonly PayerProfile[] {
	const within = folders.map((folder) => join(folder, 'payers')).filter((folder) => existsSync(folder));
	return load('payer profiles', within, PayerProfile, unprintable);
}

/** Notices are printed with the shipped fonts, whatever the template. */
function unprintable({ notice }: PayerProfile): string[] {
	const texts = notice ? [notice.title.en, notice.title.es, notice.text.en, notice.text.es] : [];
	const { canDraw } = facesOf([]);
	return texts
		.flatMap((text) => Array.from(text.replace(/\s/g, '')))
		.filter((character) => !canDraw(character.codePointAt(0) as number))
		.map((character) => `notice: "${character}" cannot be printed; remove it`);
}

type Identified = z.ZodType<{ readonly id: string }>;

/** Loads every `.yaml` file of the folders. An entry replaces one with the same id from an earlier folder. */
function load<T extends Identified>(
	what: string,
	folders: readonly string[],
	schema: T,
	check: (value: z.output<T>) => readonly string[] = () => [],
): readonly z.output<T>[] {
	const loaded = new Map<
		string,
		{ readonly value: z.output<T>; readonly folder: string; readonly file: string }
	>();
	const mistakes: string[] = [];
	for (const folder of folders) {
		for (const file of yamlFiles(folder, mistakes)) {
			const { value, mistakes: found } = readFile(folder, file, schema);
			if (value === undefined) {
				mistakes.push(...(found as readonly string[]));
				continue;
			}
			mistakes.push(...check(value).map((mistake) => `${file}:1:1: ${mistake}`));
			const other = loaded.get(value.id);
			if (other?.folder === folder) {
				mistakes.push(
					`${file}:1:1: id: "${value.id}" is already the id of ${other.file}; give each pack a different id`,
				);
			}
			loaded.set(value.id, { value, folder, file });
		}
	}
	if (mistakes.length > 0) throw new OperatorError(`These ${what} cannot be used:`, mistakes);
	return [...loaded.values()].map(({ value }) => value);
}

function yamlFiles(folder: string, mistakes: string[]): readonly string[] {
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

function readFile<T extends z.ZodType>(folder: string, file: string, schema: T): OperatorFile<z.output<T>> {
	const written = schema.safeParse(writtenByBuild(folder, file));
	if (written.success) return { value: written.data };
	try {
		return readOperatorFile(file, readFileSync(join(folder, file), 'utf8'), schema);
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
