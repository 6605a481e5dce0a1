import { EXAMPLES } from './examples/index.ts';
import type { OtherBodies } from './openapi/document.ts';

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
