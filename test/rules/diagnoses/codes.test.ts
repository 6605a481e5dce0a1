import t from 'tap';
import { firstOfEditions, icd10cmEdition } from '../../../src/rules/diagnoses/dated.ts';
import { FAKE_CODE_SETS, without } from '../../fixtures/code-sets.ts';
import { findings, hits } from '../../fixtures/examine.ts';
import { PLAIN, TODAY } from '../../fixtures/plain.ts';

const diagnoses = (...codes: string[]) => ({ '/diagnoses': codes.map((code) => ({ code })) });
const line = (changes: object) => ({ ...PLAIN.serviceLines[0], ...changes });
const visits = (...days: (readonly [date: string, ...letters: string[]])[]) => ({
	'/serviceLines': days.map(([date, ...diagnosisPointers]) => line({ date, diagnosisPointers })),
});

t.test('diagnosis-unknown names the edition of the date and offers the nearest codes', async (t) => {
	t.match(findings('diagnosis-unknown', diagnoses('F337')), [
		{
			severity: 'error',
			pointer: '/diagnoses/0/code',
			message: 'F33.7 is not in ICD-10-CM FY2027, the edition for 2026-10-06.',
			help: /^The nearest codes are: F33 \(.+\); F33\.1 \(.+\); F33\.2 \(.+\)\.$/,
		},
	]);
	t.match(findings('diagnosis-unknown', diagnoses('B99.9')), [{ help: /^Look the diagnosis up/ }]);
	t.strictSame(hits('diagnosis-unknown', diagnoses('F33.2', 'F33', 'F64.A', 'nonsense')), []);
});

t.test('what is not loaded is not judged', async (t) => {
	const codes = without('icd10cm');
	for (const rule of ['diagnosis-unknown', 'diagnosis-not-billable', 'diagnosis-not-valid-on-date']) {
		t.strictSame(hits(rule, diagnoses('B99.9', 'F33', 'G20'), TODAY, { codes }), [], rule);
	}
	t.strictSame(hits('diagnosis-unknown', { ...diagnoses('B99.9'), ...visits(['2020-01-01', 'A']) }), []);
});

t.test('diagnosis-not-billable offers the billable codes below a header', async (t) => {
	t.match(findings('diagnosis-not-billable', diagnoses('F33')), [
		{
			severity: 'error',
			pointer: '/diagnoses/0/code',
			message: /^F33 \(Major depressive disorder, recurrent\) only heads other codes in ICD-10-CM FY2027/,
			help: /^Use the one below it that fits: F33\.1 \(.+\); F33\.2 \(.+\)\.$/,
		},
	]);
	t.strictSame(hits('diagnosis-not-billable', diagnoses('F33.1')), []);
});

t.test('a long list of codes is cut after twelve, and says how many more there are', async (t) => {
	const children = Array.from({ length: 15 }, (_, i) => ({ code: `F33.${i}`, title: i === 0 ? '' : 'x' }));
	const codes = {
		...FAKE_CODE_SETS,
		diagnosis: () => ({ state: 'header', title: 'Many', children }) as const,
	};
	const [found] = findings('diagnosis-not-billable', diagnoses('F33'), TODAY, { codes });
	t.match(found?.help, /: F33\.0; F33\.1 \(x\); .+ F33\.11 \(x\); and 3 more\.$/);
	const childless = { ...codes, diagnosis: () => ({ state: 'header', title: '', children: [] }) as const };
	t.match(findings('diagnosis-not-billable', diagnoses('F33'), TODAY, { codes: childless }), [
		{ help: 'Use a code below it, with more characters.' },
	]);
});

t.test(
	'diagnosis-not-valid-on-date judges every date that points to the diagnosis, and finds once',
	async (t) => {
		const two = (first: string, second: string) => ({
			...diagnoses('F64.A'),
			...visits([first, 'A'], [second, 'A']),
		});
		t.match(findings('diagnosis-not-valid-on-date', two('2026-10-01', '2026-09-30')), [
			{
				severity: 'error',
				pointer: '/diagnoses/0/code',
				message: 'F64.A begins on 2026-10-01, after the service on 2026-09-30.',
				help: 'Use the code that was in force on 2026-09-30.',
			},
		]);
		t.equal(hits('diagnosis-not-valid-on-date', two('2026-09-29', '2026-09-30')).length, 1);
		t.strictSame(hits('diagnosis-not-valid-on-date', two('2026-10-01', '2026-10-02')), []);
		t.match(
			findings('diagnosis-not-valid-on-date', { ...diagnoses('G20'), ...visits(['2023-10-01', 'A']) }),
			[
				{
					message: 'G20 ended on 2023-09-30, before the service on 2023-10-01.',
					help: /^In its place came: G20\.A1 \(.+\)\.$/,
				},
			],
		);
		t.strictSame(
			hits('diagnosis-not-valid-on-date', { ...diagnoses('G20'), ...visits(['2023-09-30', 'A']) }),
			[],
		);
	},
);

t.test('a diagnosis that no line points to is judged on the earliest date of service', async (t) => {
	const codes = diagnoses('F33.2', 'F64.A');
	t.strictSame(
		hits('diagnosis-not-valid-on-date', { ...codes, ...visits(['2026-10-01', 'A'], ['2026-09-30', 'A']) }),
		['error /diagnoses/1/code'],
	);
	t.strictSame(hits('diagnosis-not-valid-on-date', { ...codes, ...visits(['2026-10-01', 'A']) }), []);
});

