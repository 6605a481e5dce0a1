import { z } from 'zod';
import { oneOf } from '../superbill/fields.ts';
import { readShape, type ShapeReading } from '../superbill/read.ts';
import { LIMITS } from './upload/limits.ts';
import { SPLIT_BY } from './visits/split-by.ts';

export const BATCH_MODES = ['issue', 'render', 'draft'] as const;
export type BatchMode = (typeof BATCH_MODES)[number];

export const BatchMode = oneOf(
	BATCH_MODES,
	'`issue` numbers and keeps each superbill. `render` only draws them and keeps them with the batch for seven days. `draft` checks and lists them; a second call issues them.',
	'issue',
);

export const SplitByOption = oneOf(
	SPLIT_BY,
	'For visits: one superbill for each patient and calendar month (`none`), or one for each visit, rendering provider or first payer within that month.',
	'none',
);

/** A list whose items are not checked here, because one bad item must not stop the others. */
const items = (description: string, what: string) =>
	z
		.array(z.unknown())
		.min(1, `is empty. Add at least one ${what}`)
		.max(LIMITS.items, `has more than ${LIMITS.items} entries. Send the rest as another batch`)
		.describe(description);

/** A batch as one JSON object: superbills, or visits to combine into superbills. */
export const BatchRequest = z
	.strictObject({
		mode: BatchMode.default('issue'),
		splitBy: SplitByOption.optional(),
		superbills: items('Superbill requests, as `POST /v1/superbills` takes them.', 'superbill').optional(),
		visits: items(
			'Visits: superbill requests without `replaces` whose service lines all have the same date.',
			'visit',
		).optional(),
	})
	.superRefine(({ superbills, visits, splitBy }, context) => {
		if ((superbills === undefined) === (visits === undefined)) {
			context.addIssue({
				code: 'custom',
				path: [superbills === undefined ? 'superbills' : 'visits'],
				message:
					superbills === undefined
						? 'is missing, and so is "visits". Send one of the two'
						: 'cannot be sent with superbills. Send one of the two',
			});
		}
		if (superbills !== undefined && splitBy !== undefined) {
			context.addIssue({
				code: 'custom',
				path: ['splitBy'],
				message: 'is only for visits. Leave it out for superbills',
			});
		}
	})
	.meta({ id: 'BatchRequest', description: 'Many superbills at once.' });

export type BatchRequest = z.output<typeof BatchRequest>;

/** Reads parsed JSON as a batch without checking its items. */
export function readBatchRequest(value: unknown): ShapeReading<BatchRequest> {
	return readShape(BatchRequest, value);
}
