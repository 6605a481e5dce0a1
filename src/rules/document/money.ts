import { type Cents, parseMoney, printedMoney, sum } from '../../superbill/money.ts';
import type { Rule } from '../rule.ts';
import { eachLine, earliestLine } from '../walk.ts';

/** Rules on charges, payments, adjustments and refunds. */

const dollars = (cents: Cents): string => `$${printedMoney(cents)}`;

/** CPT Category II codes measure performance; 99024 is a visit that a surgery has already paid for. */
const REPORTED_ONLY = /^(?:\d{4}F|99024)$/;

export const chargeZero: Rule = {
	id: 'charge-zero',
	severity: 'warning',
	requirement: 'Every line has a charge above zero, unless its code only reports something.',
	why: 'Payers reimburse part of the charge (CMS-1500 box 24F), and many claim systems reject a charge of zero. Category II codes (four digits and F) and 99024 report what was done and have no charge.',
	fix: "Enter the line's full charge, and show what was waived as an adjustment.",
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			if (parseMoney(line.charge) > 0 || REPORTED_ONLY.test(line.code)) continue;
			yield {
				at: [...at, 'charge'],
				message: `${line.code} on ${line.date} has a charge of $0.00.`,
				help: 'Enter the full charge, and show what was waived as an adjustment.',
			};
		}
	},
};

export const linesPaid: Rule = {
	id: 'lines-paid',
	severity: 'error',
	requirement: 'The lines together were not paid more than was received, and no line more than its charge.',
	why: 'Insurers reimburse what the patient paid (CMS-1500 box 29). Amounts by line that add up to more make the receipt contradict itself.',
	fix: 'Fix the amounts paid for the lines, or add the payment that is missing.',
	*check({ request, totals }) {
		const lines = eachLine(request).filter(({ line }) => line.paid !== undefined);
		for (const { line, at } of lines) {
			if (parseMoney(line.paid as string) <= parseMoney(line.charge)) continue;
			yield {
				at: [...at, 'paid'],
				message: `${line.code} on ${line.date} was paid ${dollars(parseMoney(line.paid as string))}, more than its charge of ${dollars(parseMoney(line.charge))}.`,
				help: 'Fix "paid" or "charge".',
			};
		}
		const together = sum(lines.map(({ line }) => line.paid as string));
		if (together <= Math.max(totals.netPaid, 0)) return;
		yield {
			at: ['serviceLines'],
			message: `The lines were paid ${dollars(together)} together, but only ${dollars(totals.netPaid)} was received.`,
			help: 'Fix the amounts paid for the lines, or add the payment that is missing.',
		};
	},
};

export const notPaid: Rule = {
	id: 'not-paid',
	severity: 'warning',
	requirement: 'More was paid than was refunded.',
	why: 'Insurers reimburse members for what they paid (CMS-1500 box 29), and return superbills without payments.',
	fix: 'Add the payments that were received, or wait until the visit is paid.',
	*check({ request, totals }) {
		if (totals.netPaid > 0) return;
		yield {
			at: request.payments ? ['payments'] : [],
			message: `Nothing was paid: ${dollars(totals.paymentsReceived)} received minus ${dollars(totals.totalRefunds)} refunded.`,
			help: 'Add the payments that were received, or wait until the visit is paid.',
		};
	},
};

export const creditBalance: Rule = {
	id: 'credit-balance',
	severity: 'warning',
	requirement: 'The balance is not below zero.',
	why: 'The practice owes the difference to the patient, and an insurer may mistake it for a discount.',
	fix: 'Refund the difference and record it, or fix the payments.',
	*check({ request, totals }) {
		if (totals.balance >= 0) return;
		yield {
			// Without payments, only adjustments above the charges give a balance below zero.
			at: request.payments ? ['payments'] : ['adjustments'],
			message: `The balance is a credit of ${dollars(-totals.balance)}: ${dollars(totals.netPaid)} was paid, but ${dollars(totals.amountDue)} was due.`,
			help: `Refund ${dollars(-totals.balance)} and record it, or fix the payments.`,
		};
	},
};

