import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { quantile } from '../statistics.ts';
import type { Figures, Served } from './served.ts';

export interface Load {
	readonly connections: number;
	readonly seconds: number;
	/** Requests a second, where they do not wait for answers. */
	readonly rate?: number;
}

/** What a server did under a load. */
export interface Outcome {
	readonly connections: number;
	readonly documents: number;
	readonly perSecond: number;
	/** Milliseconds, of answers with a document. */
	readonly p50: number;
	readonly p99: number;
	/** Of all answers, how many turned the request away with 503, and how long that took, milliseconds. */
	readonly turnedAway: number;
	readonly turnedAwayP99: number | undefined;
	/** Neither a document nor 503. */
	readonly failed: number;
	/** Milliseconds of processor time of the server, whatever it runs in other processes among it. */
	readonly cpuPerDocument: number;
	/** Milliseconds beyond the interval of the timer. */
	readonly loopDelayP99: number;
	/** Milliseconds until `/health/live` answers, asked 50 times a second by another process. */
	readonly liveP99: number;
	readonly megabytes: number;
}

/** Puts a server under load. Every request has another body. */
export async function load(
	served: Served,
	bodies: Iterator<string>,
	{ connections, seconds, rate }: Load,
): Promise<Outcome> {
	const probe = startProbe(served.live, seconds);
	const before = await served.figures();
	const drawn: number[] = [];
	const turnedAway: number[] = [];
	let others = 0;
	const run = autocannon({
		url: served.origin,
		connections,
		duration: seconds,
		...(rate !== undefined && { overallRate: rate }),
		requests: [
			{
				method: 'POST',
				path: served.path,
				headers: { 'content-type': 'application/json' },
				setupRequest: (request) => ({ ...request, body: bodies.next().value as string }),
			},
		],
	}).on('response', (_client, status, _bytes, ms) => {
		if (status === 200 || status === 201) drawn.push(ms);
		else if (status === 503) turnedAway.push(ms);
		else others++;
	});
	const { errors, timeouts, duration } = await run;
	const after: Figures = await served.figures();
	const answers = drawn.length + turnedAway.length + others;
	return {
		connections,
		documents: drawn.length,
		perSecond: drawn.length / duration,
		p50: quantile(drawn, 0.5),
		p99: quantile(drawn, 0.99),
		turnedAway: turnedAway.length / answers,
		turnedAwayP99: turnedAway.length === 0 ? undefined : quantile(turnedAway, 0.99),
		failed: others + errors + timeouts,
		cpuPerDocument: (after.cpu - before.cpu) / drawn.length,
		loopDelayP99: after.loopDelayP99,
		liveP99: await probe,
		megabytes: after.megabytes,
	};
}

async function startProbe(url: string, seconds: number): Promise<number> {
	const child = fork(fileURLToPath(new URL('probe.js', import.meta.url)), [url, `${seconds}`]);
	const [p99] = (await once(child, 'message')) as [number];
	return p99;
}
