import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from '../answers/problem.ts';

// No example: Swagger UI would send it with every request, and all but the first would be taken for the first again.
export const IdempotencyKey = z.object({
	'Idempotency-Key': z.string().optional().meta({
		description:
			'Any text of your own of at most 255 characters, such as a UUID. Sent again with the same request within 24 hours, it brings the same answer, and nothing is issued twice.',
	}),
});

/** @throws Problem for a key that nobody could send again without thinking about its spelling */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
	const key = headers['idempotency-key'];
	if (key === undefined) return undefined;
	if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
	throw new Problem(
		'BadRequest',
		'The header Idempotency-Key must be 1 to 255 letters, digits or signs without spaces, such as a UUID.',
	);
}
