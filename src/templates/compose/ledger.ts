import type { Ledger, LedgerRow, Span, Text } from '../../page/content.ts';
import { parseMoney, printedMoney } from '../../superbill/money.ts';
import type { Composition } from './composition.ts';
import { DOT, joined, plainText, spans } from './spans.ts';

/** Where the money went, event by event. PAID IN FULL is printed only when it is true. */
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
	// What a guarantor or an insurer paid is not the patient's money.
	const fromPatient = !guarantor && payments.every(({ method }) => method !== 'insurance');
	return {
		kind: 'ledger',
		summary: plainText(label('totals')),
		rows: [
			sum(label('totalCharges'), totals.totalCharges),
			...byDate(adjustments).map((row) =>
				entry([row.date && date(row.date), label('adjustment'), row.reason], -parseMoney(row.amount)),
			),
			...(adjustments.length > 0 ? [sum(label('amountDue'), totals.amountDue)] : []),
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

/** A badge a language, so that each is read aloud in its own. */
function badges(text: Text): Span[][] {
	return spans(text).map((span) => [
		{ ...span, text: span.text.replace(' / ', '').toUpperCase(), manner: 'badge' },
	]);
}

/** In the order of their dates; what has none comes first. */
function byDate<T extends { readonly date?: string | undefined }>(rows: readonly T[]): T[] {
	return [...rows].sort((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));
}

/** With its sign before the dollar: `−$150.00`. */
function dollars(cents: number): string {
	return `${cents < 0 ? '\u2212' : ''}$${printedMoney(Math.abs(cents))}`;
}
