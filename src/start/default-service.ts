import { createCodeSets, createPlaceOfService, type Library } from '../codes/create-code-sets.ts';
import type { Config } from '../config.ts';
import { indexPacks } from '../rules/packs/packs.ts';
import type { Draw } from '../service/drawing/document.ts';
import { drawHere } from '../service/drawing/draw-here.ts';
import { createService, type SuperbillService } from '../service/service.ts';
import { loadPacks } from './rule-packs.ts';
import { loadRulesFile } from './rules-file.ts';
import { shippedFolder } from './shipped-folder.ts';
import { loadTemplates } from './templates.ts';

export interface DefaultService {
	readonly service: SuperbillService;
	/** @throws OperatorError when one cannot be used; the service then keeps the templates that it has. */
	reloadTemplates(): void;
}

/**
 * The service as the server and the command line run it: the shipped templates and rule packs and the operator's, the
 * operator's severities, the code sets that `library` has at the moment of a call, the system's clock. `timeZone` (IANA
 * name) decides what day today is where a practice names none.
 * @throws OperatorError that names every mistake.
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
	let templates = loadTemplates(templatesDir);
	return {
		service: createService({
			templates: () => templates,
			placeOfService: createPlaceOfService(library),
			codes: createCodeSets(library),
			draw,
			packs: indexPacks(loadPacks([shippedFolder('packs/'), ...(packsDir === undefined ? [] : [packsDir])])),
			severities: loadRulesFile(rulesFile),
			timeZone,
			now: () => new Date(),
		}),
		reloadTemplates() {
			templates = loadTemplates(templatesDir);
		},
	};
}
