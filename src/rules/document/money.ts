import { type Cents, parseMoney, printedMoney } from '../../superbill/money.ts';
import type { Rule } from '../rule.ts';
import { eachLine } from '../walk.ts';

/** Charges, and whether they are paid. All comparisons are of cents. */

const dollars = (cents: Cents): string => `$${printedMoney(cents)}`;

export const chargeZero: Rule = {
	id: 'charge-zero',
	severity: 'warning',
	requirement: 'Every line has a charge above zero.',
	why: 'A payer reimburses a part of the charge (CMS-1500 box 24F); many claim systems reject a line without one.',
	fix: "Give the line's full charge, and show what was waived as an adjustment.",
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			if (parseMoney(line.charge) > 0) continue;
			yield {
				at: [...at, 'charge'],
				message: `${line.code} of ${line.date} has a charge of $0.00.`,
				help: "Give the line's full charge; show a waived one as an adjustment.",
			};
		}
	},
};

export const notPaid: Rule = {
	id: 'not-paid',
	severity: 'warning',
	requirement: 'More was paid than was refunded.',
	why: 'Insurers reimburse members for what they paid (CMS-1500 box 29) and return papers on which nothing is.',
	fix: 'Add the payments that were received, or give the superbill out when it is paid.',
	*check({ request, totals }) {
		if (totals.netPaid > 0) return;
		yield {
			at: request.payments ? ['payments'] : [],
			message: `Nothing was paid: ${dollars(totals.paymentsReceived)} received less ${dollars(totals.totalRefunds)} refunded.`,
			help: 'Add the payments that were received, or give the superbill out when it is paid.',
		};
	},
};

export const creditBalance: Rule = {
	id: 'credit-balance',
	severity: 'warning',
	requirement: 'The balance is not below zero.',
	why: 'Who was paid more than was due owes the difference back; an insurer may take the amount due for less than what was charged.',
	fix: 'Record the refund of the difference, or correct the payments.',
	*check({ request, totals }) {
		if (totals.balance >= 0) return;
		yield {
			// A balance below zero comes from a payment, or from adjustments above the charges.
			at: request.payments ? ['payments'] : ['adjustments'],
			message: `The balance is a credit of ${dollars(-totals.balance)}: ${dollars(totals.netPaid)} net paid for ${dollars(totals.amountDue)} due.`,
			help: 'Record the refund of the difference, or correct the payments.',
		};
	},
};

export const refundExceedsPayments: Rule = {
	id: 'refund-exceeds-payments',
	severity: 'error',
	requirement: 'No more is refunded than was paid.',
	why: 'Net paid would be below zero, which no receipt can show (CMS-1500 box 29).',
	fix: 'Correct the refunds, or add the payment that is missing.',
	*check({ totals: { totalRefunds, paymentsReceived } }) {
		if (totalRefunds <= paymentsReceived) return;
		yield {
			at: ['refunds'],
			message: `Refunds of ${dollars(totalRefunds)} exceed payments of ${dollars(paymentsReceived)}.`,
			help: 'Correct the refunds, or add the payment that is missing.',
		};
	},
};

export const adjustmentExceedsCharges: Rule = {
	id: 'adjustment-exceeds-charges',
	severity: 'error',
	requirement: 'Adjustments do not exceed the charges.',
	why: 'The amount due would be below zero (CMS-1500 box 28 less what was written off).',
	fix: 'Correct the adjustments: together they can at most bring the charges to zero.',
	*check({ totals: { totalAdjustments, totalCharges } }) {
		if (totalAdjustments <= totalCharges) return;
		yield {
			at: ['adjustments'],
			message: `Adjustments of ${dollars(totalAdjustments)} exceed charges of ${dollars(totalCharges)}.`,
			help: 'Correct the adjustments: together they can at most bring the charges to zero.',
		};
	},
};

export const discountShown: Rule = {
	id: 'discount-shown',
	severity: 'info',
	requirement: 'Nothing is taken off the charges.',
	why: 'An insurer may reimburse on the reduced amount, and a discount that hides the charge would be a false statement: both are printed.',
	fix: 'Nothing needs to be changed; the insurer may reimburse on the reduced amount.',
	*check({ totals: { totalAdjustments, totalCharges } }) {
		if (totalAdjustments === 0) return;
		yield {
			at: ['adjustments'],
			message: `An adjustment of ${dollars(totalAdjustments)} is printed beside the full charge of ${dollars(totalCharges)}.`,
			help: 'Nothing needs to be changed; the insurer may reimburse on the reduced amount.',
		};
	},
};
