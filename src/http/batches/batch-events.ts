import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../../batches/batch.ts';
import { batchBody } from './batch-schemas.ts';

/** Interval between two reads of the batch, in ms. */
const LOOK_MS = 500;

/** Longest silence, in ms. Proxies cut connections that are silent for 30 seconds or more. */
const HEARTBEAT_MS = 15_000;

export interface Watching {
	/** Reads the batch as it is now. */
	readonly look: () => Promise<Batch>;
	/** True while this process is stopping, so that listeners must reconnect to another. */
	readonly isClosing: () => boolean;
	/** The last event that the listener saw, from its header `Last-Event-ID`. */
	readonly lastId?: string | undefined;
	readonly heartbeatMs?: number;
}

/**
 * Streams the progress of a batch as server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html): `progress` whenever something changed, and `end`
 * when the batch has ended, each with the batch. It polls the store, and the id of an event contains the state it reported, so any process
 * can serve or resume a stream.
 */
export async function* batchEvents(
	first: Batch,
	{ look, isClosing, lastId, heartbeatMs = HEARTBEAT_MS }: Watching,
): AsyncGenerator<string, void, void> {
	yield 'retry: 2000\n\n';
	let reported = lastId?.replace(/^\d+-/, '');
	let sentAt = Date.now();
	for (let batch = first; ; batch = await look()) {
		const now = Date.now();
		const state = stateOf(batch);
		if (state !== reported) {
			yield `id: ${now}-${state}\nevent: progress\ndata: ${JSON.stringify(batchBody(batch))}\n\n`;
			[reported, sentAt] = [state, now];
		} else if (now - sentAt >= heartbeatMs) {
			yield ':\n\n';
			sentAt = now;
		}
		if (batch.finishedAt !== null) {
			yield `event: end\ndata: ${JSON.stringify(batchBody(batch))}\n\n`;
			return;
		}
		await sleep(LOOK_MS);
		if (isClosing()) return;
	}
}

/** Everything that counts as progress. Rate and remaining time also change with the clock, so they do not. */
function stateOf({ state, counts }: Batch): string {
	const { waiting, checked, done, failed, cancelled } = counts;
	return [state, waiting, checked, done, failed, cancelled].join('-');
}
