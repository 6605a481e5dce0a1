import type { BatchRequest } from './batch-request.ts';
import type { Items } from './item.ts';
import { superbillItems } from './superbill-items.ts';
import { LIMITS, type Limits } from './upload/limits.ts';
import { sentInLines, sentInList } from './upload/sent.ts';
import { type Chunks, limitBytes } from './upload/text.ts';
import { tableItems, visitItems } from './visit-items.ts';
import type { SplitBy } from './visits/split-by.ts';

export type Upload =
	| { readonly kind: 'json'; readonly batch: BatchRequest }
	| { readonly kind: 'ndjson'; readonly of: 'superbills'; readonly chunks: Chunks }
	| {
			readonly kind: 'ndjson';
			readonly of: 'visits';
			readonly splitBy: SplitBy;
			readonly chunks: Chunks;
	  }
	/** Each row is a service, so a table always contains visits. */
	| { readonly kind: 'csv'; readonly splitBy: SplitBy; readonly chunks: Chunks };

/**
 * Reads the superbills that an upload asks for. Yields superbills as they arrive, but visits only after all have arrived
 * and been grouped. @throws Refusal at any step; then nothing of the upload may be used, not even earlier items
 */
export function readUpload(upload: Upload, limits: Limits = LIMITS): Items {
	switch (upload.kind) {
		case 'json': {
			const { superbills, visits, splitBy } = upload.batch;
			return superbills
				? superbillItems(sentInList(superbills))
				: visitItems(sentInList(visits as readonly unknown[]), splitBy ?? 'none');
		}
		case 'ndjson':
			return upload.of === 'superbills'
				? superbillItems(sentInLines(upload.chunks, limits))
				: visitItems(sentInLines(limitBytes(upload.chunks, limits.gatheredBytes), limits), upload.splitBy);
		case 'csv':
			return tableItems(upload.chunks, upload.splitBy, limits);
	}
}
