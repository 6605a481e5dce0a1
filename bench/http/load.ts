import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../src/version.ts';
import { quantile } from '../statistics.ts';
import { explained } from '../subjects.ts';
import type { Figures, Served } from './served.ts';

export interface Load {
	readonly connections: number;
	readonly seconds: number;
}

/** Requests at an even rate, whether or not earlier ones were answered. */
export interface EvenRequests {
	readonly url: string;
	/** Per second. */
	readonly rate: number;
	readonly seconds: number;
	/** Bodies to post in turn. Without them, requests are GET. */
	readonly bodies?: readonly string[];
	/** Headers of a caller, for several callers in turn. */
	readonly callers?: readonly Readonly<Record<string, string>>[];
}

export interface Answer {
	/** 0 without an answer. */
	readonly status: number;
	/** Time until its last byte. */
	readonly ms: number;
}

/** Requests per second to `/health/live` during a load. */
const PROBES = 50;

/** The behaviour of a server under load. */
export interface LoadResult {
	/** Undefined if there are as many as a rate needs. */
	readonly connections: number | undefined;
	readonly documents: number;
	readonly perSecond: number;
	/** Milliseconds until an answer with a document. */
	readonly p50: number;
	readonly p99: number;
	/** Share of answers with 503, and the time until they came in ms. */
	readonly refused: number;
	readonly refusedP99: number | undefined;
	/** Answers with neither a document nor 503. */
	readonly failed: number;
	/** Milliseconds of processor time of the server and its child processes. */
	readonly cpuPerDocument: number;
	/** Delay of a timer in ms. */
	readonly loopDelayP99: number;
	/** Milliseconds until `/health/live` answers. */
	readonly liveP99: number;
	readonly megabytes: number;
}

/** Puts a server under load. Every request has a different body. */
export async function load(
	served: Served,
	bodies: Iterator<string>,
	{ connections, seconds }: Load,
): Promise<LoadResult> {
	const { default: autocannon } = await loadGenerator();
	const live = probed(served.live, seconds);
	const before = await served.figures();
	const answers: Answer[] = [];
	const run = autocannon({
		url: served.origin,
		connections,
		duration: seconds,
		requests: [
			{
				method: 'POST',
				path: served.path,
				headers: { 'content-type': 'application/json' },
				setupRequest: (request) => ({ ...request, body: bodies.next().value as string }),
			},
		],
	}).on('response', (_client, status, _bytes, ms) => answers.push({ status, ms }));
	const { errors, timeouts, duration } = await run;
	const after = await served.figures();
	const lost = Array.from({ length: errors + timeouts }, () => ({ status: 0, ms: 0 }));
	return outcome(connections, [...answers, ...lost], duration, [before, after], await live);
}

/** Imports autocannon, which is installed with the peers. */
function loadGenerator(): Promise<typeof import('autocannon')> {
	return import(new URL('bench/peers/autocannon.mjs', ROOT).href).catch(explained);
}

/** Sends requests at an even rate, with as many connections as that needs. */
export async function overload(
	served: Served,
	bodies: readonly string[],
	rate: number,
	seconds: number,
): Promise<LoadResult> {
	const live = probed(served.live, seconds);
	const before = await served.figures();
	const start = performance.now();
	const answers = await sendEvenly({ url: `${served.origin}${served.path}`, rate, seconds, bodies });
	const duration = (performance.now() - start) / 1000;
	return outcome(undefined, answers, duration, [before, await served.figures()], await live);
}

function outcome(
	connections: number | undefined,
	answers: readonly Answer[],
	seconds: number,
	[before, after]: readonly [Figures, Figures],
	liveP99: number,
): LoadResult {
	const times = (...statuses: number[]) =>
		answers.filter(({ status }) => statuses.includes(status)).map(({ ms }) => ms);
	const drawn = times(200, 201);
	const refused = times(503);
	return {
		connections,
		documents: drawn.length,
		perSecond: drawn.length / seconds,
		p50: quantile(drawn, 0.5),
		p99: quantile(drawn, 0.99),
		refused: refused.length / answers.length,
		refusedP99: refused.length === 0 ? undefined : quantile(refused, 0.99),
		failed: answers.length - drawn.length - refused.length,
		cpuPerDocument: (after.cpu - before.cpu) / drawn.length,
		loopDelayP99: after.loopDelayP99,
		liveP99,
		megabytes: after.megabytes,
	};
}

/** @returns the 99th percentile of the time until `/health/live` answers, in ms */
async function probed(url: string, seconds: number): Promise<number> {
	const answers = await sendEvenly({ url, rate: PROBES, seconds });
	return quantile(
		answers.map(({ ms }) => ms),
		0.99,
	);
}

export async function sendEvenly(requests: EvenRequests): Promise<Answer[]> {
	const child = fork(fileURLToPath(new URL('send-evenly.js', import.meta.url)));
	child.send(requests);
	const [answers] = (await once(child, 'message')) as [Answer[]];
	return answers;
}
