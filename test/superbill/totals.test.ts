import fc from 'fast-check';
import t from 'tap';
import { readRequest } from '../../src/superbill/read.ts';
import { computeTotals, totalsText } from '../../src/superbill/totals.ts';
import { requests } from '../fixtures/arbitrary.ts';
import { plainWith } from '../fixtures/plain.ts';
import { assertProperty } from '../fixtures/property.ts';

const refund = (amount: string) => [{ date: '2026-10-06', amount, method: 'card' }];

function totals(changes: Record<string, unknown>) {
	const { request, findings } = readRequest(plainWith(changes));
	if (!request) throw new Error(findings.map(({ message }) => message).join(' '));
	return totalsText(computeTotals(request));
}

t.test('the payment status follows from charges, payments and refunds', async (t) => {
	const state = (changes: Record<string, unknown>) => totals(changes).paymentStatus;
	t.equal(state({}), 'paid-in-full');
	t.equal(state({ '/payments/0/amount': '149.99' }), 'partially-paid');
	t.equal(state({ '/payments/0/amount': '150.01' }), 'credit');
	t.equal(state({ '/payments': undefined }), 'unpaid');
	t.equal(state({ '/refunds': refund('150.00') }), 'unpaid', 'everything was paid back');
	t.equal(state({ '/payments': [], '/serviceLines/0/charge': '0.00' }), 'no-charge');
	t.equal(state({ '/payments': [], '/adjustments': [{ amount: '150.00', reason: 'x' }] }), 'no-charge');
});

t.test('totals add up charges, adjustments, payments and refunds', async (t) => {
	t.strictSame(
		totals({
			'/serviceLines/0/charge': '500.00',
			'/adjustments': [{ amount: '50.00', reason: 'x' }],
			'/payments/0/amount': '600.00',
			'/refunds': refund('100.00'),
		}),
		{
			totalCharges: '500.00',
			totalAdjustments: '50.00',
			amountDue: '450.00',
			paymentsReceived: '600.00',
			totalRefunds: '100.00',
			netPaid: '500.00',
			balance: '-50.00',
			paymentStatus: 'credit',
		},
	);
});

/** Adds the amounts of rows exactly. */
const exact = (rows: readonly { amount?: string; charge?: string }[] = []): bigint =>
	rows.reduce((total, { amount, charge }) => total + BigInt((amount ?? charge ?? '').replace('.', '')), 0n);

t.test('totals agree with exact arithmetic, and exactly one status is true', async (t) => {
	assertProperty(
		t,
		fc.property(requests, (sent) => {
			const { request } = readRequest(sent);
			if (!request) return false;
			const { paymentStatus, ...cents } = computeTotals(request);
			const due = exact(sent.serviceLines) - exact(sent.adjustments);
			const paid = exact(sent.payments) - exact(sent.refunds);
			const expected = {
				totalCharges: exact(sent.serviceLines),
				totalAdjustments: exact(sent.adjustments),
				amountDue: due,
				paymentsReceived: exact(sent.payments),
				totalRefunds: exact(sent.refunds),
				netPaid: paid,
				balance: due - paid,
			};
			const states = {
				credit: due < paid,
				'paid-in-full': due === paid && paid > 0n,
				'no-charge': due === paid && paid <= 0n,
				'partially-paid': due > paid && paid > 0n,
				unpaid: due > paid && paid <= 0n,
			};
			return (
				Object.entries(expected).every(
					([name, value]) => BigInt(cents[name as keyof typeof cents] ?? 0) === value,
				) && Object.entries(states).every(([status, expected]) => expected === (status === paymentStatus))
			);
		}),
	);
});
