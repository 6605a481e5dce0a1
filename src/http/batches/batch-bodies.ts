import { z } from 'zod';
import { BatchMode, SplitByOption } from '../../intake/batch-request.ts';
import { LIMITS } from '../../intake/upload/limits.ts';
import { SentSuperbill } from '../../practices/sent.ts';
import { EXAMPLES } from '../examples/index.ts';
import type { OtherBodies } from '../openapi/document.ts';

const sent = (description: string) =>
	z.array(SentSuperbill).min(1).max(LIMITS.items).optional().meta({ description });

/** For those who read the API; what is sent is read by `BatchRequest`, which leaves the items to be judged one by one. */
export const PublishedBatch = z
	.strictObject({
		mode: BatchMode.default('issue'),
		splitBy: SplitByOption.optional(),
		superbills: sent('Superbills, each made as it is. Either these or visits.'),
		visits: sent(
			'Visits, put together to superbills: requests without `replaces` whose service lines are all of one day.',
		),
	})
	.meta({ id: 'BatchOfSuperbills', description: 'Many superbills at once.' });

/** What a batch may hold, without numbers: they are given when it is issued. */
const SUPERBILLS = Object.values(EXAMPLES)
	.filter(({ value }) => !('replaces' in value))
	.map(({ value: { number: _, ...superbill } }) => superbill);

const [FIRST] = SUPERBILLS;

export const BATCH_EXAMPLES = {
	superbills: {
		summary: 'Two superbills, issued at once',
		value: { mode: 'issue', superbills: SUPERBILLS.slice(0, 2) },
	},
	draft: {
		summary: 'Visits, one superbill for each patient and month, as a draft',
		value: { mode: 'draft', splitBy: 'none', visits: [FIRST] },
	},
};

export const STREAMED_BODIES: OtherBodies = {
	'text/csv': {
		schema: {
			type: 'string',
			format: 'binary',
			description: 'One row a service, columns as in the sample table; UTF-8.',
		},
	},
	'application/x-ndjson': {
		schema: {
			type: 'string',
			format: 'binary',
			description: 'One JSON object a line: a superbill request, or with `of=visits` a visit. UTF-8.',
		},
	},
};
