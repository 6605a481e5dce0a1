import { z } from 'zod';
import { date, money, oneOf, text } from './fields.ts';

/** What happened to the money: dated rows, from which the totals are computed. */

export const Payment = z
	.strictObject({
		date: date({ description: 'Day it was received.' }),
		amount: money({ description: 'Amount received, in US dollars.' }),
		method: oneOf(['card', 'cash', 'check', 'ach', 'hsa', 'fsa', 'insurance', 'other'], {
			description: 'How it was paid.',
			example: 'card',
		}),
		reference: text(30, {
			description: 'Check number or card ending. Never a full card number.',
			example: 'last4 0000',
		}).optional(),
		note: text(200, { description: 'Printed beside the payment.', example: 'deposit' }).optional(),
	})
	.meta({ id: 'Payment', description: 'A payment received (box 29).' });

export const Adjustment = z
	.strictObject({
		date: date({ description: 'Day it was granted.' }).optional(),
		amount: money({ description: 'By how much it lowers what is due, in US dollars.', example: '50.00' }),
		reason: text(200, { description: 'Why, in plain words.', example: 'Prompt-pay discount' }),
	})
	.meta({ id: 'Adjustment', description: 'A discount or write-off.' });

export const Refund = z
	.strictObject({
		date: date({ description: 'Day it was paid back.' }),
		amount: money({ description: 'Amount paid back, in US dollars.', example: '150.00' }),
		method: oneOf(['card', 'cash', 'check', 'ach', 'hsa', 'fsa', 'insurance', 'other'], {
			description: 'How it was paid back.',
			example: 'card',
		}),
		reason: text(200, { description: 'Why, in plain words.', example: 'overpayment' }).optional(),
	})
	.meta({ id: 'Refund', description: 'Money paid back.' });
