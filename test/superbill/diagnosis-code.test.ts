import t from 'tap';
import { DIAGNOSIS_LETTERS, dottedDiagnosis } from '../../src/superbill/diagnosis-code.ts';

t.test('a diagnosis code gets its dot after three characters', async (t) => {
	for (const [written, dotted] of [
		['F332', 'F33.2'],
		['F33.2', 'F33.2'],
		['I10', 'I10'],
		['T40605A', 'T40.605A'],
		['QA00101', 'QA0.0101'],
		['C4A.0', 'C4A.0'],
		['U071', 'U07.1'],
	]) {
		t.equal(dottedDiagnosis(written as string), dotted);
	}
});

t.test('text in another form has no dotted form', async (t) => {
	for (const text of ['', 'F3', 'F33.', '33.2', 'f33.2', 'F33.22222', 'F332.2', 'F.332', 'F33 2', 'Ä33']) {
		t.equal(dottedDiagnosis(text), undefined, JSON.stringify(text));
	}
});

t.test('there are twelve letters', async (t) => {
	t.equal(DIAGNOSIS_LETTERS, 'ABCDEFGHIJKL');
});
