import { fileURLToPath } from 'node:url';
import { NO_CODE_SETS } from './codes/no-code-sets.ts';
import { placeOfService } from './codes/place-of-service.ts';
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
 * and severities, CMS's places of service, the system's clock.
 * @throws Error that names every mistake in a template, a rule pack or the rules file.
 */
export function createDefaultService({
	timeZone,
	packsDir,
	rulesFile,
}: Pick<Config, 'timeZone' | 'packsDir' | 'rulesFile'>): SuperbillService {
	return createService({
		templates: loadTemplates(folder('templates/')),
		placeOfService,
		codes: NO_CODE_SETS,
		packs: indexPacks(loadPacks([folder('packs/'), ...(packsDir === undefined ? [] : [packsDir])])),
		settings: loadSettings(rulesFile),
		timeZone,
		now: () => new Date(),
	});
}
