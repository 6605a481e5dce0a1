import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { isMainThread } from 'node:worker_threads';
import { processorClock } from '../../src/http/requests/processor-clock.ts';

/**
 * Is loaded into the server. Reports how much processor time its main thread used between the sending of a request and its
 * answer: the time that the request would have waited if the main thread had a processor of its own.
 */

/** Moment of sending, in ms since 1970. */
export const SENT = 'x-sent';

/** File for the reports, one line each: the path and the milliseconds. */
export const REPORTS = 'FAIRNESS_REPORTS';

/** Interval of the samples in ms, and how long they are kept. */
const EVERY_MS = 4;
const KEPT = 60_000 / EVERY_MS;

const file = process.env[REPORTS];
if (isMainThread && file !== undefined) {
	const clock = processorClock();
	const now = () => performance.timeOrigin + performance.now();
	const samples: { readonly at: number; readonly used: number }[] = [];
	const sample = () => {
		samples.push({ at: now(), used: clock() });
		if (samples.length > 2 * KEPT) samples.splice(0, KEPT);
	};
	setInterval(sample, EVERY_MS).unref();

	/** Processor time used until a moment. Between two samples, it grows evenly. */
	const usedUntil = (moment: number) => {
		const after = Math.max(1, samples.findLastIndex(({ at }) => at <= moment) + 1);
		const [before, next] = [samples[after - 1], samples[after]];
		if (!before || !next) return clock();
		const share = Math.min(1, Math.max(0, (moment - before.at) / (next.at - before.at)));
		return before.used + share * (next.used - before.used);
	};

	const begun = new WeakMap<IncomingMessage, number>();
	subscribe('http.server.request.start', (message) => {
		const { request } = message as { readonly request: IncomingMessage };
		const sent = Number(request.headers[SENT]);
		if (!Number.isFinite(sent)) return;
		sample();
		begun.set(request, usedUntil(sent));
	});
	subscribe('http.server.response.finish', (message) => {
		const { request } = message as { readonly request: IncomingMessage };
		const since = begun.get(request);
		if (since !== undefined) appendFileSync(file, `${request.method} ${request.url} ${clock() - since}\n`);
	});
}
