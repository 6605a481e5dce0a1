import { z } from 'zod';
import { type Finding, SEVERITIES } from '../../superbill/finding.ts';

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
