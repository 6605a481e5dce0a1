import type { Ledger, LedgerRow, Span, Text } from '../../page/content.ts';
import { parseMoney, printedMoney } from '../../superbill/money.ts';
import type { Composition } from './composition.ts';
import { DOT, joined, plainText, spans } from './spans.ts';

/** Charges, adjustments, payments and refunds by date. PAID IN FULL is printed only when it is true. */
export function ledger({ superbill, label, date }: Composition): Ledger {
	const { totals, guarantor, adjustments = [], payments = [], refunds = [] } = superbill;
	const entry = (parts: readonly (Text | undefined)[], cents: number): LedgerRow => ({
		rank: 'entry',
		label: joined(parts, DOT),
		amount: printedMoney(cents),
	});
	const sum = (text: Text, cents: number): LedgerRow => ({
		rank: 'sum',
		label: text,
		amount: printedMoney(cents),
	});
	// A payment by a guarantor or an insurer is not one by the patient.
	const fromPatient = !guarantor && payments.every(({ method }) => method !== 'insurance');
	return {
		kind: 'ledger',
		summary: plainText(label('totals')),
		rows: [
			sum(label('totalCharges'), totals.totalCharges),
			...(totals.totalOtherItems === undefined
				? []
				: [entry([label('totalOtherItems')], totals.totalOtherItems)]),
			...byDate(adjustments).map((row) =>
				entry([row.date && date(row.date), label('adjustment'), row.reason], -parseMoney(row.amount)),
			),
			...(adjustments.length > 0 || totals.totalOtherItems !== undefined
				? [sum(label('amountDue'), totals.amountDue)]
				: []),
			...byDate(payments).map((row) =>
				entry(
					[date(row.date), label('paidBy'), label(`method.${row.method}`), row.reference, row.note],
					-parseMoney(row.amount),
				),
			),
			...byDate(refunds).map((row) =>
				entry(
					[date(row.date), label('refund'), label(`method.${row.method}`), row.reason],
					parseMoney(row.amount),
				),
			),
			sum(label(fromPatient ? 'netPaidByPatient' : 'netPaid'), totals.netPaid),
			{
				rank: 'result',
				label:
					totals.paymentStatus === 'paid-in-full'
						? joined([label('balance'), ...badges(label('paidInFull'))], '  ')
						: label(totals.balance < 0 ? 'creditBalance' : 'balance'),
				amount: dollars(totals.balance),
			},
		],
	};
}

/** One badge per language, so that a screen reader pronounces each correctly. */
function badges(text: Text): Span[][] {
	return spans(text).map((span) => [
		{ ...span, text: span.text.replace(' / ', '').toUpperCase(), manner: 'badge' },
	]);
}

/** Sorts by date. Rows without a date come first. */
function byDate<T extends { readonly date?: string | undefined }>(rows: readonly T[]): T[] {
	return [...rows].sort((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));
}

/** Formats an amount with the sign before the dollar: `−$150.00`. */
function dollars(cents: number): string {
	return `${cents < 0 ? '\u2212' : ''}$${printedMoney(Math.abs(cents))}`;
}
