import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../../batches/batch.ts';
import { batchBody } from './batch-schemas.ts';

/** How often it is looked for progress, in ms. */
const LOOK_MS = 500;

/** After so long without a word proxies, and this service, take a connection for dead, less some, in ms. */
const HEARTBEAT_MS = 15_000;

export interface Watching {
	/** As it is now. */
	readonly look: () => Promise<Batch>;
	/** Whether whoever listens must go elsewhere. */
	readonly isClosing: () => boolean;
	/** `Last-Event-ID` of whoever listened before. */
	readonly lastId?: string | undefined;
	readonly heartbeatMs?: number;
}

/**
 * The progress of a batch as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): a
 * `progress` whenever something changed, and `end` when there is no more to come. It is read from the store, so that it
 * does not matter which process works on the batch, and which one a caller comes back to: the id of an event tells what
 * it said.
 */
export async function* batchEvents(
	first: Batch,
	{ look, isClosing, lastId, heartbeatMs = HEARTBEAT_MS }: Watching,
): AsyncGenerator<string, void, void> {
	yield 'retry: 2000\n\n';
	let told = lastId?.replace(/^\d+-/, '');
	let spokenAt = Date.now();
	for (let batch = first; ; batch = await look()) {
		const now = Date.now();
		const state = stateOf(batch);
		if (state !== told) {
			yield `id: ${now}-${state}\nevent: progress\ndata: ${JSON.stringify(batchBody(batch))}\n\n`;
			[told, spokenAt] = [state, now];
		} else if (now - spokenAt >= heartbeatMs) {
			yield ':\n\n';
			spokenAt = now;
		}
		if (batch.finishedAt !== null) {
			yield 'event: end\ndata: {}\n\n';
			return;
		}
		await sleep(LOOK_MS);
		if (isClosing()) return;
	}
}

/** All that progress is; what is reckoned from the clock changes without it. */
function stateOf({ state, counts }: Batch): string {
	const { waiting, checked, done, failed, cancelled } = counts;
	return [state, waiting, checked, done, failed, cancelled].join('-');
}
