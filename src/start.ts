import { fileURLToPath } from 'node:url';
import { placeOfService } from './codes/place-of-service.ts';
import { createService, type SuperbillService } from './service.ts';
import { loadTemplates } from './templates/load.ts';
import { ROOT } from './version.ts';

/**
 * The service as the server and the command line run it: the shipped templates, CMS's places of service, the system's
 * clock. `timeZone` (IANA name) decides what day today is where a practice names none.
 * @throws Error that names every mistake in a template file.
 */
export function createDefaultService(timeZone: string): SuperbillService {
	return createService({
		templates: loadTemplates(fileURLToPath(new URL('templates/', ROOT))),
		placeOfService,
		timeZone,
		now: () => new Date(),
	});
}
