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

/** Requests at an even rate, whoever is still waiting for an answer. */
export interface Asked {
	readonly url: string;
	/** A second. */
	readonly rate: number;
	readonly seconds: number;
	/** What is posted, in turn; without them it is a GET. */
	readonly bodies?: readonly string[];
	readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
	/** None where there was no answer. */
	readonly status: number;
	/** Until its last byte. */
	readonly ms: number;
}

/** How often `/health/live` is asked meanwhile, a second. */
const PROBES = 50;

/** What a server did under a load. */
export interface Outcome {
	/** None where there are as many as a rate takes. */
	readonly connections: number | undefined;
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
	{ connections, seconds }: Load,
): Promise<Outcome> {
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

/** One of the peers: installed for this bench alone. */
function loadGenerator(): Promise<typeof import('autocannon')> {
	return import(new URL('bench/peers/autocannon.mjs', ROOT).href).catch(explained);
}

/** Requests at an even rate, with as many connections as that takes. */
export async function overload(
	served: Served,
	bodies: readonly string[],
	rate: number,
	seconds: number,
): Promise<Outcome> {
	const live = probed(served.live, seconds);
	const before = await served.figures();
	const start = performance.now();
	const answers = await askEvenly({ url: `${served.origin}${served.path}`, rate, seconds, bodies });
	const duration = (performance.now() - start) / 1000;
	return outcome(undefined, answers, duration, [before, await served.figures()], await live);
}

function outcome(
	connections: number | undefined,
	answers: readonly Answer[],
	seconds: number,
	[before, after]: readonly [Figures, Figures],
	liveP99: number,
): Outcome {
	const times = (...statuses: number[]) =>
		answers.filter(({ status }) => statuses.includes(status)).map(({ ms }) => ms);
	const drawn = times(200, 201);
	const turnedAway = times(503);
	return {
		connections,
		documents: drawn.length,
		perSecond: drawn.length / seconds,
		p50: quantile(drawn, 0.5),
		p99: quantile(drawn, 0.99),
		turnedAway: turnedAway.length / answers.length,
		turnedAwayP99: turnedAway.length === 0 ? undefined : quantile(turnedAway, 0.99),
		failed: answers.length - drawn.length - turnedAway.length,
		cpuPerDocument: (after.cpu - before.cpu) / drawn.length,
		loopDelayP99: after.loopDelayP99,
		liveP99,
		megabytes: after.megabytes,
	};
}

/** How long nearly all probes waited, milliseconds. */
async function probed(url: string, seconds: number): Promise<number> {
	const answers = await askEvenly({ url, rate: PROBES, seconds });
	return quantile(
		answers.map(({ ms }) => ms),
		0.99,
	);
}

export async function askEvenly(asked: Asked): Promise<Answer[]> {
	const child = fork(fileURLToPath(new URL('evenly.js', import.meta.url)));
	child.send(asked);
	const [answers] = (await once(child, 'message')) as [Answer[]];
	return answers;
}
