import t from 'tap';
import { MARKED, SPECIMENS, type Specimen } from '../../documents.ts';
import { flaws } from './checks/all.ts';
import { readTaggedPdf } from './document.ts';

async function flawed(specimens: readonly Specimen[]): Promise<string[]> {
	const found: string[] = [];
	for (const specimen of specimens) {
		const wrong = flaws(await readTaggedPdf(specimen.draw()));
		found.push(...wrong.map((flaw) => `${specimen.name}: ${flaw}`));
	}
	return found;
}

t.test('every case by every template in both languages is PDF/UA-1 and PDF/A-3a', async (t) => {
	t.ok(SPECIMENS.length >= 160, `${SPECIMENS.length} documents`);
	t.strictSame(await flawed(SPECIMENS), []);
});

t.test('so is every document marked SAMPLE, VOID or DRAFT', async (t) => {
	t.strictSame(await flawed(MARKED), []);
});
