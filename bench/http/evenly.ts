import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Asked } from './load.ts';

/**
 * Asks an address so many times a second, evenly, whether or not it has answered, and tells what came back. In a process of
 * its own, so that nobody else's work is in the times.
 */

process.once('message', async (asked: Asked) => {
	const { url, rate, seconds, bodies, headers } = asked;
	const agent = new Agent({ keepAlive: true });
	const ask = (body?: string) =>
		new Promise<Answer>((resolve) => {
			const since = performance.now();
			const done = (status: number) => resolve({ status, ms: performance.now() - since });
			request(url, {
				agent,
				...(body !== undefined && { method: 'POST' }),
				headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
			})
				.on('response', (answer) => answer.resume().on('end', () => done(answer.statusCode as number)))
				.on('error', () => done(0))
				.end(body);
		});
	const answers: Promise<Answer>[] = [];
	const start = performance.now();
	for (let i = 0; i < rate * seconds; i++) {
		const early = start + (1000 * i) / rate - performance.now();
		if (early > 0) await sleep(early);
		answers.push(ask(bodies?.[i % bodies.length]));
	}
	process.send?.(await Promise.all(answers), () => process.exit());
});
