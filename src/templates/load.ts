import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { mistakeText } from '../text/mistake.ts';
import type { LoadedTemplate } from './composition.ts';
import type { Judges } from './layer.ts';
import { type FileReading, isTemplateName, type TemplateFolder } from './named-files.ts';
import { readTemplates } from './read.ts';

/** Template files that cannot be used, each mistake with its file, line and column. */
export class TemplateError extends Error {
	override readonly name = 'TemplateError';
	readonly mistakes: readonly string[];

	constructor(mistakes: readonly string[]) {
		super(['These templates cannot be used:', ...mistakes.map((mistake) => `  ${mistake}`)].join('\n'));
		this.mistakes = mistakes;
	}
}

/** Templates by id, in the order in which people should see them. */
export type Templates = ReadonlyMap<string, LoadedTemplate>;

/**
 * Reads the templates of some folders, the shipped one first; a template of a later folder takes the place of one
 * with its id. @throws TemplateError with every mistake of every file.
 */
export function loadTemplates(folders: readonly string[], judges: Judges): Templates {
	const read = readTemplates(folders.map(diskFolder), judges);
	const mistakes = read.flatMap((file) => file.mistakes.map(mistakeText));
	if (mistakes.length > 0) throw new TemplateError([...new Set(mistakes)]);
	const templates = read.map(({ loaded }) => loaded as LoadedTemplate);
	return new Map(templates.map((loaded) => [loaded.template.id, loaded]));
}

/** A folder of the file system. Nothing outside of it can be read by way of it, not even by a link. */
export function diskFolder(path: string): TemplateFolder {
	return {
		templates: readdirSync(path).filter(isTemplateName).sort(),
		read(name, most) {
			try {
				return readInside(realpathSync(path), join(path, name), most);
			} catch (error) {
				return { mistake: UNREADABLE[(error as { readonly code: string }).code] ?? 'cannot be read' };
			}
		},
	};
}

function readInside(folder: string, file: string, most: number): FileReading {
	const real = realpathSync(file);
	if (!real.startsWith(folder + sep)) return { mistake: 'must be a file in the folder of the template' };
	const stats = statSync(real);
	if (!stats.isFile()) return { mistake: 'names no file; name a file in the folder of the template' };
	const { size } = stats;
	if (size > most) return { mistake: `has ${size} bytes; at most ${most} are allowed` };
	return { bytes: readFileSync(real) };
}

const UNREADABLE: Readonly<Record<string, string>> = {
	ENOENT: 'names a file that is not in the folder of the template',
	ENOTDIR: 'names a file that is not in the folder of the template',
	EACCES: 'names a file that this process may not read',
};
