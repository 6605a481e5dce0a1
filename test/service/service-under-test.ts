import { finishedPdf } from '../../src/pdf/finish.ts';
import { drawDocument } from '../../src/service/drawing/document.ts';
import { drawHere } from '../../src/service/drawing/draw-here.ts';
import type { ServiceParts } from '../../src/service/parts.ts';
import { sampleJob } from '../../src/service/samples.ts';
import { createService, type SuperbillService } from '../../src/service/service.ts';
import { readRulesFile } from '../../src/start/rules-file.ts';
import { loadTemplates } from '../../src/start/templates.ts';
import type { SiblingName } from '../../src/superbill/sibling.ts';
import type { LoadedTemplate } from '../../src/templates/loaded-template.ts';
import { AGREEABLE_CODE_SETS } from '../fixtures/agreeable.ts';
import { PACKS, PAYERS } from '../fixtures/examine.ts';

export const TEMPLATES = loadTemplates();

const officeAlways = () => ({ known: true, name: 'Office' }) as const;

/** Creates a service whose clock is stopped at noon UTC on 2026-11-23. */
export function serviceUnderTest(parts: Partial<ServiceParts> = {}): SuperbillService {
	return createService({
		templates: () => TEMPLATES,
		placeOfService: officeAlways,
		codes: AGREEABLE_CODE_SETS,
		draw: drawHere,
		packs: PACKS,
		payers: PAYERS,
		severities: readRulesFile('', ''),
		timeZone: 'America/Denver',
		now: () => new Date('2026-11-23T12:00:00Z'),
		...parts,
	});
}

/** Draws a request. @throws Error with the findings if it is refused */
export function pdfOf(input: object, service = serviceUnderTest()): Buffer {
	const preparation = service.prepare(input);
	if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
	const { prepared } = preparation;
	return finishedPdf(drawDocument(prepared, prepared.template).unfinished, prepared.request.number);
}

/** Draws a sibling of a request, on the day of the service's clock. @throws Error with the findings if it is refused */
export function siblingOf(input: object, name: SiblingName, service = serviceUnderTest()): Buffer {
	const preparation = service.prepare(input);
	if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
	const { prepared } = preparation;
	const job = { ...prepared, sibling: { name, drawnOn: prepared.today } };
	return finishedPdf(drawDocument(job, prepared.template).unfinished, prepared.request.number);
}

/** Draws a template's sample. */
export function sampleOf(id: string, language: 'en' | 'es'): Buffer {
	const template = TEMPLATES.get(id) as LoadedTemplate;
	const job = sampleJob(template, language, officeAlways);
	return finishedPdf(drawDocument(job, template).unfinished, job.request.number);
}
