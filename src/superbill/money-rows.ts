import { date, money, object, oneOf, ownId, text } from './fields.ts';

/** Payments, adjustments and refunds: the dated rows from which the totals are computed. */

export const PAYMENT_METHODS = ['card', 'cash', 'check', 'ach', 'hsa', 'fsa', 'insurance', 'other'] as const;

const method = (description: string) => oneOf(PAYMENT_METHODS, description, 'card');
const reason = (example: string) => text(200, 'The reason, in plain words.', example);

export const Payment = object('Payment', 'A payment received (box 29).', {
	id: ownId('payment').optional(),
	date: date(
		'The day the payment was received. An 837P claim has only the amount (AMT*F5): take the day from your ledger.',
	),
	amount: money('The amount received, in US dollars.'),
	method: method('How it was paid.'),
	reference: text(
		30,
		'Check number or last four digits of a card. Never a full card number.',
		'last4 0000',
	).optional(),
	note: text(200, 'Printed next to the payment.', 'deposit').optional(),
});

export const OtherItem = object(
	'OtherItem',
	'Something without a billing code, such as a course or a supplement. Printed apart as "Not for insurance".',
	{
		date: date('The day of the sale.'),
		description: text(200, 'What was sold.', 'Integration course'),
		charge: money('The price, in US dollars.', '45.00'),
	},
);

export const Adjustment = object('Adjustment', 'A discount or write-off.', {
	date: date('The day it was granted.').optional(),
	amount: money('The amount taken off what is due, in US dollars.', '50.00'),
	reason: reason('Prompt-pay discount'),
});

export const Refund = object('Refund', 'Money paid back to the patient.', {
	date: date('The day it was paid back.'),
	amount: money('The amount paid back, in US dollars.', '150.00'),
	method: method('How it was paid back.'),
	reason: reason('overpayment').optional(),
});
