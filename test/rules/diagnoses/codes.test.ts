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

t.test('diagnosis-unknown names the edition and the closest codes', async (t) => {
	t.match(findings('diagnosis-unknown', diagnoses('F337')), [
		{
			severity: 'error',
			pointer: '/diagnoses/0/code',
			message: 'F33.7 is not in ICD-10-CM FY2027, the edition for services on 2026-10-06.',
			help: /^Perhaps you mean: F33 \(.+\); F33\.1 \(.+\); F33\.2 \(.+\)\.$/,
		},
	]);
	t.match(findings('diagnosis-unknown', diagnoses('B99.9')), [{ help: /^Look up the diagnosis/ }]);
	t.strictSame(hits('diagnosis-unknown', diagnoses('F33.2', 'F33', 'F64.A', 'nonsense')), []);
});

t.test('codes of a set that is not loaded are not checked', async (t) => {
	const codes = without('icd10cm');
	for (const rule of ['diagnosis-unknown', 'diagnosis-not-billable', 'diagnosis-not-valid-on-date']) {
		t.strictSame(hits(rule, diagnoses('B99.9', 'F33', 'G20'), TODAY, { codes }), [], rule);
	}
	t.strictSame(hits('diagnosis-unknown', { ...diagnoses('B99.9'), ...visits(['2020-01-01', 'A']) }), []);
});

t.test('diagnosis-not-billable lists the billable codes of a category', async (t) => {
	t.match(findings('diagnosis-not-billable', diagnoses('F33')), [
		{
			severity: 'error',
			pointer: '/diagnoses/0/code',
			message: 'F33 is a category in ICD-10-CM FY2027.',
			help: /^Choose one of: F33\.1 \(.+\); F33\.2 \(.+\)\.$/,
		},
	]);
	t.strictSame(hits('diagnosis-not-billable', diagnoses('F33.1')), []);
});

t.test('a long list of codes ends after twelve with the number of others', async (t) => {
	const children = Array.from({ length: 15 }, (_, i) => ({ code: `F33.${i}`, title: i === 0 ? '' : 'x' }));
	const codes = {
		...FAKE_CODE_SETS,
		diagnosis: () => ({ state: 'header', title: 'Many', children }) as const,
	};
	const [found] = findings('diagnosis-not-billable', diagnoses('F33'), TODAY, { codes });
	t.match(found?.help, /: F33\.0; F33\.1 \(x\); .+ F33\.11 \(x\); and 3 more\.$/);
	const childless = { ...codes, diagnosis: () => ({ state: 'header', title: '', children: [] }) as const };
	t.match(findings('diagnosis-not-billable', diagnoses('F33'), TODAY, { codes: childless }), [
		{ help: 'Choose a longer code that begins with it.' },
	]);
});

t.test(
	'diagnosis-not-valid-on-date checks every date that points to the diagnosis, and reports it once',
	async (t) => {
		const two = (first: string, second: string) => ({
			...diagnoses('F64.A'),
			...visits([first, 'A'], [second, 'A']),
		});
		t.match(findings('diagnosis-not-valid-on-date', two('2026-10-01', '2026-09-30')), [
			{
				severity: 'error',
				pointer: '/diagnoses/0/code',
				message: 'F64.A takes effect on 2026-10-01, after the service on 2026-09-30.',
				help: 'Use the code that was in effect on 2026-09-30.',
			},
		]);
		t.equal(hits('diagnosis-not-valid-on-date', two('2026-09-29', '2026-09-30')).length, 1);
		t.strictSame(hits('diagnosis-not-valid-on-date', two('2026-10-01', '2026-10-02')), []);
		t.match(
			findings('diagnosis-not-valid-on-date', { ...diagnoses('G20'), ...visits(['2023-10-01', 'A']) }),
			[
				{
					message: 'G20 ended on 2023-09-30, before the service on 2023-10-01.',
					help: /^Possible replacements: G20\.A1 \(.+\)\.$/,
				},
			],
		);
		t.strictSame(
			hits('diagnosis-not-valid-on-date', { ...diagnoses('G20'), ...visits(['2023-09-30', 'A']) }),
			[],
		);
	},
);

