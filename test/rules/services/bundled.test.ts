import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';
import { PLAIN } from '../../fixtures/plain.ts';

const RULE = 'bundled-service';
const byOther = {
	renderingProvider: { firstName: 'Ada', lastName: 'Makebelieve', credentials: 'MD', npi: '2000000036' },
};
const yesterday = { date: '2026-10-05' };
const otherProblem = { diagnosisPointers: ['B'] };
const marked = (...modifiers: string[]) => ({ modifiers });

type Line = string | readonly [code: string, changes: object];

const bill = (...lines: Line[]) => ({
	'/diagnoses': [{ code: 'F33.2' }, { code: 'I10' }],
	'/serviceLines': lines.map((entry) => {
		const [code, changes] = typeof entry === 'string' ? [entry, {}] : entry;
		return { ...PLAIN.serviceLines[0], code, ...changes };
	}),
});

t.test(
	'services that another code of the date includes are found, from the first date of the entry',
	async (t) => {
		t.match(findings(RULE, bill('99215', 'G2083', 'S0013', '99417', '90837')), [
			{
				severity: 'warning',
				pointer: '/serviceLines/0/code',
				message: '99215 on 2026-10-06 is already included in G2083 that day.',
				help: 'Remove 99215, or bill the services separately instead of G2083.',
			},
			{ pointer: '/serviceLines/2/code' },
			{ pointer: '/serviceLines/3/code' },
		]);
		t.strictSame(hits(RULE, bill('99215', ['G2083', yesterday])), []);
		t.strictSame(hits(RULE, bill('G2082', '90837')), []);
		const early = { date: '2019-12-31' };
		t.strictSame(hits(RULE, bill(['99215', early], ['G2083', early])), []);
	},
);

t.test('a visit beside esketamine is separate by two of clinician, problem and modifier 25', async (t) => {
	const beside = (changes: object) => hits(RULE, bill('G2082', ['99213', changes])).length === 0;
	for (const [separate, changes] of [
		[false, {}],
		[false, marked('25')],
		[false, otherProblem],
		[false, byOther],
		[true, { ...marked('25'), ...otherProblem }],
		[true, { ...marked('25'), ...byOther }],
		[true, { ...otherProblem, ...byOther }],
		[true, { ...marked('25'), ...otherProblem, ...byOther }],
	] as const) {
		t.equal(beside(changes), separate, JSON.stringify(changes));
	}
	t.strictSame(
		hits(RULE, bill(['G2082', marked('25')], ['99213', otherProblem])),
		['warning /serviceLines/1/code'],
		'modifier 25 belongs on the visit',
	);
	t.strictSame(hits(RULE, bill('G2082', ['J0013', { ...byOther, ...otherProblem, ...marked('25') }])), [
		'warning /serviceLines/1/code',
	]);
});

/** The second is not billed with the first. */
const PAIRS: readonly (readonly [string, string])[] = [
	...['90832', '90834', '90837', '90833', '90839', '99213', '99205', '98005'].map(
		(code) => ['90791', code] as const,
	),
	['90792', '90837'],
	['90792', '99214'],
	['90792', '90791'],
	['90845', '99213'],
	['90865', '99213'],
	['90880', '99213'],
	['90839', '90832'],
	['90839', '90838'],
	['90867', '90868'],
	['97810', '97813'],
	['98941', '98940'],
	['98942', '98941'],
	['98942', '98940'],
	['59400', '59409'],
	['59400', '59430'],
	['G2083', 'G2082'],
	['G2082', 'J3490'],
	['G2083', 'J3490'],
	['96365', '96360'],
	['96365', '96374'],
	['96374', '96360'],
	['96413', '96365'],
	['96413', '96409'],
	['96409', '96374'],
	['96365', '99211'],
	['96372', '99211'],
	['96365', '36000'],
	['96365', '36410'],
	['96365', '94760'],
	['96413', '94761'],
	['96365', '93040'],
	['96365', '93042'],
];

t.test('codes of one day that are not paid together are found in either order', async (t) => {
	for (const [code, included] of PAIRS) {
		t.strictSame(hits(RULE, bill(code, included)), ['warning /serviceLines/1/code'], `${code} ${included}`);
		t.strictSame(hits(RULE, bill(included, code)), ['warning /serviceLines/0/code'], `${included} ${code}`);
		t.strictSame(hits(RULE, bill(code, [included, yesterday])), [], `${code} ${included}, other days`);
	}
});

t.test('another clinician is separate, except in the treatment with esketamine', async (t) => {
	for (const [code, included] of PAIRS.filter(([code]) => !code.startsWith('G')))
		t.strictSame(hits(RULE, bill(code, [included, byOther])), [], `${code} ${included}`);
});

t.test('a modifier for a separate service is enough where it is allowed, on either of the two', async (t) => {
	for (const modifier of ['59', 'XE', 'XP', 'XS', 'XU']) {
		t.strictSame(hits(RULE, bill('96365', ['96360', marked(modifier)])), [], modifier);
		t.strictSame(hits(RULE, bill(['96365', marked(modifier)], '96360')), [], modifier);
		t.strictSame(hits(RULE, bill('90791', ['90837', marked(modifier)])), [], modifier);
	}
	t.match(findings(RULE, bill('96365', '36000')), [
		{ help: 'Remove 36000. If it was a separate service, add modifier 59, XE, XP, XS, or XU.' },
	]);
	t.strictSame(hits(RULE, bill('96372', ['99211', marked('25')])), ['warning /serviceLines/1/code'], '99211');
	t.strictSame(hits(RULE, bill('90791', ['99213', marked('25')])), ['warning /serviceLines/1/code'], '90791');
});

t.test('a service that two others include is found once', async (t) => {
	t.match(findings(RULE, bill('96374', '96360', '96365')), [
		{ pointer: '/serviceLines/0/code', message: /included in 96365/ },
		{ pointer: '/serviceLines/1/code', message: /included in 96365/ },
	]);
	t.strictSame(hits(RULE, bill('G2082', 'G2082', '99213')), ['warning /serviceLines/2/code']);
});

t.test('an infusion in a facility is billed by the facility', async (t) => {
	for (const placeOfService of ['19', '21', '22', '23', '24']) {
		t.match(findings(RULE, bill(['96365', { placeOfService }])), [
			{
				pointer: '/serviceLines/0/code',
				message: `96365 on 2026-10-06 at place of service ${placeOfService} is part of what the facility bills.`,
			},
		]);
	}
	for (const placeOfService of ['11', '12', '49'])
		t.strictSame(hits(RULE, bill(['96365', { placeOfService }])), []);
	t.strictSame(hits(RULE, bill(['99213', { placeOfService: '22' }])), []);
});
