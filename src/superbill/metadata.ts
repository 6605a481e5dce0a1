import { z } from 'zod';
import { ofText } from './fields.ts';

const MOST_PAIRS = 20;
const LONGEST_NAME = 40;
const LONGEST_VALUE = 500;

/**
 * Text pairs of the caller, such as the id of an encounter. They are stored and returned with a superbill, and never
 * printed or attached to its document.
 */
export const Metadata = z
	.record(
		z
			.string()
			.regex(
				/^[A-Za-z0-9_.-]+$/,
				'has a name with other characters. Use letters, digits, underscores, periods and hyphens',
			)
			.max(LONGEST_NAME, ofText(`has a name of more than ${LONGEST_NAME} characters. Shorten it`)),
		z.string().max(LONGEST_VALUE, ofText(`has more than ${LONGEST_VALUE} characters. Shorten it`)),
	)
	.refine((pairs) => Object.keys(pairs).length <= MOST_PAIRS, {
		error: `has more than ${MOST_PAIRS} pairs. Keep at most ${MOST_PAIRS}`,
		abort: true,
	})
	.meta({
		id: 'Metadata',
		description: `Up to ${MOST_PAIRS} text pairs of your own, such as the id of an encounter. They come back in records, lists, searches and batch items, and can be searched for. They are never printed. This is no place for patient data: whoever may list superbills sees them.`,
		examples: [{ encounterId: 'ENC-1' }],
	});

export type Metadata = z.output<typeof Metadata>;

/** Reads the metadata of a body that may have mistakes elsewhere. */
export function metadataOf(body: unknown): Metadata | undefined {
	const { data } = Metadata.safeParse((body as { readonly metadata?: unknown } | null)?.metadata);
	return data;
}
