import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperatorError } from '../calls/operator-error.ts';
import { createCodeSets, createPlaceOfService, type Library } from '../codes/create-code-sets.ts';
import { placeOfService } from '../codes/place-of-service.ts';
import type { Config } from '../config.ts';
import { checkFont } from '../pdf/check-font.ts';
import { facesOf } from '../pdf/faces.ts';
import { checkImage } from '../pdf/pictures/decode.ts';
import { indexPacks } from '../rules/packs/packs.ts';
import type { Draw } from '../service/drawing/document.ts';
import { drawHere } from '../service/drawing/draw-here.ts';
import { previewFindings } from '../service/samples.ts';
import { createService, type SuperbillService } from '../service/service.ts';
import type { Judges } from '../templates/layer.ts';
import { diskFolder, loadTemplates, TemplateError, type Templates } from '../templates/load.ts';
import { readTemplates } from '../templates/read.ts';
import { type Mistake, mistakeText } from '../text/mistake.ts';
import { ROOT } from '../version.ts';
import { loadPacks } from './rule-packs.ts';
import { loadRulesFile } from './rules-file.ts';

/** The service, and a way to have it read its templates again. */
export interface DefaultService {
	readonly service: SuperbillService;
	/** @throws TemplateError when one cannot be used; the service then goes on with those that it has. */
	reloadTemplates(): void;
}

/** What is thrown where a file of the operator cannot be used; the message is for the operator. */
export const UNUSABLE = [TemplateError, OperatorError] as const;

const shipped = (folder: string): string => fileURLToPath(new URL(folder, ROOT));

/**
 * The service as the server and the command line run it: the shipped templates and rule packs and the operator's, the
 * operator's severities, the code sets that `library` has at the moment of a call, the system's clock. `timeZone` (IANA
 * name) decides what day today is where a practice names none.
 * @throws one of `UNUSABLE`, which names every mistake.
 */
export function createDefaultService(
	{
		timeZone,
		templatesDir,
		packsDir,
		rulesFile,
	}: Pick<Config, 'timeZone' | 'templatesDir' | 'packsDir' | 'rulesFile'>,
	library: () => Library,
	draw: Draw = drawHere,
): DefaultService {
	let templates = loadDefaultTemplates(templatesDir);
	return {
		service: createService({
			templates: () => templates,
			placeOfService: createPlaceOfService(library),
			codes: createCodeSets(library),
			draw,
			packs: indexPacks(loadPacks([shipped('packs/'), ...(packsDir === undefined ? [] : [packsDir])])),
			severities: loadRulesFile(rulesFile),
			timeZone,
			now: () => new Date(),
		}),
		reloadTemplates() {
			templates = loadDefaultTemplates(templatesDir);
		},
	};
}

export const SHIPPED_TEMPLATES = shipped('templates/');

/** The shipped templates and, where an operator has a folder, those of it. @throws TemplateError */
export function loadDefaultTemplates(templatesDir?: string): Templates {
	return loadTemplates([SHIPPED_TEMPLATES, ...(templatesDir === undefined ? [] : [templatesDir])], JUDGES);
}

/** What `check` found: ids of the templates that can be used, and mistakes, their files as the caller names them. */
export interface TemplateCheck {
	readonly ids: readonly string[];
	readonly mistakes: readonly Mistake[];
}

/**
 * Checks the shipped templates and those of a folder. Where one file of it is named, only its own mistakes are told,
 * or, where it has none and still cannot be used, those of the others that it may start from.
 */
export function checkTemplates(templatesDir?: string, file?: string): TemplateCheck {
	const shipped = diskFolder(SHIPPED_TEMPLATES);
	const folders = [shipped, ...(templatesDir === undefined ? [] : [diskFolder(templatesDir)])];
	const all = readTemplates(folders, JUDGES);
	const one = all.filter((read) => read.folder !== shipped && read.file === file);
	const told = one.some(({ loaded, mistakes }) => loaded || mistakes.length > 0) ? one : all;
	const mistakes = told.flatMap((read) =>
		read.mistakes.map((mistake) => ({
			...mistake,
			file: read.folder === shipped ? mistake.file : join(templatesDir as string, mistake.file),
		})),
	);
	return {
		ids: told.flatMap(({ loaded }) => loaded?.template.id ?? []),
		mistakes: [...new Map(mistakes.map((mistake) => [mistakeText(mistake), mistake])).values()],
	};
}

export const JUDGES: Judges = {
	glyphs: (fallback) => facesOf(fallback).canDraw,
	check: (preview, hasGlyph) => previewFindings(preview, { placeOfService, hasGlyph }),
	picture: checkImage,
	font: checkFont,
};