t.test('an edition is named after the fiscal year, and changes in April and October', async (t) => {
	t.equal(icd10cmEdition('2026-09-30'), 'ICD-10-CM FY2026');
	t.equal(icd10cmEdition('2026-10-01'), 'ICD-10-CM FY2027');
	t.strictSame(
		firstOfEditions([
			'2025-09-30',
			'2025-10-01',
			'2025-12-31',
			'2026-01-01',
			'2026-03-31',
			'2026-04-01',
			'2026-09-30',
			'2026-10-01',
		]),
		['2025-09-30', '2025-10-01', '2026-04-01', '2026-10-01'],
	);
	t.strictSame(firstOfEditions([]), []);
});

t.test('diagnosis-excludes1 finds a pair that one visit points to, in either order', async (t) => {
	for (const pair of [
		['F33.2', 'F31.81'],
		['F31.81', 'F33.2'],
	]) {
		t.match(findings('diagnosis-excludes1', { ...diagnoses(...pair), ...visits([TODAY, 'A', 'B']) }), [
			{
				severity: 'warning',
				pointer: '/diagnoses/1/code',
				message:
					/^Diagnoses A \(F3.+\) and B \(F3.+\) exclude one another on 2026-10-06: Excludes1 at F33, "/,
			},
		]);
	}
	t.strictSame(
		hits('diagnosis-excludes1', { ...diagnoses('F33.2', 'F31.81'), ...visits([TODAY, 'A'], [TODAY, 'B']) }),
		['warning /diagnoses/1/code'],
		'two lines of one visit',
	);
	t.strictSame(
		hits('diagnosis-excludes1', {
			...diagnoses('F33.2', 'F31.81', 'F33.1'),
			...visits([TODAY, 'A', 'B', 'C'], ['2026-04-02', 'A', 'B']),
		}),
		['warning /diagnoses/1/code', 'warning /diagnoses/2/code'],
		'one finding for a pair, whatever its visits',
	);
});

t.test(
	'diagnosis-excludes1 is silent on pairs of different visits, unrelated pairs and repetitions',
	async (t) => {
		for (const changes of [
			{ ...diagnoses('F33.2', 'F31.81'), ...visits([TODAY, 'A'], ['2026-10-05', 'B']) },
			{ ...diagnoses('F33.2', 'F41.1'), ...visits([TODAY, 'A', 'B']) },
			{ ...diagnoses('F33.2', 'F332'), ...visits([TODAY, 'A', 'B']) },
		]) {
			t.strictSame(hits('diagnosis-excludes1', changes), []);
		}
	},
);

t.test('diagnosis-sequence warns of an external cause in the first place only', async (t) => {
	for (const code of ['V00.01XA', 'W19.XXXA', 'X58.XXXA', 'Y99.8', 'Y998']) {
		t.strictSame(hits('diagnosis-sequence', diagnoses(code)), ['warning /diagnoses/0/code'], code);
	}
	for (const code of ['U07.1', 'Z79.899', 'T40.605A', 'nonsense']) {
		t.strictSame(hits('diagnosis-sequence', diagnoses(code, 'Y93.1')), [], code);
	}
});

t.test('diagnosis-sequence warns of a manifestation in the first place', async (t) => {
	t.match(findings('diagnosis-sequence', diagnoses('F02.80')), [
		{
			pointer: '/diagnoses/0/code',
			message: /^Diagnosis A is F02\.80, a manifestation/,
			help: 'Put the underlying disease first: G20.-, G30.-, or I67.2.',
		},
	]);
	t.strictSame(hits('diagnosis-sequence', diagnoses('I10', 'F02.80')), []);
	const codes = { ...FAKE_CODE_SETS, sequencing: () => ({ manifestation: true, codeFirst: [] }) };
	t.match(findings('diagnosis-sequence', diagnoses('I10'), TODAY, { codes }), [
		{ help: 'Put the underlying disease first, and this code after it.' },
	]);
});

t.test('diagnosis-sequence puts what a code-first note names before the code with the note', async (t) => {
	t.match(findings('diagnosis-sequence', diagnoses('I10', 'F02.80', 'G20.A1')), [
		{
			pointer: '/diagnoses/1/code',
			message: 'Diagnosis B (F02.80) stands before C (G20.A1), which its code-first note puts first.',
			help: /^Move G20\.A1 before F02\.80/,
		},
	]);
	t.equal(
		hits('diagnosis-sequence', diagnoses('F02.80', 'G20.A1')).length,
		1,
		'said once, in the first place too',
	);
	t.strictSame(hits('diagnosis-sequence', diagnoses('G47.33', 'E66.9')), ['warning /diagnoses/0/code']);
	t.strictSame(hits('diagnosis-sequence', diagnoses('G47.33', 'E67.3')), ['warning /diagnoses/0/code']);
	t.strictSame(hits('diagnosis-sequence', diagnoses('G47.33', 'E68')), []);
	t.strictSame(hits('diagnosis-sequence', diagnoses('G20.A1', 'F02.80', 'G20.A1')), []);
	t.strictSame(
		hits('diagnosis-sequence', diagnoses('G47.33', 'I10')),
		[],
		'it is only put first if it is given',
	);
});
