import { z } from 'zod';
import { Refusal } from '../../calls/refusal.ts';
import { BATCH_MODES, type BatchMode } from '../../intake/batch-request.ts';
import type { UploadForm } from '../../intake/read.ts';
import { SPLIT_BY, type SplitBy } from '../../intake/visits/split-by.ts';
import { flag } from '../requests/query.ts';
import type { UploadedBody } from '../requests/uploads.ts';

const OF = ['superbills', 'visits'] as const;

const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
	z.enum(values).optional().describe(description);

// No defaults: Swagger UI would send them with a JSON body, too.
export const BatchQuery = z.strictObject({
	mode: choice(
		BATCH_MODES,
		'For NDJSON and CSV only; a JSON body has this option inside. `render` (the default) only draws the superbills; the PDFs stay with the batch for seven days. `issue` numbers and stores each one. `draft` checks and lists them, to be issued later with *Issue a draft*.',
	),
	of: choice(
		OF,
		'For NDJSON only: whether each line is one of `superbills` (the default) or one of `visits`.',
	),
	splitBy: choice(
		SPLIT_BY,
		'For CSV and for visits in NDJSON; a JSON body has this option inside. By default (`none`) a superbill has all visits of one patient in one calendar month. The other choices split it further: one superbill for each visit, each rendering provider, or each first payer.',
	),
	dryRun: flag(
		'With `true`, nothing is stored. The answer says how the upload was understood and what is wrong with it.',
	),
	again: flag(
		'With `true`, superbills are issued even if the same services were issued less than a day ago. Without it, such an item fails, and its reason names the earlier superbill.',
	),
});

/** The format of an upload and the options outside of it. A JSON body has the mode and the split inside. */
export interface Asked {
	readonly mode: BatchMode;
	readonly splitBy: SplitBy;
	readonly isDryRun: boolean;
	readonly again: boolean;
	readonly form: UploadForm;
}

/** Reads the options of an upload. @throws Refusal if they do not fit its media type */
export function readAsked(query: z.output<typeof BatchQuery>, kind: UploadedBody['kind']): Asked {
	const { mode = 'render', splitBy = 'none', of } = query;
	const common = { mode, splitBy, isDryRun: query.dryRun === 'true', again: query.again === 'true' };
	if (kind === 'json') {
		refuseOptions(query, ['mode', 'of', 'splitBy'], 'A JSON body contains its options');
		return { ...common, form: { kind } };
	}
	if (kind === 'csv') {
		refuseOptions(query, ['of'], 'A table always holds visits, with one row per service');
		return { ...common, form: { kind, splitBy } };
	}
	if (of === 'visits') return { ...common, form: { kind, of, splitBy } };
	refuseOptions(query, ['splitBy'], 'Only visits can be split (of=visits); superbills are made as they are');
	return { ...common, form: { kind, of: 'superbills' } };
}

function refuseOptions(
	query: z.output<typeof BatchQuery>,
	names: readonly (keyof z.output<typeof BatchQuery>)[],
	why: string,
): void {
	const found = names.filter((name) => query[name] !== undefined);
	if (found.length === 0) return;
	throw new Refusal('invalid-parameter', `${why}. Leave out the query parameter ${found.join(' and ')}.`);
}
