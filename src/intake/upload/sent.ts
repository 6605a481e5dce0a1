import { Refusal } from '../../calls/refusal.ts';
import type { Finding } from '../../superbill/finding.ts';
import type { Limits } from './limits.ts';
import { readLines } from './ndjson.ts';
import type { Chunks } from './text.ts';

/** A superbill or a visit as it was sent: parsed JSON, or the reason why a line is not JSON. */
export type SentBody = {
	/** From 1. */
	readonly position: number;
} & (
	| { readonly body: unknown; readonly row?: number; readonly finding?: undefined }
	| { readonly body?: undefined; readonly row: number; readonly finding: Finding }
);

export async function* sentInList(bodies: readonly unknown[]): AsyncGenerator<SentBody, void, void> {
	for (const [i, body] of bodies.entries()) yield { position: i + 1, body };
}

/** @throws Refusal for an upload that is not text, is cut off or empty, or has more than a batch takes */
export async function* sentInLines(chunks: Chunks, limits: Limits): AsyncGenerator<SentBody, void, void> {
	let position = 0;
	for await (const { row, finding, value } of readLines(chunks, limits.lineBytes)) {
		if (++position > limits.items) throw tooManyItems(limits.items);
		yield finding ? { position, row, finding } : { position, row, body: value };
	}
	if (position === 0) throw new Refusal('unreadable', 'The upload is empty. Send one JSON object per line.');
}

export function tooManyItems(most: number): Refusal {
	return new Refusal(
		'too-large',
		`The upload has more than ${most} superbills or visits. Send it as several batches, and keep all visits of a patient in one batch.`,
	);
}
