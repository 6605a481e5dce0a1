import fc from 'fast-check';
import t from 'tap';
import { type GroupedSuperbill, groupVisits } from '../../../src/intake/visits/group.ts';
import { SPLIT_BY, type SplitBy } from '../../../src/intake/visits/split-by.ts';
import { readVisit, type VisitBody } from '../../../src/intake/visits/visit.ts';
import { SentSuperbill } from '../../../src/practices/sent.ts';
import { fieldLabel } from '../../../src/superbill/finding.ts';
import { diagnosisLetters } from '../../../src/superbill/superbill.ts';
import { resolves } from '../../fixtures/json.ts';
import { PLAIN } from '../../fixtures/plain.ts';
import { runs } from '../../fixtures/property.ts';

type Body = Record<string, unknown>;

const [LINE] = PLAIN.serviceLines;
const { number: _number, issuedOn: _issuedOn, payments: _payments, ...VISIT } = PLAIN;

/** A visit of the plain patient with an account number. */
function visit(date: string, changes: Body = {}): Body {
	const patient = { ...VISIT.patient, accountNumber: 'PT-1', ...(changes['patient'] as object) };
	return { ...VISIT, serviceLines: [{ ...LINE, date }], ...changes, patient };
}

function group(bodies: readonly unknown[], splitBy: SplitBy = 'none') {
	const visits = bodies.map((body, i) =>
		readVisit({ position: i + 1, name: `visit ${i + 1}`, body, findings: [] }),
	);
	const { patients, superbills } = groupVisits(visits, splitBy);
	return { patients, superbills: [...superbills] };
}

const madeOf = (bodies: readonly unknown[], splitBy?: SplitBy) => group(bodies, splitBy).superbills;
const bodyOf = (made: GroupedSuperbill | undefined): VisitBody => {
	if (!made || made.refused) throw new Error(JSON.stringify(made?.findings));
	return made.body;
};
const positions = (all: readonly GroupedSuperbill[]) =>
	all.map(({ visits }) => visits.map(({ position }) => position));
const said = ({ findings }: GroupedSuperbill) =>
	findings.map(
		({ severity, source, message }) =>
			`${severity} ${source?.visit ?? ''}:${source?.pointer ?? ''} ${message}`,
	);

const OTHER = { firstName: 'Hollis', lastName: 'Makebelieve', credentials: 'MD', npi: '2000000093' };
const coverage = (payerName: string, memberId = 'M-1') => ({ payerName, memberId, relationship: 'self' });

const codes = [
	'F33.2',
	'F332',
	'F41.1',
	'I10',
	'E03.9',
	'M79.7',
	'G47.33',
	'Z79.899',
	'Z91.51',
	'F42.2',
	'F43.10',
	'F17.210',
	'F40.10',
	'E66.9',
	'K21.9',
	'J45.909',
];

