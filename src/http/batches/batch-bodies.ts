import { z } from 'zod';
import { BatchMode, SplitByOption } from '../../intake/batch-request.ts';
import { LIMITS } from '../../intake/upload/limits.ts';
import { SentSuperbill } from '../../practices/sent.ts';
import { object, ofList } from '../../superbill/fields.ts';
import { EXAMPLES } from '../examples/index.ts';

const sent = (description: string) =>
	z
		.array(SentSuperbill)
		.min(1, ofList('is empty'))
		.max(LIMITS.items, ofList('is long'))
		.optional()
		.describe(description);

/** The published shape of a batch. `BatchRequest` reads what is sent; the items are checked one by one. */
export const PublishedBatch = object('BatchOfSuperbills', 'Many superbills in one request.', {
	mode: BatchMode.default('render'),
	splitBy: SplitByOption.optional(),
	superbills: sent('Superbill requests; each becomes one superbill. Send either these or visits.'),
	visits: sent(
		'Visits to combine into superbills: superbill requests without `replaces` whose service lines are all on one day.',
	),
});

/** Examples without numbers, which superbills get when they are issued. */
const SUPERBILLS = Object.values(EXAMPLES)
	.filter(({ value }) => !('replaces' in value))
	.map(({ value: { number: _, ...superbill } }) => superbill);

const [FIRST] = SUPERBILLS;

export const BATCH_EXAMPLES = {
	superbills: {
		summary: 'Two superbills, only drawn',
		value: { mode: 'render', superbills: SUPERBILLS.slice(0, 2) },
	},
	draft: {
		summary: 'Visits, as a draft: one superbill per patient and month',
		value: { mode: 'draft', splitBy: 'none', visits: [FIRST] },
	},
};

export const LinesBody = z
	.string()
	.meta({ format: 'binary' })
	.describe('Text in UTF-8 with one JSON object per line: a superbill request, or with `of=visits` a visit.');

export const TableBody = z
	.string()
	.meta({ format: 'binary' })
	.describe('A table in UTF-8 with one row per service and the columns of the sample table.');
