import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';

const ISSUED = '2026-10-06';
const LATER = '2026-10-07';

t.test('date-in-future accepts dates up to the issue date', async (t) => {
	const dated = (date: string) => ({
		'/serviceLines/0/date': date,
		'/payments/0/date': date,
		'/adjustments': [
			{ amount: '1.00', reason: 'x' },
			{ date, amount: '1.00', reason: 'x' },
		],
		'/refunds': [{ date, amount: '1.00', method: 'card' }],
		'/replaces': { number: 'SB-1', issuedOn: date, reason: 'x' },
	});
	t.strictSame(hits('date-in-future', dated(ISSUED)), []);
	t.strictSame(hits('date-in-future', dated(LATER)), [
		'error /serviceLines/0/date',
		'error /payments/0/date',
		'error /adjustments/1/date',
		'error /refunds/0/date',
		'error /replaces/issuedOn',
	]);
	t.match(findings('date-in-future', { '/payments/0/date': LATER }), [
		{ message: 'A payment is dated 2026-10-07, after the issue date 2026-10-06.' },
	]);
});

t.test('date-in-future accepts an issue date up to today', async (t) => {
	t.strictSame(hits('date-in-future', {}, '2026-10-05'), ['error /issuedOn']);
	t.strictSame(hits('date-in-future', {}, '2026-10-07'), []);
	t.strictSame(
		hits('date-in-future', { '/issuedOn': undefined }, '2026-10-05'),
		['error /serviceLines/0/date', 'error /payments/0/date'],
		'without an issue date, today counts',
	);
});

t.test('date-before-birth does not repeat the birth date', async (t) => {
	const guarantor = {
		firstName: 'Ada',
		lastName: 'Makebelieve',
		relationship: 'mother',
		address: { line1: '1 A', city: 'B', country: 'DE' },
	};
	const found = findings('date-before-birth', { '/guarantor': guarantor, '/patient/birthDate': LATER });
	t.match(found, [
		{ severity: 'error', pointer: '/serviceLines/0/date', message: /99213 is dated 2026-10-06/ },
	]);
	t.notMatch(JSON.stringify(found), LATER);
	t.strictSame(
		hits('date-before-birth', { '/guarantor': guarantor, '/patient/birthDate': ISSUED }),
		[],
		'a service on the day of birth',
	);
});

t.test(
	'timely-filing is an info from 90 days and a warning from 365 days, for the oldest line',
	async (t) => {
		const line = (date: string) => ({
			date,
			placeOfService: '11',
			code: '99213',
			description: 'Visit',
			diagnosisPointers: ['A'],
			charge: '1.00',
		});
		const old = (...dates: string[]) => hits('timely-filing', { '/serviceLines': dates.map(line) });
		t.strictSame(old('2026-07-09'), [], '89 days');
		t.strictSame(old('2026-07-08'), ['info /serviceLines/0/date'], '90 days');
		t.strictSame(old('2025-10-07'), ['info /serviceLines/0/date'], '364 days');
		t.strictSame(old('2025-10-06'), ['warning /serviceLines/0/date'], '365 days');
		t.strictSame(old('2026-10-06', '2025-01-01', '2025-01-02', '2025-01-01'), [
			'warning /serviceLines/1/date',
		]);
		t.match(findings('timely-filing', { '/serviceLines': [line('2026-07-08')] }), [
			{ message: "The oldest service, on 2026-07-08, is 90 days old; some plans' time limits have passed." },
		]);
	},
);
