import { fileURLToPath } from 'node:url';
import type { CodeSets } from '../src/codes/code-sets.ts';
import { placeOfService } from '../src/codes/place-of-service.ts';
import { indexPacks } from '../src/rules/packs/packs.ts';
import { drawHere } from '../src/service/drawing/draw-here.ts';
import { createService, type SuperbillService } from '../src/service/service.ts';
import { loadPacks, loadPayers } from '../src/start/rule-packs.ts';
import { readRulesFile } from '../src/start/rules-file.ts';
import { loadTemplates } from '../src/start/templates.ts';
import { ROOT, VERSION } from '../src/version.ts';
import { AGREEABLE_CODE_SETS } from '../test/fixtures/agreeable.ts';
import type { Renderer } from './subject.ts';

const PACKS_FOLDER = fileURLToPath(new URL('packs/', ROOT));

/** Creates the service with the shipped templates and packs, and with a fixed clock. */
export function openService(codes: CodeSets = AGREEABLE_CODE_SETS): SuperbillService {
	const templates = loadTemplates();
	return createService({
		templates: () => templates,
		placeOfService,
		codes,
		draw: drawHere,
		packs: indexPacks(loadPacks([PACKS_FOLDER])),
		payers: loadPayers([PACKS_FOLDER]),
		severities: readRulesFile('', ''),
		timeZone: 'America/Denver',
		now: () => new Date('2026-11-23T12:00:00Z'),
	});
}

/** Draws from the text of a request, with all checks. */
export function openProduct(): Renderer {
	const service = openService();
	return {
		name: 'superbill',
		version: VERSION,
		async draw({ request }) {
			const rendering = await service.render(JSON.parse(request));
			if (rendering.refused) throw new Error(JSON.stringify(rendering.findings));
			return rendering.pdf;
		},
	};
}
