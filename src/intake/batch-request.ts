import { z } from 'zod';
import { oneOf } from '../superbill/fields.ts';
import { readShape, type ShapeReading } from '../superbill/read.ts';
import { LIMITS } from './upload/limits.ts';
import { SPLIT_BY } from './visits/split-by.ts';

export const BATCH_MODES = ['issue', 'render', 'draft'] as const;
export type BatchMode = (typeof BATCH_MODES)[number];

export const BatchMode = oneOf(BATCH_MODES, {
	description:
		'`issue` numbers and keeps each superbill; `render` only draws them, kept with the batch for seven days; `draft` checks and lists them, to be issued by a call of its own.',
	example: 'issue',
});

export const SplitByOption = oneOf(SPLIT_BY, {
	description:
		'Of visits: one superbill for each patient and calendar month (`none`), or one for each visit, each rendering provider or each first payer in it.',
	example: 'none',
});

/** Items are judged one by one: a bad one must not stop the others. */
const items = (description: string, what: string) =>
	z
		.array(z.unknown())
		.min(1, `must have at least one ${what}`)
		.max(LIMITS.items, `must have at most ${LIMITS.items} entries: send the rest as another batch`)
		.meta({ description });

/** A batch as one JSON object: finished superbills, or visits to be put together. */
export const BatchRequest = z
	.strictObject({
		mode: BatchMode.default('issue'),
		splitBy: SplitByOption.optional(),
		superbills: items('Superbill requests, as `POST /v1/superbills` takes them.', 'superbill').optional(),
		visits: items(
			'Visits: superbill requests without `replaces` whose service lines are all of one day.',
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
						? 'is required, or visits is: a batch brings one of both'
						: 'must not stand beside superbills: a batch brings one of both',
			});
		}
		if (superbills !== undefined && splitBy !== undefined) {
			context.addIssue({
				code: 'custom',
				path: ['splitBy'],
				message: 'goes only with visits: superbills are made as they are',
			});
		}
	})
	.meta({ id: 'BatchRequest', description: 'Many superbills at once.' });

export type BatchRequest = z.output<typeof BatchRequest>;

/** Reads parsed JSON as a batch, or says what is wrong with it as a whole; its items are not looked at. */
export function readBatchRequest(value: unknown): ShapeReading<BatchRequest> {
	return readShape(BatchRequest, value);
}
