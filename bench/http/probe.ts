import { Agent, get } from 'node:http';
import { setInterval as ticks } from 'node:timers/promises';
import { quantile } from '../statistics.ts';

/** Asks an address 50 times a second, and tells how long the slowest one of a hundred answers took, in ms. */

const INTERVAL = 20;
const [url = '', seconds = '1'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

const ask = () =>
	new Promise<number>((resolve, reject) => {
		const since = performance.now();
		get(url, { agent }, (answer) => {
			answer.resume().on('end', () => resolve(performance.now() - since));
		}).on('error', reject);
	});

const asked: Promise<number>[] = [];
for await (const _ of ticks(INTERVAL)) {
	asked.push(ask());
	if (asked.length * INTERVAL >= Number(seconds) * 1000) break;
}
process.send?.(quantile(await Promise.all(asked), 0.99), () => process.exit());
