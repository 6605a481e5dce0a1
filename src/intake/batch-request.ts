import { z } from 'zod';
import { oneOf } from '../superbill/fields.ts';
import { readShape, type ShapeReading } from '../superbill/read.ts';
import { SPLIT_BY } from './visits/split-by.ts';

export const BATCH_MODES = ['render', 'issue', 'draft'] as const;
export type BatchMode = (typeof BATCH_MODES)[number];

export const BatchMode = oneOf(
	BATCH_MODES,
	'`render` only draws the superbills and keeps them with the batch for seven days. `issue` numbers and keeps each one. `draft` checks and lists them; a second call issues them.',
	'render',
);

export const SplitByOption = oneOf(
	SPLIT_BY,
	'For visits: one superbill for each patient and calendar month (`none`), or one for each visit, rendering provider or first payer within that month.',
	'none',
);

/** A list of which only the length is known: its entries are read later, because one bad entry must not stop the others. */
const entries = (what: string) => z.array(z.number()).min(1, `is empty. Add at least one ${what}`).optional();

/**
 * The outline of a batch as one JSON object, with either superbills or visits to combine into superbills. An entry of a list
 * is its number in the upload.
 */
export const BatchRequest = z
	.strictObject({
		mode: BatchMode.default('render'),
		splitBy: SplitByOption.optional(),
		superbills: entries('superbill'),
		visits: entries('visit'),
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
	});

export type BatchRequest = z.output<typeof BatchRequest>;

export type BatchOptions = Pick<BatchRequest, 'mode' | 'splitBy'>;

/** Reads the outline of a batch. */
export function readBatchRequest(value: unknown): ShapeReading<BatchRequest> {
	return readShape(BatchRequest, value);
}
