import { z } from 'zod';

const DESCRIPTION =
	'Any text of your choice, such as a UUID, of at most 255 characters. If you send the same request again with the same key within 24 hours, you get the same answer, and nothing is done twice.';

export const IdempotencyKey = z.object({
	'Idempotency-Key': z
		.string()
		.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 letters, digits or signs without spaces, such as a UUID')
		.optional()
		.describe(DESCRIPTION),
});

/** Documents the header in a route's schema. */
export const REPLAYED = {
	'Idempotent-Replayed': {
		description:
			'`true` if an earlier request with the same `Idempotency-Key` did this, and you get its answer again.',
		example: 'true',
		required: false,
	},
} as const;

/** Marks an answer that repeats an earlier one. */
export function replayedHeader(replayed = false): { readonly [name: string]: string } {
	return replayed ? { 'Idempotent-Replayed': 'true' } : {};
}
