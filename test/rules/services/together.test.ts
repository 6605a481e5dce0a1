import t from 'tap';
import { FAKE_CODE_SETS, without } from '../../fixtures/code-sets.ts';
import { findings, hits } from '../../fixtures/examine.ts';
import { PLAIN, TODAY } from '../../fixtures/plain.ts';

const OTHER = { firstName: 'Ada', lastName: 'Makebelieve', credentials: 'MD', npi: '2000000036' };
const bill = (...codes: (string | readonly [code: string, changes: object])[]) => ({
	'/serviceLines': codes.map((entry) => {
		const [code, changes] = typeof entry === 'string' ? [entry, {}] : entry;
		return { ...PLAIN.serviceLines[0], code, ...changes };
	}),
});
const yesterday = { date: '2026-10-05' };
const byOther = { renderingProvider: OTHER };
const ADDON = 'addon-without-primary';

t.test('addon-without-primary requires a primary on the same date by the same provider', async (t) => {
	t.match(findings(ADDON, bill('99213', '96366')), [
		{
			severity: 'error',
			pointer: '/serviceLines/1/code',
			message:
				'96366 on 2026-10-06 is an add-on to the first hour of infusion, which is not billed that day by the same provider.',
			help: 'Add the first hour of infusion (96365, 96367, 96360, or 96413). Without one, remove 96366.',
		},
	]);
	t.strictSame(hits(ADDON, bill('96366', '96365')), []);
	t.strictSame(hits(ADDON, bill('96365', ['96366', yesterday])), ['error /serviceLines/1/code']);
	t.match(findings(ADDON, bill('96365', ['96366', byOther])), [
		{ help: /^96365 that day has another rendering provider\. Give both lines the same one/ },
	]);
	t.match(findings(ADDON, bill('90833')), [
		{
			message: /^90833 on 2026-10-06 is an add-on to an office visit, /,
			help: 'Add an office visit (such as 99202, 99203, or 99204). Without one, bill 90832.',
		},
	]);
});

t.test('the add-on of a second clinician accepts the primary of the first', async (t) => {
	t.strictSame(hits(ADDON, bill('0820T', ['0821T', byOther])), []);
	t.match(findings(ADDON, bill(['0821T', byOther])), [{ message: /which is not billed that day\.$/ }]);
});

t.test('an add-on entry applies from its first date', async (t) => {
	t.strictSame(hits(ADDON, bill(['99417', { date: '2020-12-31' }])), []);
	t.strictSame(hits(ADDON, bill(['99417', { date: '2021-01-01' }])), ['error /serviceLines/0/code']);
});

t.test("CMS's add-on file counts in addition to the packs", async (t) => {
	t.match(findings(ADDON, bill('99292')), [{ message: /an add-on to another service, which/ }]);
	t.strictSame(hits(ADDON, bill('99292', '99291')), []);
	t.strictSame(hits(ADDON, bill('90785', '90853')), [], 'a primary that only the pack knows');
	const none = { ...FAKE_CODE_SETS, addOn: () => [] };
	t.strictSame(hits(ADDON, bill('99292'), TODAY, { codes: none }), [], 'no primaries are known');
});

t.test('an add-on is never billed alone', async (t) => {
	for (const [code, primary] of [
		['90840', '90839'],
		['90863', '90834'],
		['96361', '96360'],
		['96367', '96365'],
		['96368', '96365'],
		['96375', '96374'],
		['96376', '96365'],
		['99415', '99214'],
		['99416', '99415'],
		['G2211', '99213'],
		['G0018', 'G0017'],
		['96131', '96130'],
		['96133', '96132'],
		['96137', '96136'],
		['96139', '96138'],
		['97811', '97810'],
		['97814', '97813'],
		['90472', '90471'],
		['0821T', '0820T'],
		['0822T', '0820T'],
	] as const) {
		// Its entry says so, because it describes no service of its own.
		const severity = code === 'G2211' ? 'warning' : 'error';
		t.strictSame(hits(ADDON, bill(code)), [`${severity} /serviceLines/0/code`], code);
		t.strictSame(
			hits(ADDON, bill(primary, code)).filter((hit) => hit.endsWith('1/code')),
			[],
			code,
		);
	}
});

t.test('an add-on accepts every visit that CMS lists, from its date', async (t) => {
	for (const [code, primary, date] of [
		['90833', '98008', '2026-10-06'],
		['90836', '98015', '2026-10-06'],
		['90838', 'G0463', '2026-10-06'],
		['99417', '98011', '2026-10-06'],
		['99417', '98015', '2026-10-06'],
		['99417', 'G0463', '2026-10-06'],
		['99417', '99245', '2023-01-01'],
		['99417', '99345', '2023-01-01'],
		['99417', '99350', '2023-01-01'],
		['99417', '99483', '2023-01-01'],
		['G2212', 'G0463', '2026-10-06'],
		['G2212', '99483', '2023-01-01'],
		['96366', '96360', '2026-10-06'],
		['96366', '96413', '2026-10-06'],
	] as const) {
		t.strictSame(hits(ADDON, bill([primary, { date }], [code, { date }])), [], `${code} with ${primary}`);
	}
	t.strictSame(hits(ADDON, bill('99283', '90833')), ['error /serviceLines/1/code'], 'an emergency visit');
	t.strictSame(
		hits(ADDON, bill(['99483', { date: '2022-12-31' }], ['G2212', { date: '2022-12-31' }])),
		['error /serviceLines/1/code'],
		'before its date',
	);
});

