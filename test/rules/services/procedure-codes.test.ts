import t from 'tap';
import { FAKE_CODE_SETS, without } from '../../fixtures/code-sets.ts';
import { findings, hits } from '../../fixtures/examine.ts';
import { TODAY } from '../../fixtures/plain.ts';

const CODE = '/serviceLines/0/code';
const DATE = '/serviceLines/0/date';
const modifiers = (...list: string[]) => ({ '/serviceLines/0/modifiers': list });

t.test('procedure-unknown checks HCPCS Level II and leaves CPT alone', async (t) => {
	t.match(findings('procedure-unknown', { [CODE]: 'J3499' }), [
		{
			severity: 'error',
			pointer: CODE,
			message: 'J3499 is not in HCPCS Level II, edition 2026, which applies on 2026-10-06.',
			help: 'Perhaps you mean: J3490 (Unclassified drugs).',
		},
	]);
	t.match(findings('procedure-unknown', { [CODE]: 'Q9999' }), [{ help: /^Look up the drug or service/ }]);
	for (const code of ['J3490', '99999', '0000T', '0000F', 'S0013', 'nonsense']) {
		t.strictSame(hits('procedure-unknown', { [CODE]: code }), [], code);
	}
	t.strictSame(hits('procedure-unknown', { [CODE]: 'Q9999' }, TODAY, { codes: without('hcpcs') }), []);
});

t.test('procedure-not-valid-on-date changes on the exact day, and names the replacement', async (t) => {
	const on = (code: string, date: string) =>
		findings('procedure-not-valid-on-date', { [CODE]: code, [DATE]: date });
	t.match(on('S0013', '2026-01-01'), [
		{
			severity: 'error',
			pointer: CODE,
			message: 'S0013 ended on 2025-12-31, before the service on 2026-01-01.',
			help: /^Possible replacements: J0013 \(/,
		},
	]);
	t.match(on('J0013', '2025-12-31'), [
		{ message: 'J0013 takes effect on 2026-01-01, after the service on 2025-12-31.' },
	]);
	t.strictSame(on('S0013', '2025-12-31'), []);
	t.strictSame(on('J0013', '2026-01-01'), []);
	t.strictSame(on('99213', '2026-01-01'), []);
});

t.test('modifier-unknown checks the HCPCS list and leaves CPT modifiers alone', async (t) => {
	t.match(findings('modifier-unknown', modifiers('25', 'XQ')), [
		{
			severity: 'warning',
			pointer: '/serviceLines/0/modifiers/1',
			message: 'Modifier XQ of 99213 is not in the list of HCPCS modifiers, edition 2026.',
			help: 'Check it for a typo, or remove it.',
		},
	]);
	t.strictSame(hits('modifier-unknown', modifiers('25', '59', '95', '93')), []);
	t.strictSame(hits('modifier-unknown', modifiers('1P', '8P', 'GT', 'XE')), []);
	t.strictSame(hits('modifier-unknown', modifiers('gt', 'X')), [], 'another rule reports a wrong form');
	t.strictSame(hits('modifier-unknown', modifiers('XQ'), TODAY, { codes: without('modifiers') }), []);
	t.match(findings('modifier-unknown', modifiers('QX')), [
		{ message: 'Modifier QX ended on 2024-12-31, before the service on 2026-10-06.' },
	]);
	t.match(findings('modifier-unknown', { ...modifiers('JZ'), [DATE]: '2022-12-31' }), [
		{ message: 'Modifier JZ takes effect on 2023-01-01, after the service on 2022-12-31.' },
	]);
	const nearest = {
		...FAKE_CODE_SETS,
		modifier: () =>
			({ state: 'unknown', edition: '2026-04-01', nearest: [{ code: 'GT', title: '' }] }) as const,
	};
	t.match(findings('modifier-unknown', modifiers('GD'), TODAY, { codes: nearest }), [
		{ help: 'Perhaps you mean: GT.' },
	]);
});

t.test('procedure-not-valid-on-date knows deleted CPT codes from the packs', async (t) => {
	const on = (code: string, date: string) =>
		hits('procedure-not-valid-on-date', { [CODE]: code, [DATE]: date });
	for (const [last, codes] of [
		['2012-12-31', ['90801', '90806', '90862']],
		['2018-12-31', ['96101', '96118']],
		['2019-12-31', ['96151', '96155']],
		['2020-12-31', ['99201']],
		[
			'2022-12-31',
			[
				...[
					'99241',
					'99251',
					'99217',
					'99218',
					'99219',
					'99220',
					'99224',
					'99225',
					'99226',
					'99343',
					'99318',
				],
				...[
					'99324',
					'99325',
					'99326',
					'99327',
					'99328',
					'99334',
					'99335',
					'99336',
					'99337',
					'99339',
					'99340',
				],
				...['99354', '99355', '99356', '99357'],
			],
		],
		['2024-12-31', ['99441', '99442', '99443']],
	] as const) {
		const next = `${Number(last.slice(0, 4)) + 1}-01-01`;
		for (const code of codes) {
			t.strictSame(on(code, last), [], code);
			t.strictSame(on(code, next), [`error ${CODE}`], code);
		}
	}
	t.match(findings('procedure-not-valid-on-date', { [CODE]: '99201' }), [
		{
			message: '99201 ended on 2020-12-31, before the service on 2026-10-06.',
			help: 'Possible replacements: 99202.',
		},
	]);
	t.match(findings('procedure-not-valid-on-date', { [CODE]: '99354' }), [
		{ help: 'Use the code that was in effect on 2026-10-06.' },
	]);
});

t.test('code-set-missing names the codes that no loaded edition can judge', async (t) => {
	const early = { [CODE]: 'J3490', [DATE]: '2020-12-31' };
	t.match(findings('code-set-missing', early), [
		{
			severity: 'info',
			pointer: '/diagnoses/0/code',
			message: /^F33\.2 was not checked.*ICD-10-CM for 2020-12-31/,
		},
		{ severity: 'info', pointer: '/serviceLines/0/code', message: /^J3490 .*HCPCS Level II for 2020-12-31/ },
	]);
	t.strictSame(findings('code-set-missing', {}), []);
	const codes = without('icd10cm', 'hcpcs', 'ncci-ptp');
	t.strictSame(
		findings('code-set-missing', early, TODAY, { codes }),
		[],
		'the operator learns of sets that are not loaded, not the staff',
	);
});
