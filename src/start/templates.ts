import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { OperatorError } from '../calls/operator-error.ts';
import { placeOfService } from '../codes/place-of-service.ts';
import { checkFont } from '../pdf/fonts/check-font.ts';
import { facesOf } from '../pdf/fonts/faces.ts';
import { checkImage } from '../pdf/pictures/decode.ts';
import { misfits } from '../service/drawing/template-fit.ts';
import { previewFindings } from '../service/samples.ts';
import type { LoadedTemplate, Templates } from '../templates/loaded-template.ts';
import { type FileReading, isTemplateName, type TemplateFolder } from '../templates/reading/named-files.ts';
import type { TemplateChecks } from '../templates/reading/read-layer.ts';
import { readTemplates } from '../templates/reading/read-templates.ts';
import { type FileMistake, mistakeText } from '../text/mistake.ts';
import { shippedFolder } from './shipped-folder.ts';

export const SHIPPED_TEMPLATES = shippedFolder('templates/');

const CHECKS: TemplateChecks = {
	glyphs: (fallback) => facesOf(fallback).canDraw,
	check: (preview, hasGlyph) => previewFindings(preview, { placeOfService, hasGlyph, isSigned: true }),
	picture: checkImage,
	font: checkFont,
	misfits,
};

/**
 * Reads the shipped templates and the operator's own, which replace shipped ones with the same id.
 * @throws OperatorError with every mistake of every file
 */
export function loadTemplates(templatesDir?: string): Templates {
	const read = readTemplates(foldersWith(templatesDir), CHECKS);
	const mistakes = read.flatMap((file) => file.mistakes.map(mistakeText));
	if (mistakes.length > 0) {
		throw new OperatorError('These templates cannot be used:', [...new Set(mistakes)]);
	}
	const templates = read.map(({ loaded }) => loaded as LoadedTemplate);
	return new Map(templates.map((loaded) => [loaded.template.id, loaded]));
}

export interface TemplateCheck {
	/** Ids of the templates that can be used. */
	readonly ids: readonly string[];
	/** Each names its file as the caller would open it. */
	readonly mistakes: readonly FileMistake[];
}

/**
 * Checks the shipped templates and those of a folder. With `file`, reports only the mistakes of that file. If it has
 * none and still cannot be used, reports those of the other files, which it may extend.
 */
export function checkTemplates(templatesDir?: string, file?: string): TemplateCheck {
	const folders = foldersWith(templatesDir);
	const [shipped] = folders;
	const all = readTemplates(folders, CHECKS);
	const one = all.filter((read) => read.folder !== shipped && read.file === file);
	const reported = one.some(({ loaded, mistakes }) => loaded || mistakes.length > 0) ? one : all;
	const mistakes = reported.flatMap((read) =>
		read.mistakes.map((mistake) => ({
			...mistake,
			file: read.folder === shipped ? mistake.file : join(templatesDir as string, mistake.file),
		})),
	);
	return {
		ids: reported.flatMap(({ loaded }) => loaded?.template.id ?? []),
		mistakes: [...new Map(mistakes.map((mistake) => [mistakeText(mistake), mistake])).values()],
	};
}

function foldersWith(templatesDir: string | undefined): TemplateFolder[] {
	return [SHIPPED_TEMPLATES, ...(templatesDir === undefined ? [] : [templatesDir])].map(diskFolder);
}

/** Opens a folder on disk. Nothing outside it can be read through it, not even by a symbolic link. */
export function diskFolder(path: string): TemplateFolder {
	return {
		templates: readdirSync(path).filter(isTemplateName).sort(),
		read(name, most) {
			try {
				return readInside(realpathSync(path), join(path, name), most);
			} catch (error) {
				return {
					mistake:
						UNREADABLE[(error as { readonly code: string }).code] ?? 'names a file that cannot be read',
				};
			}
		},
	};
}

function readInside(folder: string, file: string, most: number): FileReading {
	const real = realpathSync(file);
	if (!real.startsWith(folder + sep)) return { mistake: 'must name a file in the folder of the template' };
	const stats = statSync(real);
	if (!stats.isFile()) return { mistake: 'must name a file, not a folder' };
	const { size } = stats;
	if (size > most) return { mistake: `names a file of ${size} bytes; at most ${most} are allowed` };
	return { bytes: readFileSync(real) };
}

const UNREADABLE: Readonly<Record<string, string>> = {
	ENOENT: 'names a file that does not exist in the folder of the template',
	ENOTDIR: 'names a file that does not exist in the folder of the template',
	EACCES: 'names a file that this process is not allowed to read',
};
