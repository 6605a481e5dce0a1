import { Refusal } from '../../calls/refusal.ts';
import type { Finding } from '../../superbill/finding.ts';
import type { Limits } from './limits.ts';
import { readLines } from './ndjson.ts';
import { type Pieces, tooManyItems } from './text.ts';

/** A superbill or a visit as it was sent: parsed JSON, or the reason why it is none. */
export type SentBody = {
	/** From 1. */
	readonly position: number;
	/** The line of NDJSON. */
	readonly row?: number;
} & (
	| { readonly body: unknown; readonly finding?: undefined }
	| { readonly body?: undefined; readonly finding: Finding }
);

/** @throws Refusal for an upload that is not text, is cut off or empty, or has more than a batch takes */
export function* sentInLines(pieces: Pieces, limits: Limits): Generator<SentBody, void, void> {
	let position = 0;
	for (const { row, finding, value } of readLines(pieces, limits)) {
		if (++position > limits.items) throw tooManyItems(limits.items);
		yield finding ? { position, row, finding } : { position, row, body: value };
	}
	if (position === 0) throw new Refusal('unreadable', 'The upload is empty. Send one JSON object per line.');
}
