import type { SplitBy } from '../visits/split-by.ts';
import type { BatchRequest } from './batch-request.ts';
import type { Items } from './item.ts';
import { LIMITS, type Limits } from './limits.ts';

export { BatchRequest, readBatchRequest } from './batch-request.ts';
export { IntakeError, type IntakeErrorKind } from './intake-error.ts';
export type { Item, Items, ReadyItem, RefusedItem, Understood } from './item.ts';

type Chunks = AsyncIterable<Uint8Array>;

/** What was sent, as it comes. */
export type Upload =
	| { readonly kind: 'json'; readonly batch: BatchRequest }
	| { readonly kind: 'ndjson'; readonly of: 'superbills'; readonly chunks: Chunks }
	| {
			readonly kind: 'ndjson';
			readonly of: 'visits';
			readonly splitBy: SplitBy;
			readonly chunks: Chunks;
	  }
	/** A table has a service a row, so that it always brings visits. */
	| { readonly kind: 'csv'; readonly splitBy: SplitBy; readonly chunks: Chunks };

/**
 * The superbills that an upload asks for. Superbills of NDJSON leave one by one as they arrive; visits are put together
 * when all have. @throws IntakeError at any step, when nothing of the upload may be used.
 */
export function readUpload(_upload: Upload, _limits: Limits = LIMITS): Items {
	throw new Error('not written yet');
}
