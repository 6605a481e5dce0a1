import { refused } from '../calls/refusal.ts';
import { type BatchOptions, readBatchRequest } from './batch-request.ts';
import type { Items } from './item.ts';
import { superbillItems } from './superbill-items.ts';
import type { ChosenColumns } from './table/header.ts';
import { splitBatch } from './upload/json-batch.ts';
import { LIMITS, type Limits } from './upload/limits.ts';
import { sentInLines } from './upload/sent.ts';
import type { Pieces } from './upload/text.ts';
import { tableItems, visitItems } from './visit-items.ts';
import type { SplitBy } from './visits/split-by.ts';

/** The format of an upload, and what it holds. Plain JSON. */
export type UploadForm =
	| {
			readonly kind: 'json';
			/** The entries of a list without an object around it. Without this, such a list is refused. */
			readonly of?: 'superbills' | 'visits';
			/** Overrides the option in the JSON. */
			readonly splitBy?: SplitBy | undefined;
	  }
	| { readonly kind: 'ndjson'; readonly of: 'superbills' }
	| { readonly kind: 'ndjson'; readonly of: 'visits'; readonly splitBy: SplitBy }
	/** A table always contains visits: each row is a service. */
	| { readonly kind: 'csv'; readonly splitBy: SplitBy; readonly columns?: ChosenColumns };

export interface UploadReading {
	/** The options inside of JSON. */
	readonly options?: BatchOptions;
	/**
	 * Superbills are read one by one, but visits are all read and grouped before the first superbill. After a Refusal nothing of
	 * the upload may be used, not even earlier items.
	 */
	readonly items: Items;
}

/** Reads the superbills that an upload asks for. @throws Refusal, also while its items are read */
export function readUpload(form: UploadForm, pieces: Pieces, limits: Limits = LIMITS): UploadReading {
	switch (form.kind) {
		case 'json': {
			const { outline, entries } = splitBatch(pieces, limits);
			const { value, findings } = readBatchRequest(withChoices(outline, form));
			if (!value) throw refused(findings);
			const { superbills, visits = [], ...options } = value;
			const items = superbills
				? superbillItems(entries('Superbill', superbills))
				: visitItems(entries('Visit', visits), options.splitBy ?? 'none', limits);
			return { options, items };
		}
		case 'ndjson': {
			const sent = sentInLines(pieces, limits);
			return {
				items: form.of === 'superbills' ? superbillItems(sent) : visitItems(sent, form.splitBy, limits),
			};
		}
		case 'csv':
			return { items: tableItems(pieces, form, limits) };
	}
}

function withChoices(
	outline: unknown,
	{ of, splitBy }: Extract<UploadForm, { readonly kind: 'json' }>,
): unknown {
	const batch = Array.isArray(outline) && of !== undefined ? { [of]: outline } : outline;
	return splitBy !== undefined && typeof batch === 'object' ? { ...batch, splitBy } : batch;
}
