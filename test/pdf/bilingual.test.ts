import t from 'tap';
import { structNode } from '../../src/pdf/file/structure.ts';
import { facesOf } from '../../src/pdf/fonts/faces.ts';
import { layBlocks } from '../../src/pdf/layout/blocks.ts';
import { lookOf, PAPER_SIZES } from '../../src/pdf/layout/style.ts';
import type { Language } from '../../src/superbill/language.ts';
import { resolve } from '../../src/superbill/superbill.ts';
import { compose } from '../../src/templates/compose/compose.ts';
import { CASES } from '../fixtures/cases.ts';
import { serviceUnderTest, TEMPLATES } from '../service/service-under-test.ts';

const service = serviceUnderTest();

/** Height in points of a superbill with the loosest spacing, as if all of it were on one sheet. */
function heightOf(request: object, language: Language): number {
	const preparation = service.prepare({ ...request, language });
	if (preparation.refused) throw new Error(JSON.stringify(preparation.findings));
	const { prepared } = preparation;
	const superbill = resolve(prepared.request, prepared.issuedOn, prepared.names);
	const { body, page, density, accent, fallbackFonts } = compose(superbill, prepared.template, { language });
	const look = lookOf(density, accent, facesOf(fallbackFonts));
	const width = PAPER_SIZES[page.size][0] - 2 * page.margin;
	let y = 0;
	for (const piece of layBlocks(body, width, structNode(undefined, 'Document'), look)) {
		if (piece.breaks) break;
		y = Math.max(y + piece.before, (piece.from ?? 0) - page.margin) + piece.height;
	}
	return y;
}

t.test('a bilingual superbill is at most 10 % taller than the English one', async (t) => {
	for (const { file, request } of CASES) {
		for (const template of TEMPLATES.keys()) {
			const [en, es] = [heightOf({ ...request, template }, 'en'), heightOf({ ...request, template }, 'es')];
			t.ok(es / en <= 1.1, `${file}, ${template}: ${((es / en - 1) * 100).toFixed(1)} %`);
		}
	}
});
