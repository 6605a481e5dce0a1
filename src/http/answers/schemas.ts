import { z } from 'zod';
import type { Validation } from '../../service/service.ts';
import { type Finding, SEVERITIES } from '../../superbill/finding.ts';
import { LANGUAGES } from '../../superbill/language.ts';
import { PAYMENT_STATUSES, type TotalsText } from '../../superbill/totals.ts';
import type { LoadedTemplate } from '../../templates/composition.ts';
import { summaryOf, type TemplateSummary } from '../../templates/summary.ts';
import { CONDITIONS } from '../../templates/vocabulary.ts';

/** The shapes of answers. Those of requests stand with what reads them, in `superbill/request.ts`. */

export const FindingSchema = z
	.strictObject({
		rule: z.string().meta({ description: 'The check that found it.', examples: ['npi-check-digit'] }),
		severity: z.enum(SEVERITIES).meta({
			description: 'An error refuses the superbill; a warning or an info lets it through.',
		}),
		pointer: z.string().meta({
			description: 'Where in the request, as a JSON pointer (RFC 6901); empty for the request as a whole.',
			examples: ['/serviceLines/0/charge'],
		}),
		message: z.string().meta({
			description: 'What was found.',
			examples: ['Service line 1: charge is not an amount in dollars and cents.'],
		}),
		help: z.string().meta({
			description: 'What to do about it.',
			examples: ['Write it like "150.00", without a dollar sign or comma.'],
		}),
	})
	.meta({
		id: 'Finding',
		description: 'What a check has to say about the request.',
	}) satisfies z.ZodType<Finding>;

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

export const TemplateSchema = z
	.strictObject({
		id: z.string().meta({ description: 'What a request names it by.', examples: ['standard'] }),
		version: z
			.int()
			.min(1)
			.meta({ description: 'Raised with every change.', examples: [1] }),
		title: z.string().meta({ description: 'What people choose it by.', examples: ['Standard superbill'] }),
		description: z.string().meta({
			description: 'When to choose it.',
			examples: ['For most visits.'],
		}),
		sha256: z.string().meta({
			pattern: '^[0-9a-f]{64}$',
			description:
				'SHA-256 of the template, of what it starts from and of the files that it names. Every document carries it.',
			examples: ['0'.repeat(64)],
		}),
		pageSize: z.enum(['LETTER', 'A4']).meta({ description: 'The paper.' }),
		languages: z.array(z.enum(LANGUAGES)).meta({ description: 'The languages of its labels.' }),
		notices: z
			.array(
				z.strictObject({
					id: z.string().meta({ description: 'What a request names it by.', examples: ['out-of-network'] }),
					when: z
						.enum(CONDITIONS)
						.meta({ description: 'When it is printed; `on-request` waits for a request to name it.' }),
				}),
			)
			.meta({ description: 'The statements that it can print.' }),
	})
	.meta({ id: 'Template', description: 'A page template.' }) satisfies z.ZodType<TemplateSummary>;

export const TemplateListSchema = z
	.strictObject({
		items: z.array(TemplateSchema).meta({ description: 'All templates.' }),
		nextCursor: z.null().meta({ description: 'Always null: the list has one page.' }),
	})
	.meta({ id: 'TemplateList', description: 'The templates that a request may name.' });

/** As with `validationBody`: the schema's output is mutable. */
export function templateBody(loaded: LoadedTemplate): z.input<typeof TemplateSchema> {
	const { languages, notices, ...rest } = summaryOf(loaded);
	return { ...rest, languages: [...languages], notices: [...notices] };
}
