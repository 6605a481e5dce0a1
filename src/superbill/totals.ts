import { type Cents, moneyText, sum } from './money.ts';
import type { SuperbillRequest } from './request.ts';

export const PAYMENT_STATUSES = ['paid-in-full', 'partially-paid', 'unpaid', 'credit', 'no-charge'] as const;
/** Only `paid-in-full` prints PAID IN FULL. */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Sums in cents, computed from the request's rows and never taken from the caller. */
export interface Totals {
	readonly totalCharges: Cents;
	/** Items without a billing code, which no insurer pays; absent without any. */
	readonly totalOtherItems?: Cents;
	readonly totalAdjustments: Cents;
	/** Charges and other items minus adjustments. */
	readonly amountDue: Cents;
	readonly paymentsReceived: Cents;
	readonly totalRefunds: Cents;
	/** Payments minus refunds: the basis of a reimbursement. */
	readonly netPaid: Cents;
	/** Amount due minus net paid; negative after an overpayment. */
	readonly balance: Cents;
	readonly paymentStatus: PaymentStatus;
}

type MoneyRows = Pick<
	SuperbillRequest,
	'serviceLines' | 'otherItems' | 'adjustments' | 'payments' | 'refunds'
>;

export function computeTotals(request: MoneyRows): Totals {
	const totalCharges = sum(request.serviceLines.map((line) => line.charge));
	const totalOtherItems = sum((request.otherItems ?? []).map((item) => item.charge));
	const totalAdjustments = sum((request.adjustments ?? []).map((row) => row.amount));
	const paymentsReceived = sum((request.payments ?? []).map((row) => row.amount));
	const totalRefunds = sum((request.refunds ?? []).map((row) => row.amount));
	const amountDue = totalCharges + totalOtherItems - totalAdjustments;
	const netPaid = paymentsReceived - totalRefunds;
	const balance = amountDue - netPaid;
	return {
		totalCharges,
		...(request.otherItems && { totalOtherItems }),
		totalAdjustments,
		amountDue,
		paymentsReceived,
		totalRefunds,
		netPaid,
		balance,
		paymentStatus: paymentStatus(netPaid, balance),
	};
}

function paymentStatus(netPaid: Cents, balance: Cents): PaymentStatus {
	if (balance < 0) return 'credit';
	if (balance === 0) return netPaid > 0 ? 'paid-in-full' : 'no-charge';
	return netPaid > 0 ? 'partially-paid' : 'unpaid';
}

/** Totals in the API's answers, with every amount as text. */
export type TotalsText = {
	readonly [K in keyof Totals]: K extends 'paymentStatus' ? PaymentStatus : string;
};

export function totalsText(totals: Totals): TotalsText {
	return {
		totalCharges: moneyText(totals.totalCharges),
		...(totals.totalOtherItems !== undefined && { totalOtherItems: moneyText(totals.totalOtherItems) }),
		totalAdjustments: moneyText(totals.totalAdjustments),
		amountDue: moneyText(totals.amountDue),
		paymentsReceived: moneyText(totals.paymentsReceived),
		totalRefunds: moneyText(totals.totalRefunds),
		netPaid: moneyText(totals.netPaid),
		balance: moneyText(totals.balance),
		paymentStatus: totals.paymentStatus,
	};
}