t.test('the first hour of a test may be on another day, but is by the same clinician', async (t) => {
	t.strictSame(hits(ADDON, bill(['96130', yesterday], '96131')), []);
	t.strictSame(hits(ADDON, bill(['96130', { ...yesterday, ...byOther }], '96131')), [
		'error /serviceLines/1/code',
	]);
	t.match(findings(ADDON, bill('96131')), [
		{
			message:
				'96131 on 2026-10-06 is an add-on to the first hour of evaluation, which is not billed by the same provider.',
		},
	]);
});

t.test("with CMS's file, the add-on of a second clinician accepts the primary of the first", async (t) => {
	const codes = { ...FAKE_CODE_SETS, addOn: () => ['0820T'] };
	t.strictSame(hits(ADDON, bill('0820T', ['0821T', byOther]), TODAY, { codes }), []);
	t.match(findings(ADDON, bill('0821T'), TODAY, { codes }), [{ message: /which is not billed that day\.$/ }]);
});

t.test('modifier-25 does not go on psychotherapy, nor 59 on a visit', async (t) => {
	t.match(findings('modifier-25', bill('99213', ['90833', { modifiers: ['95', '25'] }])), [
		{
			pointer: '/serviceLines/1/modifiers/1',
			message: '90833 on 2026-10-06 does not take modifier 25.',
			help: /^Move modifier 25 to the visit/,
		},
	]);
	for (const modifier of ['59', 'XE', 'XP', 'XS', 'XU']) {
		t.match(findings('modifier-25', bill(['99213', { modifiers: [modifier] }])), [
			{ pointer: '/serviceLines/0/modifiers/0', help: /^Use modifier 25/ },
		]);
	}
	t.strictSame(hits('modifier-25', bill(['90834', { modifiers: ['59'] }])), []);
	t.strictSame(hits('modifier-25', bill(['97110', { modifiers: ['59'] }])), []);
});

t.test('modifier-25 is required for a visit with an infusion or injection', async (t) => {
	for (const service of ['96365', '96372', '96374']) {
		t.match(findings('modifier-25', bill('99214', service)), [
			{
				severity: 'warning',
				pointer: '/serviceLines/0',
				message: `99214 on 2026-10-06 is billed with ${service} but has no modifier 25.`,
			},
		]);
	}
	t.strictSame(hits('modifier-25', bill(['99214', { modifiers: ['95', '25'] }], '96365')), []);
	t.strictSame(hits('modifier-25', bill('99214', ['96365', yesterday])), []);
	t.strictSame(hits('modifier-25', bill('99214', ['96365', byOther])), []);
	t.strictSame(hits('modifier-25', bill('99214', '96366', '90837')), []);
	for (const [visit, service] of [
		['98005', '96372'],
		['99348', '96372'],
		['99244', '20610'],
		['99213', '98941'],
		['99213', '97810'],
		['99214', '97814'],
		['99213', '90471'],
		['99395', '90471'],
		['99213', '90868'],
		['99213', '90867'],
	] as const) {
		t.strictSame(hits('modifier-25', bill(visit, service)), ['warning /serviceLines/0'], service);
		t.strictSame(hits('modifier-25', bill([visit, { modifiers: ['25'] }], service)), [], service);
	}
});

t.test(
	'code-pair finds the code that is not paid, unless an allowed modifier marks a separate service',
	async (t) => {
		t.match(findings('code-pair', bill('96360', '96365')), [
			{
				severity: 'warning',
				pointer: '/serviceLines/0/code',
				message: '96360 on 2026-10-06 is not paid with 96365 (NCCI pair).',
				help: /add the modifier/,
			},
		]);
		for (const modifier of ['59', 'XE', '25', 'LT', 'F9', 'TA']) {
			t.strictSame(hits('code-pair', bill(['96360', { modifiers: [modifier] }], '96365')), [], modifier);
		}
		t.strictSame(
			hits('code-pair', bill('96360', ['96365', { modifiers: ['59'] }])),
			[],
			'on the other of the two',
		);
		t.strictSame(hits('code-pair', bill(['96360', { modifiers: ['GT'] }], '96365')), [
			'warning /serviceLines/0/code',
		]);
		t.strictSame(hits('code-pair', bill('96360', ['96365', yesterday])), []);
		t.strictSame(hits('code-pair', bill('96360', ['96365', byOther])), []);
		t.strictSame(hits('code-pair', bill('96360', '96365'), TODAY, { codes: without('ncci-ptp') }), []);
	},
);

t.test('a modifier does not help if the pair allows none', async (t) => {
	t.match(findings('code-pair', bill('90837', ['90834', { modifiers: ['59'] }])), [
		{ pointer: '/serviceLines/1/code', help: 'Remove 90834. No modifier is allowed for this pair.' },
	]);
});

t.test('units-limit adds the units of a day and points to each of its lines', async (t) => {
	const units = (count: number) => ['J0013', { units: count }] as const;
	t.match(findings('units-limit', bill(units(56), units(28.1))), [
		{
			severity: 'warning',
			pointer: '/serviceLines/0',
			message: "J0013 on 2026-10-06 has 84.1 units; Medicare's limit is 84 a day.",
		},
		{ pointer: '/serviceLines/1' },
	]);
	t.strictSame(hits('units-limit', bill(units(56), units(28))), []);
	t.strictSame(hits('units-limit', bill(units(84), ['J0013', { ...yesterday, units: 84 }])), []);
	t.strictSame(hits('units-limit', bill(['99213', { units: 9000 }])), []);
	t.strictSame(hits('units-limit', bill(units(85)), TODAY, { codes: without('ncci-mue') }), []);
});
