import { setImmediate } from 'node:timers/promises';
import { openService } from './product.ts';
import { SCENARIOS } from './requests.ts';

/** How often the heap is looked at. */
const LOOKS = 20;

/** Growth that is no leak: code that the engine compiles again, numbers that get longer. Megabytes. */
const TOLERATED = 4;

/** Draws many documents, all different, and says how much memory is left in use after each twentieth of them. */
export async function soak(count: number): Promise<void> {
	const service = openService();
	if (!globalThis.gc) throw new Error('run with node --expose-gc');
	const heaps: number[] = [];
	console.log('| documents | heap in use, MB | resident, MB |\n|--:|--:|--:|');
	for (let look = 1; look <= LOOKS; look++) {
		for (let i = 0; i < count / LOOKS; i++) {
			const iteration = look * count + i;
			// One in ten is long, one in ten has a name beyond Latin-1.
			const scenario = SCENARIOS[iteration % 10 < 2 ? (iteration % 10) + 1 : 0];
			if (scenario) await service.render(scenario.request(iteration));
			// As between requests: what waits for the event loop is let go.
			await setImmediate();
		}
		await collect(globalThis.gc);
		const { heapUsed, external, rss } = process.memoryUsage();
		heaps.push((heapUsed + external) / 2 ** 20);
		console.log(
			`| ${Math.round((look * count) / LOOKS)} | ${heaps.at(-1)?.toFixed(1)} | ${Math.round(rss / 2 ** 20)} |`,
		);
	}
	const quarter = LOOKS / 4;
	const growth = Math.min(...heaps.slice(-quarter)) - Math.min(...heaps.slice(0, quarter));
	console.log(`\n${growth.toFixed(1)} MB more in the last quarter than in the first.`);
	if (growth > TOLERATED) {
		console.error(`Memory grows: more than ${TOLERATED} MB.`);
		process.exitCode = 1;
	}
}

/** Buffers outside of the heap go when what held them has gone. */
async function collect(gc: () => void): Promise<void> {
	for (let i = 0; i < 3; i++) {
		gc();
		await setImmediate();
	}
}
