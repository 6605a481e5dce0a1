import { z } from 'zod';
import type { Records } from '../../records/records.ts';
import { object } from '../../superbill/fields.ts';
import { PAYMENT_STATUSES, type TotalsText } from '../../superbill/totals.ts';
import { string, stringOrNull } from '../answers/fields.ts';
import { FindingSchema } from '../answers/finding-schema.ts';

const amount = (description: string) =>
	z.string().meta({ pattern: '^-?\\d+\\.\\d{2}$', description, examples: ['550.00'] });

export const TotalsSchema = object(
	'Totals',
	'The totals that the superbill prints, in US dollars. They are always calculated, never taken from the request.',
	{
		totalCharges: amount('The total of the charges of all service lines.'),
		totalAdjustments: amount('The total of the adjustments.'),
		amountDue: amount('Charges minus adjustments.'),
		paymentsReceived: amount('The total of the payments.'),
		totalRefunds: amount('The total of the refunds.'),
		netPaid: amount('Payments minus refunds: the amount on which a payer bases reimbursement.'),
		balance: amount('Amount due minus net paid. Negative if too much was paid.'),
		paymentStatus: z.enum(PAYMENT_STATUSES).describe('The payment status.'),
	},
) satisfies z.ZodType<TotalsText>;

export const ValidationSchema = object(
	'Validation',
	'The result of the checks. Totals and letters are missing if the request has the wrong shape.',
	{
		status: z
			.enum(['ok', 'warnings', 'errors'])
			.describe('The worst severity found. With errors, no superbill can be made.'),
		findings: z.array(FindingSchema).describe('Everything that the checks found, in the order of the rules.'),
		totals: TotalsSchema.optional(),
		diagnosisLetters: z
			.record(z.string(), z.string())
			.optional()
			.meta({
				description: 'The diagnosis codes by the letters with which service lines refer to them.',
				examples: [{ A: 'F33.2' }],
			}),
		issuing: object('Foreseen', 'What issuing this superbill now would do. Nothing is reserved.', {
			expectedNumber: string(
				'The number that it would get. Expected, not reserved: another superbill may get it first.',
				'SB-2026-000102',
			),
			repeats: object('RepeatedSuperbill', 'A superbill with the same practice, patient and services.', {
				id: stringOrNull('Its id. Null if your key may not see it.'),
				number: stringOrNull('Its number. Null if your key may not see it.', 'SB-2026-000101'),
			})
				.nullable()
				.describe(
					'The superbill of the last 24 hours that has the same services, if there is one. Then issuing needs `again=true`.',
				),
		})
			.optional()
			.describe('Missing if there are errors, or while nothing can be stored.'),
	},
);

export type ValidationBody = z.input<typeof ValidationSchema>;

export function validationBody({
	findings,
	totals,
	...rest
}: Omit<Awaited<ReturnType<Records['validate']>>, 'timings'>): ValidationBody {
	return { ...rest, findings: [...findings], ...(totals && { totals }) };
}
