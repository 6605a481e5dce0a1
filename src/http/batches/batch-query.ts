import { z } from 'zod';
import { Refusal, refused } from '../../calls/refusal.ts';
import {
	BATCH_MODES,
	type BatchMode,
	type BatchRequest,
	readBatchRequest,
} from '../../intake/batch-request.ts';
import type { Upload } from '../../intake/read.ts';
import { SPLIT_BY } from '../../intake/visits/split-by.ts';
import { StreamedBody } from '../requests/uploads.ts';

const OF = ['superbills', 'visits'] as const;

const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
	z.enum(values).optional().meta({ description });

// No examples and no defaults: Swagger UI would send them with a JSON body, too.
export const BatchQuery = z.strictObject({
	mode: choice(
		BATCH_MODES,
		'Of NDJSON and CSV; JSON has its own. `issue` (if nothing is said) numbers and keeps each superbill; `render` only draws them, kept with the batch for seven days; `draft` checks and lists them, to be issued by a call of its own.',
	),
	of: choice(OF, 'What a line of NDJSON is: one of `superbills` (if nothing is said), or of `visits`.'),
	splitBy: choice(
		SPLIT_BY,
		'Of visits in NDJSON and of CSV; JSON has its own. What a superbill is made for: each patient and calendar month (`none`, if nothing is said), or in that each visit, each rendering provider or each first payer.',
	),
	dryRun: choice(
		['true', 'false'],
		'With `true` nothing is kept: the answer says what was understood, and what is wrong.',
	),
});

/** What is asked for, and what it is asked of. */
export interface Asked {
	readonly mode: BatchMode;
	readonly isDryRun: boolean;
	/** All else that the answer depends on. */
	readonly asked: string;
	readonly upload: Upload;
}

/** @throws Refusal for options that do not fit what was sent, and for a JSON body that is no batch */
export function readAsked(query: z.output<typeof BatchQuery>, body: unknown): Asked {
	const isDryRun = query.dryRun === 'true';
	if (!(body instanceof StreamedBody)) {
		refuseOptions(query, ['mode', 'of', 'splitBy'], 'A JSON body has its options in itself');
		const batch = batchIn(body);
		const { mode, splitBy = 'none' } = batch;
		return { mode, isDryRun, asked: splitBy, upload: { kind: 'json', batch } };
	}
	const { chunks, kind } = body;
	const { mode = 'issue', splitBy = 'none' } = query;
	const common = { mode, isDryRun, asked: splitBy };
	if (kind === 'csv') {
		refuseOptions(query, ['of'], 'A table brings visits, a row for each service');
		return { ...common, upload: { kind, splitBy, chunks } };
	}
	if (query.of === 'visits') return { ...common, upload: { kind, of: 'visits', splitBy, chunks } };
	refuseOptions(query, ['splitBy'], 'Superbills are made as they are; only visits (of=visits) are split');
	return { ...common, upload: { kind, of: 'superbills', chunks } };
}

function refuseOptions(
	query: z.output<typeof BatchQuery>,
	names: readonly (keyof z.output<typeof BatchQuery>)[],
	why: string,
): void {
	const found = names.filter((name) => query[name] !== undefined);
	if (found.length === 0) return;
	throw new Refusal('invalid-request', `${why}. Leave the query parameter ${found.join(' and ')} out.`);
}

function batchIn(body: unknown): BatchRequest {
	const { value, findings } = readBatchRequest(body);
	if (!value) throw refused(findings);
	return value;
}
