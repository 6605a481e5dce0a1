import { z } from 'zod';
import type { Validation } from '../../service/service.ts';
import { PAYMENT_STATUSES, type TotalsText } from '../../superbill/totals.ts';
import { FindingSchema } from '../answers/finding-schema.ts';

const amount = (description: string) =>
	z.string().meta({ pattern: '^-?\\d+\\.\\d{2}$', description, examples: ['550.00'] });

export const TotalsSchema = z
	.strictObject({
		totalCharges: amount('Sum of the charges of all lines.'),
		totalAdjustments: amount('Sum of the adjustments.'),
		amountDue: amount('Charges less adjustments.'),
		paymentsReceived: amount('Sum of the payments.'),
		totalRefunds: amount('Sum of the refunds.'),
		netPaid: amount('Payments less refunds: what a payer may reimburse on.'),
		balance: amount('Amount due less net paid; negative when too much was paid.'),
		paymentStatus: z.enum(PAYMENT_STATUSES).meta({ description: 'Where the money stands.' }),
	})
	.meta({
		id: 'Totals',
		description:
			'The sums that the superbill prints, in US dollars. They are computed, never taken from a request.',
	}) satisfies z.ZodType<TotalsText>;

export const ValidationSchema = z
	.strictObject({
		status: z
			.enum(['ok', 'warnings', 'errors'])
			.meta({ description: 'The worst that was found; with errors, no superbill can be made.' }),
		findings: z
			.array(FindingSchema)
			.meta({ description: 'Everything that was found, in the order of the checks.' }),
		totals: TotalsSchema.optional(),
		diagnosisLetters: z
			.record(z.string(), z.string())
			.optional()
			.meta({
				description: 'The letters that the diagnoses get, as service lines point to them.',
				examples: [{ A: 'F33.2' }],
			}),
	})
	.meta({
		id: 'Validation',
		description: 'What the checks say. Totals and letters are left out where the request could not be read.',
	});

/** What the service answers fits the schema; the schema's own output is mutable, so `satisfies` cannot say it. */
export type ValidationBody = z.input<typeof ValidationSchema>;

export function validationBody({ findings, totals, ...rest }: Validation): ValidationBody {
	return { ...rest, findings: [...findings], ...(totals && { totals }) };
}
