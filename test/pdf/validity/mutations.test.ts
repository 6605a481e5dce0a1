import t from 'tap';
import { CASES } from '../../fixtures/cases.ts';
import { pdfOf } from '../../service/service-under-test.ts';
import { Changes } from './changes.ts';
import { CHECKS } from './checks/all.ts';
import { readTaggedPdf } from './document.ts';
import { MUTATIONS } from './mutations.ts';

/** In Spanish and English: its language tags can be broken. */
const GOOD = pdfOf({ ...CASES.find(({ file }) => file === 'every-field.json')?.request, language: 'es' });

function tripped(bytes: Uint8Array): string[] {
	const pdf = readTaggedPdf(bytes);
	return CHECKS.filter(({ find }) => find(pdf).length > 0)
		.map(({ id }) => id)
		.sort();
}

t.test('a good document fails no check, before and after it is rewritten', async (t) => {
	t.strictSame(tripped(GOOD), []);
	t.strictSame(tripped(Changes.of(GOOD, () => {})), []);
});

t.test('a good figure and a good link fail no check', async (t) => {
	const changed = Changes.of(GOOD, (pdf) => {
		pdf.addFigure({ Alt: pdf.string('A harbour'), A: { O: 'Layout', BBox: [1, 2, 3, 4] } });
		pdf.addLink({ Contents: pdf.string('The clinic'), F: 4 });
	});
	t.strictSame(tripped(changed), []);
});

for (const { what, trips, change, bytes } of MUTATIONS) {
	t.test(`${what} fails ${trips.join(', ')}`, async (t) => {
		const broken = bytes ? bytes(GOOD) : Changes.of(GOOD, change as (pdf: Changes) => void);
		t.strictSame(tripped(broken), trips);
	});
}

t.test('every check is failed by some mutation', async (t) => {
	const covered = new Set(MUTATIONS.flatMap(({ trips }) => trips));
	t.strictSame(
		CHECKS.filter(({ id }) => !covered.has(id)).map(({ id }) => id),
		[],
	);
	t.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length, 'ids are unique');
});
