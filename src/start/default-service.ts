import { createCodeSets, createPlaceOfService, type Library } from '../codes/create-code-sets.ts';
import type { ServiceConfig } from '../config.ts';
import { indexPacks } from '../rules/packs/packs.ts';
import type { Draw } from '../service/drawing/document.ts';
import { drawHere } from '../service/drawing/draw-here.ts';
import { createService, type SuperbillService } from '../service/service.ts';
import { loadPacks, loadPayers } from './rule-packs.ts';
import { loadRulesFile } from './rules-file.ts';
import { shippedFolder } from './shipped-folder.ts';
import { loadTemplates } from './templates.ts';

/** The service, with a way to reload its templates. */
export interface DefaultService {
	readonly service: SuperbillService;
	/** @throws OperatorError with every mistake; the service then keeps the old templates */
	reloadTemplates(): void;
}

/**
 * Creates the service that server, command line and library run, with the shipped templates and rule packs, the
 * operator's own files, and the system's clock unless it gets another.
 * @param library returns the code sets in use at the time of a call
 * @throws OperatorError with every mistake
 */
export function createDefaultService(
	{ timeZone, templatesDir, packsDir, rulesFile }: Omit<ServiceConfig, 'dataDir'>,
	library: () => Library,
	draw: Draw = drawHere,
	now = () => new Date(),
): DefaultService {
	let templates = loadTemplates(templatesDir);
	const packFolders = [shippedFolder('packs/'), ...(packsDir === undefined ? [] : [packsDir])];
	return {
		service: createService({
			templates: () => templates,
			placeOfService: createPlaceOfService(library),
			codes: createCodeSets(library),
			draw,
			packs: indexPacks(loadPacks(packFolders)),
			payers: loadPayers(packFolders),
			severities: loadRulesFile(rulesFile),
			timeZone,
			now,
		}),
		reloadTemplates() {
			templates = loadTemplates(templatesDir);
		},
	};
}
