import { z } from 'zod';
import { object } from '../../superbill/fields.ts';
import { type Finding, SEVERITIES } from '../../superbill/finding.ts';
import { string } from './fields.ts';

export const FindingSchema = object('Finding', 'Something that a check found in the request.', {
	rule: string('The rule that found it. `GET /v1/rules` lists them.', 'npi-check-digit'),
	severity: z
		.enum(SEVERITIES)
		.describe('With an error, no superbill is made. Warnings and infos do not prevent it.'),
	pointer: string(
		'Where in the request it is, as a JSON pointer (RFC 6901). Empty for the request as a whole.',
		'/serviceLines/0/charge',
	),
	message: string('What is wrong.', 'Service line 1: charge is not an amount in dollars and cents.'),
	help: string('What to do about it.', 'Write it like "150.00", without a dollar sign or comma.'),
	id: string(
		'Your own id of the service line or payment that it is about, if you gave one.',
		'L-1',
	).optional(),
}) satisfies z.ZodType<Finding>;