export const refundExceedsPayments: Rule = {
	id: 'refund-exceeds-payments',
	severity: 'error',
	requirement: 'Refunds do not exceed payments.',
	why: 'The amount paid would be below zero, which no receipt can show (CMS-1500 box 29).',
	fix: 'Fix the refunds, or add the missing payment.',
	*check({ totals: { totalRefunds, paymentsReceived } }) {
		if (totalRefunds <= paymentsReceived) return;
		yield {
			at: ['refunds'],
			message: `Refunds of ${dollars(totalRefunds)} exceed payments of ${dollars(paymentsReceived)}.`,
			help: 'Fix the refunds, or add the missing payment.',
		};
	},
};

export const refundBeforePayment: Rule = {
	id: 'refund-before-payment',
	severity: 'warning',
	requirement: 'Nothing was paid back before it was received.',
	why: 'A refund that is dated before its payment makes the receipt contradict itself (CMS-1500 box 29). One of the dates is probably wrong.',
	fix: 'Fix the date of the refund or of the payment.',
	*check({ request: { payments = [], refunds = [] } }) {
		for (const [i, { date }] of refunds.entries()) {
			const until = (rows: readonly { readonly date: string; readonly amount: string }[]) =>
				sum(rows.filter((row) => row.date <= date).map((row) => row.amount));
			const received = until(payments);
			if (until(refunds) <= received || received >= sum(payments.map((row) => row.amount))) continue;
			yield {
				at: ['refunds', i, 'date'],
				message: `A refund is dated ${date}, when only ${dollars(received)} had been received.`,
				help: 'Fix the date of the refund or of the payment.',
			};
		}
	},
};

export const paymentBeforeService: Rule = {
	id: 'payment-before-service',
	severity: 'info',
	requirement: 'No payment is dated before the first service.',
	why: 'A payment in advance is fine, but it may also belong to an earlier visit, and some insurers ask (CMS-1500 boxes 24A and 29).',
	fix: 'No change is needed if it was a deposit. Otherwise fix the date.',
	*check({ request }) {
		const first = earliestLine(request).line.date;
		for (const [i, { date }] of (request.payments ?? []).entries()) {
			if (date >= first) continue;
			yield {
				at: ['payments', i, 'date'],
				message: `A payment is dated ${date}, before the first service on ${first}.`,
				help: 'No change is needed if it was a deposit; a note such as "deposit" helps. Otherwise fix the date.',
			};
		}
	},
};

export const adjustmentExceedsCharges: Rule = {
	id: 'adjustment-exceeds-charges',
	severity: 'error',
	requirement: 'Adjustments do not exceed the charges.',
	why: 'The amount due would be below zero (CMS-1500 box 28 minus write-offs).',
	fix: 'Reduce the adjustments to at most the total of the charges.',
	*check({ totals: { totalAdjustments, totalCharges } }) {
		if (totalAdjustments <= totalCharges) return;
		yield {
			at: ['adjustments'],
			message: `Adjustments of ${dollars(totalAdjustments)} exceed charges of ${dollars(totalCharges)}.`,
			help: `Reduce the adjustments to at most ${dollars(totalCharges)}.`,
		};
	},
};

export const discountShown: Rule = {
	id: 'discount-shown',
	severity: 'info',
	requirement: 'There are no adjustments to the charges.',
	why: 'An insurer may reimburse on the reduced amount. Both amounts are printed, because hiding the charge would be a false statement.',
	fix: 'No change is needed. The insurer may reimburse on the reduced amount.',
	*check({ totals: { totalAdjustments, totalCharges } }) {
		if (totalAdjustments === 0) return;
		yield {
			at: ['adjustments'],
			message: `An adjustment of ${dollars(totalAdjustments)} is printed with the full charge of ${dollars(totalCharges)}.`,
			help: 'No change is needed. The insurer may reimburse on the reduced amount.',
		};
	},
};
