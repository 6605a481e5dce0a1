import { fileURLToPath } from 'node:url';
import { placeOfService } from './codes/place-of-service.ts';
import { createService, type SuperbillService } from './service.ts';
import { isTimeZone } from './superbill/dates.ts';
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

/** `TIME_ZONE`, else the system's. @throws Error when it is no time zone. */
export function timeZoneOf(env: NodeJS.ProcessEnv): string {
	const zone = env['TIME_ZONE'] || Intl.DateTimeFormat().resolvedOptions().timeZone;
	if (isTimeZone(zone)) return zone;
	throw new Error('TIME_ZONE must be an IANA time zone name, like "America/Denver".');
}
