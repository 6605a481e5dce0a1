import { placeOfService } from './codes/place-of-service.ts';
import { createService, type SuperbillService } from './service.ts';
import { isTimeZone } from './superbill/dates.ts';
import { loadTemplates } from './templates/load.ts';

/** The templates that come with the program, seen from the compiled file. */
const TEMPLATES = new URL('../../templates/', import.meta.url);

/**
 * The service as the server and the command line run it: the shipped templates, CMS's places of service, the system's
 * clock.
 * @throws Error that tells the operator which variable or template file to mend, and how.
 */
export function createDefaultService(env: NodeJS.ProcessEnv): SuperbillService {
	return createService({
		templates: loadTemplates(TEMPLATES),
		placeOfService,
		timeZone: timeZoneOf(env),
		now: () => new Date(),
	});
}

/** `TIME_ZONE`, else the system's: it decides what day today is where a practice names no zone of its own. */
function timeZoneOf(env: NodeJS.ProcessEnv): string {
	const zone = env['TIME_ZONE'] || Intl.DateTimeFormat().resolvedOptions().timeZone;
	if (isTimeZone(zone)) return zone;
	throw new Error('TIME_ZONE must be an IANA time zone name, like "America/Denver".');
}
