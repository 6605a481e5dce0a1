import { z } from 'zod';
import { type Finding, SEVERITIES } from '../../superbill/finding.ts';

export const FindingSchema = z
	.strictObject({
		rule: z.string().meta({
			description: 'The rule that found it. `GET /v1/rules` lists them.',
			examples: ['npi-check-digit'],
		}),
		severity: z.enum(SEVERITIES).meta({
			description: 'With an error, no superbill is made. Warnings and infos do not prevent it.',
		}),
		pointer: z.string().meta({
			description:
				'Where in the request it is, as a JSON pointer (RFC 6901). Empty for the request as a whole.',
			examples: ['/serviceLines/0/charge'],
		}),
		message: z.string().meta({
			description: 'What is wrong.',
			examples: ['Service line 1: charge is not an amount in dollars and cents.'],
		}),
		help: z.string().meta({
			description: 'What to do about it.',
			examples: ['Write it like "150.00", without a dollar sign or comma.'],
		}),
	})
	.meta({
		id: 'Finding',
		description: 'Something that a check found in the request.',
	}) satisfies z.ZodType<Finding>;
