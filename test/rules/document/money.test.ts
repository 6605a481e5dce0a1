import t from 'tap';
import { findings, hits } from '../../fixtures/examine.ts';

const PAID = '/payments/0/amount';
const refund = (amount: string) => [{ date: '2026-10-06', amount, method: 'card' }];
const adjustment = (...amounts: string[]) => amounts.map((amount) => ({ amount, reason: 'discount' }));

t.test('charge-zero warns about a line without a charge', async (t) => {
	t.match(findings('charge-zero', { '/serviceLines/0/charge': '0.00' }), [
		{ severity: 'warning', pointer: '/serviceLines/0/charge', message: /99213 on 2026-10-06 .* \$0\.00/ },
	]);
	t.strictSame(hits('charge-zero', { '/serviceLines/0/charge': '0.01' }), []);
	for (const code of ['99024', '1036F', '0001F'])
		t.strictSame(
			hits('charge-zero', { '/serviceLines/0/charge': '0.00', '/serviceLines/0/code': code }),
			[],
			code,
		);
	t.strictSame(hits('charge-zero', { '/serviceLines/0/charge': '0.00', '/serviceLines/0/code': '0820T' }), [
		'warning /serviceLines/0/charge',
	]);
});

t.test('not-paid warns unless more was paid than refunded', async (t) => {
	t.strictSame(hits('not-paid', { '/payments': undefined }), ['warning ']);
	t.strictSame(hits('not-paid', { '/payments': [] }), ['warning /payments']);
	t.strictSame(hits('not-paid', { [PAID]: '0.00' }), ['warning /payments']);
	t.strictSame(hits('not-paid', { '/refunds': refund('150.00') }), ['warning /payments']);
	t.strictSame(hits('not-paid', { '/refunds': refund('149.99') }), []);
	t.match(findings('not-paid', { '/refunds': refund('150.00') }), [
		{ message: 'Nothing was paid: $150.00 received minus $150.00 refunded.' },
	]);
});

t.test('credit-balance warns when more is paid than due', async (t) => {
	t.strictSame(hits('credit-balance', { [PAID]: '150.01' }), ['warning /payments']);
	t.strictSame(hits('credit-balance', { [PAID]: '150.00' }), []);
	t.strictSame(hits('credit-balance', { [PAID]: '149.99' }), []);
	t.match(findings('credit-balance', { [PAID]: '1250.00' }), [
		{ message: 'The balance is a credit of $1,100.00: $1,250.00 was paid, but $150.00 was due.' },
	]);
	t.strictSame(
		hits('credit-balance', { '/payments': undefined, '/adjustments': adjustment('150.01') }),
		['warning /adjustments'],
		'without payments',
	);
});

t.test('refund-exceeds-payments compares the sums', async (t) => {
	t.match(findings('refund-exceeds-payments', { '/refunds': [...refund('100.00'), ...refund('50.01')] }), [
		{ severity: 'error', pointer: '/refunds', message: 'Refunds of $150.01 exceed payments of $150.00.' },
	]);
	t.strictSame(hits('refund-exceeds-payments', { '/refunds': refund('150.00') }), []);
	t.strictSame(hits('refund-exceeds-payments', { '/payments': undefined, '/refunds': refund('0.01') }), [
		'error /refunds',
	]);
});

t.test('adjustment-exceeds-charges compares the sums', async (t) => {
	t.match(findings('adjustment-exceeds-charges', { '/adjustments': adjustment('100.00', '50.01') }), [
		{
			severity: 'error',
			pointer: '/adjustments',
			message: 'Adjustments of $150.01 exceed charges of $150.00.',
		},
	]);
	t.strictSame(hits('adjustment-exceeds-charges', { '/adjustments': adjustment('150.00') }), []);
});

t.test('discount-shown reports an adjustment', async (t) => {
	t.match(findings('discount-shown', { '/adjustments': adjustment('20.50') }), [
		{ severity: 'info', pointer: '/adjustments', message: /\$20\.50 .* full charge of \$150\.00/ },
	]);
	t.strictSame(hits('discount-shown', { '/adjustments': [] }), []);
});

t.test('refund-before-payment compares what had been received by then', async (t) => {
	const rows = (payments: readonly [string, string][], refunds: readonly [string, string][]) =>
		hits('refund-before-payment', {
			'/payments': payments.map(([date, amount]) => ({ date, amount, method: 'card' })),
			'/refunds': refunds.map(([date, amount]) => ({ date, amount, method: 'card' })),
		});
	t.strictSame(rows([['2026-10-06', '150.00']], [['2026-10-05', '50.00']]), ['warning /refunds/0/date']);
	t.strictSame(rows([['2026-10-06', '150.00']], [['2026-10-06', '50.00']]), []);
	t.strictSame(
		rows(
			[
				['2026-10-01', '50.00'],
				['2026-10-06', '100.00'],
			],
			[
				['2026-10-02', '30.00'],
				['2026-10-03', '30.00'],
			],
		),
		['warning /refunds/1/date'],
	);
	t.strictSame(rows([['2026-10-01', '50.00']], [['2026-10-02', '60.00']]), [], 'too much altogether');
	t.strictSame(hits('refund-before-payment', { '/payments': undefined }), []);
});

t.test('payment-before-service is an info', async (t) => {
	t.match(findings('payment-before-service', { '/payments/0/date': '2026-10-05' }), [
		{ severity: 'info', pointer: '/payments/0/date', message: /before the first service on 2026-10-06/ },
	]);
	t.strictSame(hits('payment-before-service', { '/payments': undefined }), []);
});
