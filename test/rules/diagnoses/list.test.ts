import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';

const diagnoses = (...codes: string[]) => ({ '/diagnoses': codes.map((code) => ({ code })) });

t.test('diagnosis-format accepts ICD-10-CM codes with and without a dot', async (t) => {
	t.strictSame(
		hits('diagnosis-format', diagnoses('F33.2', 'F332', 'U07.1', 'QA0.0101', 'I10', 'T40605A')),
		[],
	);
	t.strictSame(
		hits('diagnosis-format', diagnoses('F33.2', 'F3', '33.2', 'F33.', 'F33.20101', 'F33-2', 'F3.32')),
		[
			'error /diagnoses/1/code',
			'error /diagnoses/2/code',
			'error /diagnoses/3/code',
			'error /diagnoses/4/code',
			'error /diagnoses/5/code',
			'error /diagnoses/6/code',
		],
	);
});

t.test('the help for a lowercase diagnosis is its capitals', async (t) => {
	t.match(findings('diagnosis-format', diagnoses('f33.2')), [
		{ message: /"f33\.2"/, help: 'Write it in capitals: F33.2.' },
	]);
	t.match(findings('diagnosis-format', diagnoses('depress')), [{ help: 'Write it in capitals: DEPRESS.' }]);
	t.match(findings('diagnosis-format', diagnoses('f3')), [{ help: /like F33\.2/ }]);
});

t.test('diagnosis-duplicate ignores the dot and names both letters', async (t) => {
	t.strictSame(hits('diagnosis-duplicate', diagnoses('F33.2', 'I10', 'F332', 'I10', 'f3', 'f3')), [
		'error /diagnoses/2/code',
		'error /diagnoses/3/code',
		'error /diagnoses/5/code',
	]);
	t.match(findings('diagnosis-duplicate', diagnoses('F41.1', 'F33.2', 'F332')), [
		{ message: /^F33\.2 is listed twice, as diagnoses B and C\.$/ },
	]);
	t.strictSame(hits('diagnosis-duplicate', diagnoses('F33.2', 'F33.1')), []);
});

t.test('diagnosis-unreferenced reports diagnoses without a line', async (t) => {
	t.strictSame(hits('diagnosis-unreferenced', diagnoses('F33.2', 'I10', 'F41.1')), [
		'info /diagnoses/1',
		'info /diagnoses/2',
	]);
	t.match(findings('diagnosis-unreferenced', diagnoses('F33.2', 'I10')), [{ message: /B \(I10\)/ }]);
	t.strictSame(
		hits('diagnosis-unreferenced', {
			...diagnoses('F33.2', 'I10'),
			'/serviceLines/0/diagnosisPointers': ['B', 'A'],
		}),
		[],
	);
});