const arbitraryVisit = fc
	.record({
		account: fc.constantFrom('PT-1', 'PT-2', 'PT-3'),
		date: fc.constantFrom('2026-09-30', '2026-10-01', '2026-10-06', '2026-10-31', '2026-11-01'),
		codes: fc.uniqueArray(fc.constantFrom(...codes), {
			minLength: 1,
			maxLength: 12,
			selector: (code) => code.replace('.', ''),
		}),
		lines: fc.array(
			fc.record({
				charge: fc.integer({ min: 1, max: 99_999 }),
				letters: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
				isOther: fc.boolean(),
			}),
			{ minLength: 1, maxLength: 4 },
		),
		paid: fc.array(fc.integer({ min: 1, max: 99_999 }), { maxLength: 3 }),
		payer: fc.constantFrom('A', 'B', 'C', 'D'),
		phone: fc.constantFrom('555-0111', '555-0112'),
		guarantor: fc.boolean(),
		provider: fc.boolean(),
	})
	.map((v) => {
		const cents = (amount: number) => `${Math.trunc(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
		return visit(v.date, {
			patient: { accountNumber: v.account, phone: v.phone },
			...(v.provider && { renderingProvider: OTHER }),
			...(v.guarantor && {
				guarantor: {
					firstName: 'Del',
					lastName: 'Bell',
					relationship: 'mother',
					address: VISIT.patient.address,
				},
			}),
			coverages: [coverage(v.payer)],
			diagnoses: v.codes.map((code) => ({ code })),
			serviceLines: v.lines.map(({ charge, letters, isOther }) => ({
				...LINE,
				date: v.date,
				charge: cents(charge),
				diagnosisPointers: letters.map((letter) => String.fromCharCode(65 + (letter % v.codes.length))),
				...(isOther && { renderingProvider: OTHER }),
			})),
			payments: v.paid.map((amount) => ({ date: v.date, amount: cents(amount), method: 'card' })),
		});
	});

/** The services of superbills with letters and defaults replaced by what they stand for. */
function services(bodies: readonly unknown[]): string[] {
	return bodies.flatMap((body) => {
		const superbill = SentSuperbill.parse(body);
		const codeOf = diagnosisLetters(superbill);
		return superbill.serviceLines.map((line) =>
			JSON.stringify(
				{
					...line,
					patient: superbill.patient.accountNumber,
					guarantor: superbill.guarantor,
					renderingProvider: line.renderingProvider ?? superbill.renderingProvider,
					diagnosisPointers: line.diagnosisPointers.map((letter) => codeOf[letter]),
				},
				Object.keys({ ...line, patient: 0, guarantor: 0, renderingProvider: 0, npi: 0, lastName: 0 }).sort(),
			),
		);
	});
}

const paymentsOf = (bodies: readonly unknown[]) =>
	bodies.flatMap((body) => (SentSuperbill.parse(body).payments ?? []).map((row) => JSON.stringify(row)));

t.test('every service and payment is on one superbill, unchanged, however visits are split', async (t) => {
	fc.assert(
		fc.property(
			fc.array(arbitraryVisit, { maxLength: 12 }),
			fc.constantFrom(...SPLIT_BY),
			(visits, splitBy) => {
				const all = madeOf(visits, splitBy);
				const fine = all.flatMap((made) => (made.refused ? [] : [made]));
				// With splitBy "provider" some visits cannot be divided and are refused.
				const refused = new Set(
					all.flatMap((made) => (made.refused ? made.visits : [])).map(({ position }) => position),
				);
				if (splitBy !== 'provider' && refused.size > 0) return false;
				const used = visits.filter((_, i) => !refused.has(i + 1));
				const whole = fine.filter((made) => made.visits.every(({ position }) => !refused.has(position)));
				if (refused.size === 0) {
					t.strictSame(services(fine.map(bodyOf)).sort(), services(used).sort());
					t.strictSame(paymentsOf(fine.map(bodyOf)).sort(), paymentsOf(used).sort());
				}
				for (const made of whole) {
					const body = bodyOf(made);
					const dates = body.serviceLines.map(({ date }) => date);
					t.strictSame(dates, [...dates].sort(), 'in the order of dates');
					t.equal(new Set(dates.map((date) => date.slice(0, 7))).size, 1, 'of one month');
					for (const place of Object.keys(made.origins))
						if (!resolves(body, place) && !place.endsWith('/renderingProvider')) t.fail(place);
					if (splitBy === 'visit') t.equal(made.visits.length, 1);
					if (splitBy === 'payer') t.equal(body.coverages?.length, 1);
					if (splitBy === 'provider')
						t.ok(body.serviceLines.every((line) => line.renderingProvider === undefined));
				}
				return true;
			},
		),
		{ numRuns: runs(200) },
	);
});

t.test('the same visits make the same superbills', async (t) => {
	fc.assert(
		fc.property(
			fc.array(arbitraryVisit, { maxLength: 8 }),
			fc.constantFrom(...SPLIT_BY),
			(visits, splitBy) => {
				t.strictSame(madeOf(visits, splitBy), madeOf(visits, splitBy));
			},
		),
		{ numRuns: runs(50) },
	);
});

t.test('a single visit makes a superbill with the same content', async (t) => {
	const full = visit('2026-10-06', {
		number: 'SB-9',
		issuedOn: '2026-10-30',
		template: 'standard',
		language: 'es',
		supervisingProvider: OTHER,
		referringProvider: { ...OTHER, npi: '2000000036' },
		serviceFacility: { name: 'Suites', address: VISIT.patient.address },
		guarantor: { firstName: 'Del', lastName: 'Bell', relationship: 'mother', address: VISIT.patient.address },
		coverages: [coverage('A'), coverage('B')],
		diagnoses: [{ code: 'I10' }, { code: 'F33.2', description: 'Sad' }],
		payments: [{ date: '2026-10-06', amount: '1.00', method: 'card' }],
		adjustments: [{ amount: '1.00', reason: 'discount' }],
		refunds: [{ date: '2026-10-06', amount: '1.00', method: 'card' }],
		notices: ['a', 'b'],
		note: 'Thank you.',
	});
	for (const splitBy of SPLIT_BY) {
		const [made, ...others] = madeOf([full], splitBy);
		t.strictSame(others, []);
		t.strictSame(bodyOf(made), SentSuperbill.parse(full));
		t.strictSame(made?.findings, []);
		t.equal(made?.number, 'SB-9');
	}
	t.match(madeOf([full])[0], { refused: false, origins: { '': { visit: 1, pointer: '' } } });
});

t.test('only visits of the same patient and month are grouped', async (t) => {
	const all = madeOf([
		visit('2026-10-20'),
		visit('2026-11-01'),
		visit('2026-10-06'),
		visit('2026-10-07', { patient: { accountNumber: 'PT-2' } }),
		visit('2026-10-08', { billingProvider: { practice: 'harbor' } }),
		visit('2026-10-09', { patient: { accountNumber: ' pt-1 ', firstName: 'MARLOW' } }),
	]);
	t.strictSame(positions(all), [[1, 3, 6], [2], [4], [5]]);
	t.strictSame(
		bodyOf(all[0]).serviceLines.map(({ date }) => date),
		['2026-10-06', '2026-10-09', '2026-10-20'],
	);
	t.equal(
		group([
			visit('2026-10-06'),
			visit('2026-10-07'),
			visit('2026-10-08', { patient: { accountNumber: 'PT-2' } }),
		]).patients,
		2,
	);
});

t.test('without an account number, name and birth date identify the patient', async (t) => {
	const anonymous = (changes: Body = {}) =>
		visit('2026-10-06', { patient: { accountNumber: undefined, ...changes } });
	const { superbills, patients } = group([
		anonymous(),
		anonymous({ lastName: ' FAKENHAM ' }),
		anonymous({ birthDate: '1984-03-01' }),
		anonymous({ firstName: 'Mar' }),
	]);
	t.strictSame(positions(superbills), [[1, 2], [3], [4]]);
	t.equal(patients, 3);
	t.strictSame(superbills[0]?.findings, [], 'no warning about another spelling of the name');
	const nobody = group([
		anonymous({ birthDate: undefined }),
		anonymous({ birthDate: undefined }),
		{},
		'visit',
		null,
		visit('2026-10-06', { serviceLines: [] }),
	]);
	t.equal(nobody.superbills.length, 6);
	t.equal(nobody.patients, 6);
	t.ok(nobody.superbills.every(({ refused }) => refused));
	t.match(said(nobody.superbills[0] as GroupedSuperbill), [
		/^error 1:\/patient Patient: birth date is missing\.$/,
	]);
});

t.test('the same name and birth date with another account number gives a warning', async (t) => {
	const all = madeOf([
		visit('2026-10-06'),
		visit('2026-10-07', { patient: { accountNumber: 'PT-2' } }),
		visit('2026-10-08', { patient: { accountNumber: 'PT-3', firstName: 'Quincy' } }),
	]);
	t.match(all.map(said), [
		[
			/^warning 1:\/patient Other visits with the same name and birth date have another account number or none/,
		],
		[/^warning 2:\/patient Other visits/],
		[],
	]);
});

t.test('one account number for two people refuses the superbills of both and no others', async (t) => {
	for (const [field, value] of [
		['birthDate', '2010-03-14'],
		['firstName', 'Quincy'],
		['lastName', 'Redone'],
	] as const) {
		const all = madeOf([
			visit('2026-10-06'),
			visit('2026-11-06', { patient: { [field]: value } }),
			visit('2026-10-07', { patient: { accountNumber: 'PT-2' } }),
		]);
		t.strictSame(
			all.map(({ refused }) => refused),
			[true, true, false],
		);
		const message = `error 2:/patient/${field} ${fieldLabel(['patient', field])} differs between visits with the same account number: compare visit 1 and visit 2.`;
		t.strictSame(all.slice(0, 2).map(said), [[message], [message]]);
	}
	const many = Array.from({ length: 8 }, (_, i) =>
		visit('2026-10-06', { patient: { firstName: `Name ${i}` } }),
	);
	t.match(said(madeOf(many)[0] as GroupedSuperbill), [
		/compare visit 1, visit 2, visit 3, visit 4, visit 5 and 3 more\.$/,
	]);
});

t.test('an error in a visit refuses its superbill', async (t) => {
	const all = madeOf([
		visit('2026-10-06'),
		visit('2026-10-07', {
			serviceLines: [
				{ ...LINE, date: '2026-10-07', charge: 5 },
				{ ...LINE, date: '2026-10-08', diagnosisPointers: ['A', 'B'] },
			],
		}),
		visit('2026-10-08', {
			replaces: { number: 'SB-1', issuedOn: '2026-10-01', reason: 'wrong' },
			serviceLines: [
				{ ...LINE, date: '2026-10-08', diagnosisPointers: ['B'] },
				{ ...LINE, date: '2026-10-09' },
			],
		}),
		visit('2026-11-07'),
	]);
	t.strictSame(
		all.map(({ refused }) => refused),
		[true, false],
	);
	t.strictSame(said(all[0] as GroupedSuperbill), [
		'error 2:/serviceLines/0/charge Service line 1: charge is a number, which can lose cents.',
		'error 3:/replaces A visit cannot have replaces, because the superbill that it goes on is not known yet.',
		'error 3:/serviceLines/0/diagnosisPointers/0 Service line 1 points to diagnosis B, which the visit does not have.',
		'error 3:/serviceLines/1/date Service line 2 has a different date from service line 1, but a visit takes place on one day.',
		'info : No superbill is made of visit 1 either, because it would look complete without the other visits.',
	]);
	const apart = madeOf([visit('2026-10-06'), visit('2026-10-07', { note: 5 })], 'visit');
	t.strictSame(
		apart.map(({ refused }) => refused),
		[false, true],
	);
});

t.test('a visit without a valid date refuses every superbill of its patient', async (t) => {
	const all = madeOf([
		visit('2026-10-06'),
		visit('October'),
		visit('2026-11-06'),
		visit('2026-10-06', { patient: { accountNumber: 'PT-2' } }),
		visit('2026-12-01', { number: 'SB-1' }),
	]);
	t.strictSame(
		all.map(({ refused }) => refused),
		[true, true, true, false, false],
	);
	t.match(said(all[2] as GroupedSuperbill), [
		/^error 2: This superbill is not made, because visit 2 of the same patient has no valid date/,
	]);
	t.equal(said(all[1] as GroupedSuperbill).length, 1);
	const numbered = madeOf([visit('October', { number: 'SB-2' }), visit('2026-10-06')]);
	t.strictSame(
		numbered.map(({ refused }) => refused),
		[true, false],
		'a visit with a number belongs on that superbill',
	);
});

t.test('references are read, and a wrong one is reported at its place', async (t) => {
	const onFile = { billingProvider: { practice: 'harbor' }, renderingProvider: { provider: 'samplewell' } };
	const [made] = madeOf([
		visit('2026-10-06', onFile),
		visit('2026-10-07', {
			...onFile,
			renderingProvider: { provider: 'makebelieve' },
			serviceLines: [
				{ ...LINE, date: '2026-10-07' },
				{ ...LINE, date: '2026-10-07', renderingProvider: { provider: 'samplewell' } },
			],
		}),
	]);
	const body = bodyOf(made);
	t.strictSame(body.billingProvider, { practice: 'harbor' });
	t.strictSame(body.renderingProvider, { provider: 'samplewell' });
	t.strictSame(
		body.serviceLines.map((line) => line.renderingProvider),
		[undefined, { provider: 'makebelieve' }, undefined],
	);
	const [wrong] = madeOf([
		visit('2026-10-06', {
			...onFile,
			billingProvider: { practice: 'Harbor!' },
			serviceLines: [{ ...LINE, date: '2026-10-06', renderingProvider: { provider: 5 } }],
		}),
	]);
	t.match(said(wrong as GroupedSuperbill), [
		/^error 1:\/billingProvider\/practice Billing provider: practice is not an id/,
		/^error 1:\/serviceLines\/0\/renderingProvider\/provider Service line 1: rendering provider provider is not text/,
	]);
});

t.test('splitBy visit, provider and payer divide a month further', async (t) => {
	const visits = [
		visit('2026-10-06', { coverages: [coverage('A')] }),
		visit('2026-10-07', { coverages: [coverage('a')], renderingProvider: OTHER }),
		visit('2026-10-08', {
			coverages: [{ ...coverage('B'), payerId: 'X' }, coverage('A')],
			serviceLines: [
				{ ...LINE, date: '2026-10-08', code: '1' },
				{ ...LINE, date: '2026-10-08', code: '2', renderingProvider: OTHER },
			],
		}),
		visit('2026-10-09', { coverages: [] }),
	];
	t.strictSame(positions(madeOf(visits, 'visit')), [[1], [2], [3], [4]]);
	t.strictSame(positions(madeOf(visits, 'payer')), [[1, 2], [3], [4]]);
	const renamed = ['One', 'Two'].map((payerName) =>
		visit('2026-10-06', { coverages: [{ ...coverage(payerName), payerId: 'X' }] }),
	);
	t.strictSame(positions(madeOf(renamed, 'payer')), [[1, 2]]);
	const byProvider = madeOf(visits, 'provider');
	t.strictSame(positions(byProvider), [
		[1, 3, 4],
		[2, 3],
	]);
	t.match(
		byProvider.map((made) => bodyOf(made).serviceLines.map(({ code }) => code)),
		[
			['99213', '1', '99213'],
			['99213', '2'],
		],
	);
	t.match(bodyOf(byProvider[1]).renderingProvider, OTHER);
	const [, second] = madeOf(
		[visit('2026-10-06', { serviceLines: [LINE, { ...LINE, renderingProvider: OTHER }] })],
		'provider',
	);
	t.match(second, { origins: { '/renderingProvider': { pointer: '/serviceLines/1/renderingProvider' } } });
});

t.test('payments for a visit of several clinicians cannot be divided', async (t) => {
	const serviceLines = [LINE, { ...LINE, renderingProvider: OTHER }];
	const payments = [{ date: '2026-10-06', amount: '5.00', method: 'card' }];
	const all = madeOf([visit('2026-10-06', { serviceLines, payments })], 'provider');
	t.match(
		all.map(said),
		Array(2).fill([
			/^error 1:\/payments The payments in visit 1 cannot be divided, because its services are by several clinicians\.$/,
		]),
	);
	t.equal(madeOf([visit('2026-10-06', { serviceLines, payments })]).length, 1);
	t.ok(
		madeOf(
			[visit('2026-10-06', { serviceLines: [{ ...LINE, renderingProvider: OTHER }], payments })],
			'provider',
		).every(({ refused }) => !refused),
	);
});

t.test('visits with the same number go on one superbill, whatever their month', async (t) => {
	const numbered = (date: string, changes: Body = {}) => visit(date, { number: 'SB-7', ...changes });
	const all = madeOf([numbered('2026-10-31'), visit('2026-10-01'), numbered('2026-11-01')], 'visit');
	t.strictSame(positions(all), [[1, 3], [2]]);
	t.strictSame(
		all.map(({ number }) => number),
		['SB-7', undefined],
	);
	t.match(
		madeOf([numbered('2026-10-31'), numbered('2026-11-01', { patient: { accountNumber: 'PT-2' } })]).map(
			said,
		),
		[[/^error : Visits of several patients have this superbill number: compare visit 1 and visit 2\.$/]],
	);
	t.match(madeOf([numbered('2026-10-31'), numbered('2026-11-01', { language: 'es' })]).map(said), [
		[
			/^error 2: The visits with this superbill number do not fit on one superbill, because language differs between visit 1 and visit 2\.$/,
		],
	]);
	const practices = [
		numbered('2026-10-31'),
		numbered('2026-10-31', { billingProvider: { practice: 'harbor' } }),
	];
	t.strictSame(positions(madeOf(practices)), [[1], [2]]);
	t.match(madeOf([numbered('2026-10-31', { note: 5 })]), [{ refused: true, number: undefined }]);
});

t.test(
	'visits that differ in what a superbill has once go on several superbills, with a warning',
	async (t) => {
		const all = madeOf([
			visit('2026-10-06'),
			visit('2026-10-07', {
				guarantor: {
					firstName: 'Del',
					lastName: 'Bell',
					relationship: 'mother',
					address: VISIT.patient.address,
				},
				template: 'infusion',
			}),
			visit('2026-10-08'),
		]);
		t.strictSame(positions(all), [[1, 3], [2]]);
		t.strictSame(all.map(said), [
			[],
			[
				'warning 2: The patient has another superbill for this month, because template and guarantor differ between visit 1 and visit 2.',
			],
		]);
	},
);

t.test('visits that do not fit on one superbill go on another, with a warning', async (t) => {
	const thirteen = Array.from({ length: 13 }, (_, i) =>
		visit('2026-10-06', {
			diagnoses: [{ code: `E0${i}`.slice(0, 3), description: `D${i}` }].map((d, j) => ({
				...d,
				code: codes[(i + j) % codes.length] === 'F332' ? 'L40.0' : (codes[(i + j) % codes.length] as string),
			})),
		}),
	);
	const all = madeOf(thirteen);
	t.strictSame(positions(all), [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [13]]);
	t.match(said(all[1] as GroupedSuperbill), [
		/^warning 13: The patient has another superbill for this month, because one superbill cannot hold all of its diagnoses\.$/,
	]);
	t.strictSame(all[0]?.findings, []);

	const lines = (count: number) => Array.from({ length: count }, () => LINE);
	for (const [name, one, most] of [
		['serviceLines', { serviceLines: lines(20) }, 10],
		['payments', { payments: Array(40).fill({ date: '2026-10-06', amount: '1.00', method: 'card' }) }, 5],
		['adjustments', { adjustments: Array(25).fill({ amount: '1.00', reason: 'r' }) }, 2],
		['note', { note: 'x'.repeat(260) }, 23],
	] as const) {
		const many = Array.from({ length: 23 }, (_, i) =>
			visit('2026-10-06', name === 'note' ? { note: `${i}` } : one),
		);
		const sizes = madeOf(many).map(({ visits }) => visits.length);
		t.equal(sizes[0], most, name);
		t.equal(
			sizes.reduce((a, b) => a + b),
			23,
			name,
		);
	}
	const notes = madeOf(['a', 'b', 'a'].map((letter) => visit('2026-10-06', { note: letter.repeat(260) })));
	t.strictSame(positions(notes), [[1], [2], [3]]);
});

t.test('the latest visit decides about the patient, and a difference gives a warning', async (t) => {
	const [made] = madeOf([
		visit('2026-10-20', { patient: { phone: '555-0112', preferredName: 'Mar' } }),
		visit('2026-10-06', { patient: { phone: '555-0111', email: 'a@example.com' } }),
	]);
	t.match(bodyOf(made).patient, { phone: '555-0112', preferredName: 'Mar', email: 'a@example.com' });
	t.strictSame(said(made as GroupedSuperbill), [
		'warning 1:/patient/phone Patient: phone in visit 1 differs from an earlier visit of this superbill. The latest value is printed.',
	]);
	t.match(made, { origins: { '/patient/email': { visit: 2 }, '/patient/phone': { visit: 1 } } });
	const [moved] = madeOf([
		visit('2026-10-06'),
		visit('2026-10-07', { patient: { address: { ...VISIT.patient.address, line1: '1 New St' } } }),
	]);
	t.match(said(moved as GroupedSuperbill), [/^warning 2:\/patient\/address /]);
});

t.test('each coverage is printed once, and a difference gives a warning', async (t) => {
	const of = (...lists: object[][]) =>
		madeOf(lists.map((coverages, i) => visit(`2026-10-0${i + 1}`, { coverages })))[0] as GroupedSuperbill;
	const same = of([coverage('A')], [coverage('A')]);
	t.strictSame(same.findings, []);
	t.strictSame(bodyOf(same).coverages, [coverage('A')]);
	const newer = of([coverage('A')], [{ ...coverage(' a ', 'm-1'), groupNumber: 'G' }]);
	t.match(bodyOf(newer).coverages, [{ groupNumber: 'G' }]);
	const both = of([coverage('A')], [coverage('B')], []);
	t.match(bodyOf(both).coverages, [{ payerName: 'A' }, { payerName: 'B' }]);
	t.match(said(both), [
		/^warning 2:\/coverages The coverages in visit 2 differ from those of earlier visits/,
		/^warning 3:\/coverages The coverages in visit 3 differ/,
	]);
	t.match(both, { origins: { '/coverages/1': { visit: 2, pointer: '/coverages/0' } } });
	for (const each of [newer, both]) t.equal(each.findings[0]?.severity, 'warning');
});

t.test('a diagnosis is listed once, with its first description', async (t) => {
	const [made] = madeOf([
		visit('2026-10-06', { diagnoses: [{ code: 'F33.2' }, { code: 'I10', description: 'High' }] }),
		visit('2026-10-07', {
			diagnoses: [
				{ code: 'I10', description: 'Low' },
				{ code: 'F332', description: 'Sad' },
			],
			serviceLines: [{ ...LINE, date: '2026-10-07', diagnosisPointers: ['B', 'A'] }],
		}),
		visit('2026-10-08', { diagnoses: [{ code: 'I10' }] }),
	]);
	t.strictSame(bodyOf(made).diagnoses, [
		{ code: 'F33.2', description: 'Sad' },
		{ code: 'I10', description: 'High' },
	]);
	t.strictSame(
		bodyOf(made).serviceLines.map(({ diagnosisPointers }) => diagnosisPointers.join('')),
		['A', 'AB', 'B'],
	);
	t.match(said(made as GroupedSuperbill), [
		/^warning 2:\/diagnoses\/0\/description The description of diagnosis B in visit 2 differs/,
	]);
	t.equal(made?.findings.length, 1);
	const [twice] = madeOf([
		visit('2026-10-06', { diagnoses: [{ code: 'I10' }, { code: 'I10' }, { code: 'bad' }] }),
	]);
	t.equal(bodyOf(twice).diagnoses.length, 3, 'a duplicate within one visit is left for the rules to refuse');
});

t.test('visits without the property by which they are divided form a group of their own', async (t) => {
	const without = visit('2026-10-07', { renderingProvider: undefined, coverages: undefined });
	const unnamed = visit('2026-10-08', { renderingProvider: { lastName: ' ' }, coverages: 'none' });
	t.strictSame(positions(madeOf([visit('2026-10-06'), without, unnamed], 'provider')), [[1], [2, 3]]);
	t.strictSame(
		positions(
			madeOf(
				[visit('2026-10-06', { coverages: [{ ...coverage('A'), payerId: ' ' }] }), without, unnamed],
				'payer',
			),
		),
		[[1], [2, 3]],
	);
});

t.test('the account number identifies a patient even if the first visit lacks the name', async (t) => {
	const all = madeOf([visit('2026-10-06', { patient: { firstName: undefined } }), visit('2026-11-06')]);
	t.strictSame(
		all.map(({ refused }) => refused),
		[true, false],
	);
	t.strictSame(all[1]?.findings, []);
});

t.test('a text with too many marks on a letter does not identify a patient', async (t) => {
	const marks = '\u0301'.repeat(31);
	const { patients } = group([
		visit('2026-10-06', { patient: { accountNumber: `x${marks}` } }),
		visit('2026-10-06', { patient: { accountNumber: `y${marks}` } }),
	]);
	t.equal(patients, 1, 'identified by name and birth date');
});

t.test('null in an optional property of a visit means that there is no value', async (t) => {
	const practice = { practice: 'harbor', npi: null };
	const nulls = visit('2026-10-06', { note: null, billingProvider: practice, patient: { middleName: null } });
	const [made] = madeOf([nulls, visit('2026-10-05', { billingProvider: { practice: 'harbor' } })]);
	const body = bodyOf(made);
	t.equal(body.serviceLines.length, 2);
	t.notOk('note' in body || 'middleName' in body.patient);
	t.strictSame(body.billingProvider, { practice: 'harbor' });
	t.match(madeOf([visit('2026-10-06', { patient: { lastName: null } })]).flatMap(said), [
		/last name is null/,
	]);
});

t.test('a line that names a service needs no code, and one that names none does', async (t) => {
	const { code: _1, charge: _2, placeOfService: _3, modifiers: _4, ...short } = LINE as typeof LINE & Body;
	const of = (line: Body) => madeOf([visit('2026-10-06', { serviceLines: [{ ...short, ...line }] })])[0];
	t.match(bodyOf(of({ service: 'ketamine-90' })).serviceLines, [
		{ service: 'ketamine-90', units: undefined },
	]);
	t.strictSame(bodyOf(of({ ...LINE, service: null })).serviceLines[0]?.service, undefined);
	for (const service of [undefined, null]) {
		t.match(said(of({ service }) as GroupedSuperbill).join(), /code is missing/);
	}
	t.strictSame(said(of({ service: 5, charge: '150' }) as GroupedSuperbill).length, 2);
});
