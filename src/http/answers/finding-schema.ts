import { z } from 'zod';
import type { Finding } from '../../superbill/finding.ts';

export const FindingSchema = z
	.strictObject({
		rule: z.string().meta({ description: 'The check that found it.', examples: ['npi-check-digit'] }),
		severity: z.enum(['error', 'warning', 'info']).meta({
			description: 'An error refuses the superbill; a warning or an info lets it through.',
		}),
		pointer: z.string().meta({
			description: 'Where in the request, as a JSON pointer (RFC 6901); empty for the request as a whole.',
			examples: ['/serviceLines/0/charge'],
		}),
		message: z.string().meta({
			description: 'What was found.',
			examples: [
				'serviceLines[0].charge must be text like "150.00", not a number: cents get lost in numbers.',
			],
		}),
		help: z.string().meta({
			description: 'What to do about it.',
			examples: ['Change serviceLines[0].charge and send it again.'],
		}),
	})
	.meta({
		id: 'Finding',
		description: 'What a check has to say about the request.',
	}) satisfies z.ZodType<Finding>;
