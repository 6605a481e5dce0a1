import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SENT } from '../fairness/main-thread.ts';
import type { Answer, EvenRequests } from './load.ts';

/**
 * Sends requests at an even rate, whether or not earlier ones were answered, and reports the answers. It runs in a separate
 * process, so that the times contain no other work.
 */

/** Time after which an answer is given up, in ms. */
const LONGEST_MS = 30_000;

process.once('message', async (requests: EvenRequests) => {
	const { url, rate, seconds, bodies, callers } = requests;
	const agent = new Agent({ keepAlive: true });
	const send = (body?: string, headers?: Readonly<Record<string, string>>) =>
		new Promise<Answer>((resolve) => {
			const since = performance.now();
			const done = (status: number) => resolve({ status, ms: performance.now() - since });
			const sending = request(url, {
				agent,
				timeout: LONGEST_MS,
				...(body !== undefined && { method: 'POST' }),
				headers: {
					...headers,
					[SENT]: `${performance.timeOrigin + performance.now()}`,
					...(body !== undefined && { 'content-type': 'application/json' }),
				},
			})
				.on('response', (answer) => answer.resume().on('end', () => done(answer.statusCode as number)))
				.on('timeout', () => sending.destroy())
				.on('error', () => done(0));
			sending.end(body);
		});
	const answers: Promise<Answer>[] = [];
	const start = performance.now();
	for (let i = 0; i < rate * seconds; i++) {
		const early = start + (1000 * i) / rate - performance.now();
		if (early > 0) await sleep(early);
		answers.push(send(bodies?.[i % bodies.length], callers?.[i % callers.length]));
	}
	process.send?.(await Promise.all(answers), () => process.exit());
});