t.test('a diagnosis without a line is checked on the earliest date of service', async (t) => {
	const codes = diagnoses('F33.2', 'F64.A');
	t.strictSame(
		hits('diagnosis-not-valid-on-date', { ...codes, ...visits(['2026-10-01', 'A'], ['2026-09-30', 'A']) }),
		['error /diagnoses/1/code'],
	);
	t.strictSame(hits('diagnosis-not-valid-on-date', { ...codes, ...visits(['2026-10-01', 'A']) }), []);
});

t.test('an edition is named after its fiscal year, and changes in April and October', async (t) => {
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

t.test('diagnosis-excludes1 finds a pair on one date of service, in either order', async (t) => {
	for (const pair of [
		['F33.2', 'F31.81'],
		['F31.81', 'F33.2'],
	]) {
		t.match(findings('diagnosis-excludes1', { ...diagnoses(...pair), ...visits([TODAY, 'A', 'B']) }), [
			{
				severity: 'warning',
				pointer: '/diagnoses/1/code',
				message:
					/^Diagnoses A \(F3.+\) and B \(F3.+\) exclude each other on 2026-10-06: the Excludes1 note at F33 says "/,
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

t.test('diagnosis-excludes1 ignores pairs on different dates, unrelated pairs and repetitions', async (t) => {
	for (const changes of [
		{ ...diagnoses('F33.2', 'F31.81'), ...visits([TODAY, 'A'], ['2026-10-05', 'B']) },
		{ ...diagnoses('F33.2', 'F41.1'), ...visits([TODAY, 'A', 'B']) },
		{ ...diagnoses('F33.2', 'F332'), ...visits([TODAY, 'A', 'B']) },
	]) {
		t.strictSame(hits('diagnosis-excludes1', changes), []);
	}
});

t.test('diagnosis-sequence warns about an external cause only if it is listed first', async (t) => {
	for (const code of ['V00.01XA', 'W19.XXXA', 'X58.XXXA', 'Y99.8', 'Y998']) {
		t.strictSame(hits('diagnosis-sequence', diagnoses(code)), ['warning /diagnoses/0/code'], code);
	}
	for (const code of ['U07.1', 'Z79.899', 'T40.605A', 'nonsense']) {
		t.strictSame(hits('diagnosis-sequence', diagnoses(code, 'Y93.1')), [], code);
	}
});

t.test('diagnosis-sequence warns about a manifestation that is listed first', async (t) => {
	t.match(findings('diagnosis-sequence', diagnoses('F02.80')), [
		{
			pointer: '/diagnoses/0/code',
			message: /^Diagnosis A \(F02\.80\) is a manifestation/,
			help: 'List the underlying disease before F02.80 (G20.-, G30.-, or I67.2).',
		},
	]);
	t.strictSame(hits('diagnosis-sequence', diagnoses('I10', 'F02.80')), []);
	const codes = {
		...FAKE_CODE_SETS,
		sequencing: () => ({ manifestation: true, codeFirst: [], useAdditional: [] }),
	};
	t.match(findings('diagnosis-sequence', diagnoses('I10'), TODAY, { codes }), [
		{ help: 'List the underlying disease before I10.' },
	]);
});

t.test('diagnosis-sequence follows code-first notes', async (t) => {
	t.match(findings('diagnosis-sequence', diagnoses('I10', 'F02.80', 'G20.A1')), [
		{
			pointer: '/diagnoses/1/code',
			message:
				'Diagnosis B (F02.80) is listed before C (G20.A1), but its code-first note requires G20.A1 first.',
			help: /^Move G20\.A1 before F02\.80/,
		},
	]);
	t.equal(
		hits('diagnosis-sequence', diagnoses('F02.80', 'G20.A1')).length,
		1,
		'reported once, also if it is listed first',
	);
	t.strictSame(hits('diagnosis-sequence', diagnoses('G47.33', 'E66.9')), ['warning /diagnoses/0/code']);
	t.strictSame(hits('diagnosis-sequence', diagnoses('G47.33', 'E67.3')), ['warning /diagnoses/0/code']);
	t.strictSame(hits('diagnosis-sequence', diagnoses('G47.33', 'E68')), []);
	t.strictSame(hits('diagnosis-sequence', diagnoses('G20.A1', 'F02.80', 'G20.A1')), []);
	t.strictSame(
		hits('diagnosis-sequence', diagnoses('G47.33', 'I10')),
		[],
		'the note asks for no code that is not listed',
	);
});

t.test('diagnosis-sequence lists what is never first', async (t) => {
	for (const code of [
		'Z63.0',
		'Z55.0',
		'Z65.9',
		'Z68.41',
		'Z37.0',
		'Z3A.20',
		'B95.0',
		'B97.89',
		'R29.701',
		'W19.XXXA',
	]) {
		t.strictSame(hits('diagnosis-sequence', diagnoses(code)), ['warning /diagnoses/0/code'], code);
		t.strictSame(hits('diagnosis-sequence', diagnoses('F33.2', code)), [], code);
	}
	for (const code of ['Z23', 'Z00.00', 'Z39.1', 'Z71.3', 'Z54.0', 'Z66', 'B94.9', 'B99.9', 'F33.2']) {
		t.strictSame(hits('diagnosis-sequence', diagnoses(code)), [], code);
	}
	t.match(findings('diagnosis-sequence', diagnoses('Z63.0')), [
		{ message: 'Diagnosis A (Z63.0) is a social circumstance, which cannot be listed first.' },
	]);
});

t.test('diagnosis-sequence takes manifestations from the Medicare Code Editor as well', async (t) => {
	const codes = { ...FAKE_CODE_SETS, editorLists: () => ['manifestation' as const] };
	t.match(findings('diagnosis-sequence', diagnoses('D63.0'), TODAY, { codes }), [
		{
			message: /^Diagnosis A \(D63\.0\) is a manifestation/,
			help: 'List the underlying disease before D63.0.',
		},
	]);
});

t.test('diagnosis-additional-code wants the code that a note asks for', async (t) => {
	t.match(findings('diagnosis-additional-code', diagnoses('I12.9')), [
		{
			severity: 'info',
			message:
				'The tabular list says at I12.9: use additional code to identify the stage of chronic kidney disease (N18.1-N18.4, N18.9). No such code is listed.',
			help: 'Add one after I12.9 if the record supports it (N18.1-N18.4 or N18.9).',
		},
	]);
	t.strictSame(hits('diagnosis-additional-code', diagnoses('I12.9', 'N18.31')), []);
	t.strictSame(hits('diagnosis-additional-code', diagnoses('N18.31')), []);
});

t.test('the help recognizes ICD-9-CM and DSM-IV', async (t) => {
	for (const code of ['296.33', '29633', '300.4', '311', 'E849.0']) {
		t.match(
			findings('diagnosis-format', { '/diagnoses/0/code': code }),
			[{ help: /ICD-9-CM or DSM-IV/ }],
			code,
		);
	}
	t.match(findings('diagnosis-format', { '/diagnoses/0/code': '9' }), [{ help: /^Write a letter/ }]);
	const codes = {
		...FAKE_CODE_SETS,
		diagnosis: () => ({ state: 'unknown', edition: '2027', nearest: [] }) as const,
	};
	t.match(findings('diagnosis-unknown', diagnoses('V62.89'), TODAY, { codes }), [{ help: /ICD-9-CM/ }]);
	t.match(findings('diagnosis-unknown', diagnoses('F33.7'), TODAY, { codes }), [{ help: /^Look up/ }]);
});

t.test('a code that no edition can judge gets the placeholders that it lacks', async (t) => {
	const codes = {
		...FAKE_CODE_SETS,
		diagnosis: (code: string) =>
			code === 'T14.8XXA'
				? ({ state: 'billable', title: 'Other injury' } as const)
				: ({ state: 'no-edition' } as const),
	};
	t.match(findings('code-set-missing', diagnoses('T14.8A'), TODAY, { codes }), [
		{ severity: 'info', help: 'Perhaps you mean: T14.8XXA (Other injury).' },
	]);
	t.match(findings('code-set-missing', diagnoses('T14.9A'), TODAY, { codes }), [{ help: /^Make sure/ }]);
});
