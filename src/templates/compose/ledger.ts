import type { Block, LedgerRow, Stamp, Text } from '../../page/content.ts';
import { parseMoney, printedMoney } from '../../superbill/money.ts';
import type { Composition } from './composition.ts';
import { paymentsBeside } from './services.ts';
import { DOT, joined, spans } from './spans.ts';

/**
 * Charges less adjustments, which is the patient's part, then what was paid and paid back by date, then the balance. PAID
 * IN FULL is printed only when it is true.
 */
export function ledger(composition: Composition): Block[] {
	const { superbill, label, date } = composition;
	const { totals, guarantor, adjustments = [], payments = [], refunds = [] } = superbill;
	const row =
		(rank: LedgerRow['rank']) =>
		(parts: readonly (Text | undefined)[], cents: number): LedgerRow => ({
			rank,
			label: joined(parts, ' '),
			amount: printedMoney(cents),
		});
	const [entry, sum] = [row('entry'), row('sum')];
	// A payment by a guarantor or an insurer is not one by the patient.
	const fromPatient = !guarantor && payments.every(({ method }) => method !== 'insurance');
	const above = [...paymentsBeside(composition).values()].flat();
	const money = [
		...payments
			.filter((payment) => !above.includes(payment))
			.map(({ reference, note, ...payment }) => ({
				...payment,
				sign: 1,
				details: [reference, note],
			})),
		...refunds.map(({ reason, ...refund }) => ({ ...refund, sign: -1, details: [reason] })),
	];
	return [
		{
			kind: 'ledger',
			summary: label('totals'),
			rows: [
				entry([label('totalCharges')], totals.totalCharges),
				...(totals.totalOtherItems === undefined
					? []
					: [entry([label('totalOtherItems')], totals.totalOtherItems)]),
				...byDate(adjustments).map((each) =>
					entry([each.date && date(each.date), label('adjustment'), each.reason], -parseMoney(each.amount)),
				),
				...(adjustments.length > 0 || totals.totalOtherItems !== undefined
					? [sum([label('amountDue')], totals.amountDue)]
					: []),
				...(above.length === 0
					? []
					: [
							entry(
								[label('paidAbove')],
								above.reduce((total, { amount }) => total + parseMoney(amount), 0),
							),
						]),
				...byDate(money).map(({ sign, details, ...each }) =>
					entry(
						[
							date(each.date),
							sign < 0 ? label('refund') : undefined,
							joined([label(`method.${each.method}`), ...details], ', '),
						],
						sign * parseMoney(each.amount),
					),
				),
				sum([label(fromPatient ? 'netPaidByPatient' : 'netPaid')], totals.netPaid),
				sum([label(totals.balance < 0 ? 'creditBalance' : 'balance')], totals.balance),
			],
		},
		...(totals.paymentStatus === 'paid-in-full' ? [stamp(label('paidInFull'))] : []),
	];
}

/** One stamp for all languages, each with its language, so that a screen reader pronounces it correctly. */
function stamp(text: Text): Stamp {
	return {
		kind: 'stamp',
		text: spans(text).map((span) => ({ ...span, text: span.text.replace(' / ', DOT).toUpperCase() })),
	};
}

/** Sorts by date. Rows without a date come first. */
function byDate<T extends { readonly date?: string | undefined }>(rows: readonly T[]): T[] {
	return [...rows].sort((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));
}
