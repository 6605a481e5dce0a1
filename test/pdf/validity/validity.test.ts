import t from 'tap';
import { MARKED, SIBLING_SPECIMENS, SPECIMENS, type Specimen, UNUSUAL, WITH_LOGO } from '../../documents.ts';
import { some } from '../../fixtures/property.ts';
import { flaws } from './checks/all.ts';
import { readTaggedPdf } from './document.ts';

function flawed(specimens: readonly Specimen[]): string[] {
	const found: string[] = [];
	for (const specimen of specimens) {
		const wrong = flaws(readTaggedPdf(specimen.draw()));
		found.push(...wrong.map((flaw) => `${specimen.name}: ${flaw}`));
	}
	return found;
}

t.test('every case in every template and both languages is PDF/UA-1 and PDF/A-3a', async (t) => {
	t.ok(SPECIMENS.length >= 160, `${SPECIMENS.length} documents`);
	t.strictSame(flawed(some(SPECIMENS)), []);
});

t.test('every sibling is PDF/UA-1 and PDF/A-3a', async (t) => {
	t.strictSame(flawed(some(SIBLING_SPECIMENS)), []);
});

t.test('every document with SAMPLE, DRAFT or VOID across it is PDF/UA-1 and PDF/A-3a', async (t) => {
	t.strictSame(flawed(some(MARKED)), []);
});

t.test(
	'every document with all notices and with letters of many scripts is PDF/UA-1 and PDF/A-3a',
	async (t) => {
		t.strictSame(flawed(UNUSUAL), []);
	},
);

t.test('every document with a logo, a Figure with a description, is PDF/UA-1 and PDF/A-3a', async (t) => {
	const logos = some(WITH_LOGO);
	t.strictSame(flawed(logos), []);
	for (const { name, draw } of logos) {
		const { elements } = readTaggedPdf(draw());
		const figures = elements.filter(({ type }) => type === 'Figure').map(({ dict }) => dict.text('Alt'));
		t.strictSame(figures, ['A wave', 'QR code of this data'], name);
	}
});
