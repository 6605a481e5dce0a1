import type { SuperbillService } from '../../src/service/service.ts';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import { serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';

/** A service with a changed standard template. */
export function serviceWith(change: Partial<LoadedTemplate>): SuperbillService {
	const standard = TEMPLATES.get('standard') as LoadedTemplate;
	const templates = new Map([['standard', { ...standard, ...change }]]);
	return serviceUnderTest({ templates: () => templates });
}
