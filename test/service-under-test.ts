import { fileURLToPath } from 'node:url';
import { readSettings } from '../src/rules/settings.ts';
import { createService, type ServiceParts, type SuperbillService } from '../src/service.ts';
import { loadTemplates } from '../src/templates/load.ts';
import { ROOT } from '../src/version.ts';
import { FAKE_CODE_SETS } from './fixtures/code-sets.ts';
import { PACKS } from './fixtures/examine.ts';

export const TEMPLATES = loadTemplates(fileURLToPath(new URL('templates/', ROOT)));

/** A service whose clock stands still on 2026-11-23, noon in Greenwich. */
export function serviceUnderTest(parts: Partial<ServiceParts> = {}): SuperbillService {
	return createService({
		templates: TEMPLATES,
		placeOfService: () => ({ known: true, name: 'Office' }),
		codes: FAKE_CODE_SETS,
		packs: PACKS,
		settings: readSettings('', ''),
		timeZone: 'America/Denver',
		now: () => new Date('2026-11-23T12:00:00Z'),
		...parts,
	});
}

/** The PDF of a request. @throws Error with the findings when it is refused. */
export function pdfOf(input: object, service = serviceUnderTest()): Buffer {
	const rendering = service.render(input);
	if (rendering.refused) throw new Error(JSON.stringify(rendering.findings));
	return rendering.pdf;
}
