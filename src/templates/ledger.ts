import type { Ledger, LedgerRow, Span } from '../page/content.ts';
import { parseMoney, printedMoney } from '../superbill/money.ts';
import type { Composition } from './compose.ts';

/** Where the money went, event by event. PAID IN FULL is printed only when it is true. */
export function ledger({ superbill, label, date }: Composition): Ledger {
	const { totals, adjustments = [], payments = [], refunds = [] } = superbill;
	const entry = (parts: readonly (string | undefined)[], cents: number): LedgerRow => ({
		rank: 'entry',
		label: parts.filter(Boolean).join(' \u00b7 '),
		amount: printedMoney(cents),
	});
	const byDate = <T extends { readonly date?: string | undefined }>(rows: readonly T[]): T[] =>
		[...rows].sort((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));
	const balance: Span[] = [{ text: label('balance') }];
	if (totals.paymentStatus === 'paid-in-full') {
		balance.push({ text: '  ' }, { text: label('paidInFull').toUpperCase(), manner: 'badge' });
	}
	return {
		kind: 'ledger',
		summary: label('totals'),
		rows: [
			{ rank: 'sum', label: label('totalCharges'), amount: printedMoney(totals.totalCharges) },
			...byDate(adjustments).map((row) =>
				entry([row.date && date(row.date), label('adjustment'), row.reason], -parseMoney(row.amount)),
			),
			...(adjustments.length > 0
				? [{ rank: 'sum', label: label('amountDue'), amount: printedMoney(totals.amountDue) } as const]
				: []),
			...byDate(payments).map((row) =>
				entry(
					[date(row.date), label(`method.${row.method}`), row.reference, row.note],
					-parseMoney(row.amount),
				),
			),
			...byDate(refunds).map((row) =>
				entry(
					[date(row.date), label('refund'), label(`method.${row.method}`), row.reason],
					parseMoney(row.amount),
				),
			),
			{ rank: 'sum', label: label('netPaid'), amount: printedMoney(totals.netPaid) },
			{ rank: 'result', label: balance, amount: money(totals.balance) },
		],
	};
}

/** With its sign before the dollar: `−$150.00`. */
function money(cents: number): string {
	return `${cents < 0 ? '\u2212' : ''}$${printedMoney(Math.abs(cents))}`;
}
