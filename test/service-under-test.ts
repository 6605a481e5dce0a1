import { readSettings } from '../src/rules/settings.ts';
import { createService, type ServiceParts, type SuperbillService } from '../src/service.ts';
import { loadDefaultTemplates } from '../src/start.ts';
import { AGREEABLE_CODE_SETS } from './fixtures/agreeable.ts';
import { PACKS } from './fixtures/examine.ts';

export const TEMPLATES = loadDefaultTemplates();

/** A service whose clock stands still on 2026-11-23, noon in Greenwich. */
export function serviceUnderTest(parts: Partial<ServiceParts> = {}): SuperbillService {
	return createService({
		templates: () => TEMPLATES,
		placeOfService: () => ({ known: true, name: 'Office' }),
		codes: AGREEABLE_CODE_SETS,
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
