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
				'96366 on 2026-10-06 is an add-on and needs the first hour of infusion on the same day by the same provider.',
			help: 'Add the first hour of infusion (96365 or 96367). Without one, remove 96366.',
		},
	]);
	t.strictSame(hits(ADDON, bill('96366', '96365')), []);
	t.strictSame(hits(ADDON, bill('96365', ['96366', yesterday])), ['error /serviceLines/1/code']);
	t.match(findings(ADDON, bill('96365', ['96366', byOther])), [
		{ help: /^96365 that day has another rendering provider\. Give both lines the same one/ },
	]);
	t.match(findings(ADDON, bill('90833')), [
		{
			message: /^90833 on 2026-10-06 is an add-on and needs an office visit /,
			help: 'Add an office visit (such as 99202, 99203, or 99204). Without one, bill 90832.',
		},
	]);
});

t.test('the add-on of a second clinician accepts the primary of the first', async (t) => {
	t.strictSame(hits(ADDON, bill('0820T', ['0821T', byOther])), []);
	t.match(findings(ADDON, bill(['0821T', byOther])), [{ message: /on the same day\.$/ }]);
});

t.test('an add-on entry applies from its first date', async (t) => {
	t.strictSame(hits(ADDON, bill(['99417', { date: '2020-12-31' }])), []);
	t.strictSame(hits(ADDON, bill(['99417', { date: '2021-01-01' }])), ['error /serviceLines/0/code']);
});

t.test("CMS's add-on file counts in addition to the packs", async (t) => {
	t.match(findings(ADDON, bill('99292')), [{ message: /needs another service on/ }]);
	t.strictSame(hits(ADDON, bill('99292', '99291')), []);
	t.strictSame(hits(ADDON, bill('90785', '90853')), [], 'a primary that only the pack knows');
	const none = { ...FAKE_CODE_SETS, addOn: () => [] };
	t.strictSame(hits(ADDON, bill('99292'), TODAY, { codes: none }), [], 'no primaries are known');
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
});

t.test('bundled-service finds services that another code of the date includes, from 2020', async (t) => {
	t.match(findings('bundled-service', bill('99215', 'G2083', 'S0013', '99417', '90837')), [
		{
			severity: 'warning',
			pointer: '/serviceLines/0/code',
			message: '99215 on 2026-10-06 is already included in G2083 that day.',
		},
		{ pointer: '/serviceLines/2/code' },
		{ pointer: '/serviceLines/3/code' },
	]);
	t.strictSame(hits('bundled-service', bill('99215', ['G2083', yesterday])), []);
	t.strictSame(hits('bundled-service', bill('G2082', '90837')), []);
	const early = { date: '2019-12-31' };
	t.strictSame(hits('bundled-service', bill(['99215', early], ['G2083', early])), []);
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
