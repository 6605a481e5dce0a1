import { fileURLToPath } from 'node:url';
import { createCodeSets, createPlaceOfService, type Library } from './codes/create-code-sets.ts';
import type { Config } from './config.ts';
import { loadPacks } from './rules/packs/load.ts';
import { indexPacks } from './rules/packs/packs.ts';
import { loadSettings } from './rules/settings.ts';
import { createService, type SuperbillService } from './service.ts';
import { loadTemplates } from './templates/load.ts';
import { ROOT } from './version.ts';

const folder = (name: string): string => fileURLToPath(new URL(name, ROOT));

/**
 * The service as the server and the command line run it: the shipped templates and rule packs, the operator's packs
 * and severities, the code sets that `library` has at the moment of a call, the system's clock.
 * @throws Error that names every mistake in a template, a rule pack or the rules file.
 */
export function createDefaultService(
	{ timeZone, packsDir, rulesFile }: Pick<Config, 'timeZone' | 'packsDir' | 'rulesFile'>,
	library: () => Library,
): SuperbillService {
	return createService({
		templates: loadTemplates(folder('templates/')),
		placeOfService: createPlaceOfService(library),
		codes: createCodeSets(library),
		packs: indexPacks(loadPacks([folder('packs/'), ...(packsDir === undefined ? [] : [packsDir])])),
		settings: loadSettings(rulesFile),
		timeZone,
		now: () => new Date(),
	});
}
