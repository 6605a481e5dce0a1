import { z } from 'zod';
import { invalidParameters } from '../../calls/refusal.ts';
import { BATCH_MODES } from '../../intake/batch-request.ts';
import type { UploadForm } from '../../intake/read.ts';
import { SPLIT_BY } from '../../intake/visits/split-by.ts';
import { flag } from '../requests/query.ts';

const OF = ['superbills', 'visits'] as const;

// No defaults in the schemas: Swagger UI would send them.
const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
	z.enum(values).optional().describe(description);

const again = flag(
	'With `true`, superbills are issued even if the same services were issued less than a day ago. Without it, such an item fails, and its reason names the earlier superbill.',
);

const mode = choice(
	BATCH_MODES,
	'`render` (the default) only draws the superbills; the PDFs stay with the batch for seven days. `issue` numbers and stores each one. `draft` checks and lists them, to be issued later with *Issue a draft*.',
);

const splitBy = choice(
	SPLIT_BY,
	'By default (`none`), a superbill has all visits of one patient in one calendar month. The other choices split it further: one superbill for each visit, each rendering provider, or each first payer.',
);

const lines = {
	of: choice(OF, 'The lines: `superbills` (the default), or `visits` to combine into superbills.'),
	splitBy: splitBy.describe(`For visits only. ${splitBy.description}`),
};

/** Queries of uploads. JSON has the mode and the split inside. */
export const JsonQuery = z.strictObject({ again });
export const LinesQuery = z.strictObject({ mode, again, ...lines });
export const TableQuery = z.strictObject({ mode, again, splitBy });
export const LinesCheckQuery = z.strictObject(lines);
export const TableCheckQuery = z.strictObject({ splitBy });

/** @throws Refusal if superbills, which are made as they are, are to be split */
export function formOfLines({
	of = 'superbills',
	splitBy,
}: Pick<z.output<typeof LinesQuery>, 'of' | 'splitBy'>): UploadForm {
	if (of === 'visits') return { kind: 'ndjson', of, splitBy: splitBy ?? 'none' };
	if (splitBy === undefined) return { kind: 'ndjson', of };
	const detail =
		'Only visits can be split (of=visits); superbills are made as they are. Leave out the query parameter splitBy.';
	throw invalidParameters([{ in: 'query', name: 'splitBy', detail }]);
}
