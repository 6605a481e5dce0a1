import { z } from 'zod';
import { date, money, oneOf, ownId, text } from './fields.ts';

/** Payments, adjustments and refunds: the dated rows from which the totals are computed. */

export const PAYMENT_METHODS = ['card', 'cash', 'check', 'ach', 'hsa', 'fsa', 'insurance', 'other'] as const;

const method = (description: string) => oneOf(PAYMENT_METHODS, { description, example: 'card' });
const reason = (example: string) => text(200, { description: 'The reason, in plain words.', example });

export const Payment = z
	.strictObject({
		id: ownId('payment').optional(),
		date: date({ description: 'The day the payment was received.' }),
		amount: money({ description: 'The amount received, in US dollars.' }),
		method: method('How it was paid.'),
		reference: text(30, {
			description: 'Check number or last four digits of a card. Never a full card number.',
			example: 'last4 0000',
		}).optional(),
		note: text(200, { description: 'Printed next to the payment.', example: 'deposit' }).optional(),
	})
	.meta({ id: 'Payment', description: 'A payment received (box 29).' });

export const OtherItem = z
	.strictObject({
		date: date({ description: 'The day of the sale.' }),
		description: text(200, { description: 'What was sold.', example: 'Integration workshop' }),
		charge: money({ description: 'The price, in US dollars.', example: '45.00' }),
	})
	.meta({
		id: 'OtherItem',
		description:
			'Something without a billing code, such as a workshop or a supplement. Printed apart as "Not for insurance".',
	});

export const Adjustment = z
	.strictObject({
		date: date({ description: 'The day it was granted.' }).optional(),
		amount: money({
			description: 'The amount taken off what is due, in US dollars.',
			example: '50.00',
		}),
		reason: reason('Prompt-pay discount'),
	})
	.meta({ id: 'Adjustment', description: 'A discount or write-off.' });

export const Refund = z
	.strictObject({
		date: date({ description: 'The day it was paid back.' }),
		amount: money({ description: 'The amount paid back, in US dollars.', example: '150.00' }),
		method: method('How it was paid back.'),
		reason: reason('overpayment').optional(),
	})
	.meta({ id: 'Refund', description: 'Money paid back to the patient.' });
