import { type Cents, moneyText, sum } from './money.ts';
import type { SuperbillRequest } from './request.ts';

/** Where the money stands. `paid-in-full` is the only state in which the document prints PAID IN FULL. */
export type PaymentStatus = 'paid-in-full' | 'partially-paid' | 'unpaid' | 'credit' | 'no-charge';

/** Computed from the request's rows, in cents; never taken from the caller. */
export interface Totals {
	readonly totalCharges: Cents;
	readonly totalAdjustments: Cents;
	/** Charges less adjustments. */
	readonly amountDue: Cents;
	readonly paymentsReceived: Cents;
	readonly totalRefunds: Cents;
	/** Payments less refunds: what a payer may reimburse on. */
	readonly netPaid: Cents;
	/** Amount due less net paid; negative when too much was paid. */
	readonly balance: Cents;
	readonly paymentStatus: PaymentStatus;
}

type MoneyRows = Pick<SuperbillRequest, 'serviceLines' | 'adjustments' | 'payments' | 'refunds'>;

export function computeTotals(request: MoneyRows): Totals {
	const totalCharges = sum(request.serviceLines.map((line) => line.charge));
	const totalAdjustments = sum((request.adjustments ?? []).map((row) => row.amount));
	const paymentsReceived = sum((request.payments ?? []).map((row) => row.amount));
	const totalRefunds = sum((request.refunds ?? []).map((row) => row.amount));
	const amountDue = totalCharges - totalAdjustments;
	const netPaid = paymentsReceived - totalRefunds;
	const balance = amountDue - netPaid;
	return {
		totalCharges,
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

/** The totals as the API answers them: every amount as text. */
export type TotalsText = {
	readonly [K in keyof Totals]: Totals[K] extends PaymentStatus ? PaymentStatus : string;
};

export function totalsText(totals: Totals): TotalsText {
	return {
		totalCharges: moneyText(totals.totalCharges),
		totalAdjustments: moneyText(totals.totalAdjustments),
		amountDue: moneyText(totals.amountDue),
		paymentsReceived: moneyText(totals.paymentsReceived),
		totalRefunds: moneyText(totals.totalRefunds),
		netPaid: moneyText(totals.netPaid),
		balance: moneyText(totals.balance),
		paymentStatus: totals.paymentStatus,
	};
}
