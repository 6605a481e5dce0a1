import { Agent, get } from 'node:http';
import { setInterval as ticks } from 'node:timers/promises';
import { quantile } from '../statistics.ts';

/** Asks an address 50 times a second, and tells how long the slowest one of a hundred answers took, in ms. */

const INTERVAL = 20;
const [url = '', seconds = '1'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const times: number[] = [];

function ask(): void {
	const since = performance.now();
	get(url, { agent }, (answer) => {
		answer.resume().on('end', () => times.push(performance.now() - since));
	});
}

let left = (Number(seconds) * 1000) / INTERVAL;
for await (const _ of ticks(INTERVAL)) {
	ask();
	if (--left <= 0) break;
}
// The last ones may still be on their way.
setTimeout(() => process.send?.(quantile(times, 0.99), () => process.exit()), 500);
