import { setImmediate } from 'node:timers/promises';
import type { SuperbillInput } from '../src/superbill/request.ts';
import { CASES } from '../test/fixtures/cases.ts';
import { load, type Outcome } from './http/load.ts';
import { type Served, serveProduct } from './http/served.ts';
import { openService } from './product.ts';
import { SCENARIOS, type Scenario } from './requests.ts';
import { median } from './statistics.ts';

/** How often it is looked at what is held. */
const LOOKS = 20;

/** What is no leak: code that the engine compiles again, numbers that get longer, a connection that is just being closed. */
const TOLERATED = { megabytes: 4, latency: 1.25, resources: 1 };

interface Look {
	readonly megabytes: number;
	/** Median of a document, ms. */
	readonly latency: number;
	/** What would keep the process from ending: timers, sockets, files. */
	readonly resources: number;
}

const TEMPLATES = ['standard', 'statement', 'behavioral-health', 'infusion', 'compact'];

/** One in ten is long, one in ten has a name beyond Latin-1, one in ten is a case of the tests, by any template. */
function requestOf(iteration: number): SuperbillInput {
	if (iteration % 10 === 3) {
		const turn = Math.floor(iteration / 10);
		return {
			...(DRAWN[turn % DRAWN.length] as SuperbillInput),
			template: TEMPLATES[turn % TEMPLATES.length],
			language: turn % 2 === 0 ? 'en' : 'es',
		};
	}
	return (SCENARIOS[iteration % 10 < 2 ? (iteration % 10) + 1 : 0] as Scenario).request(iteration);
}

const DRAWN = CASES.filter(({ expected }) => expected.errors.length === 0).map(({ request }) => request);

/** Draws many documents, all different, and fails where memory, time or handles grow. */
export async function soak(count: number): Promise<void> {
	if (!globalThis.gc) throw new Error('run with node --expose-gc');
	const service = openService();
	const looks: Look[] = [];
	console.log('| documents | in use, MB | resident, MB | median, ms | resources |\n|--:|--:|--:|--:|--:|');
	for (let look = 1; look <= LOOKS; look++) {
		const times: number[] = [];
		for (let i = 0; i < count / LOOKS; i++) {
			const request = requestOf(look * count + i);
			const since = performance.now();
			await service.render(request);
			times.push(performance.now() - since);
			// As between requests: what waits for the event loop is let go.
			await setImmediate();
		}
		await collect(globalThis.gc);
		const { heapUsed, external, rss } = process.memoryUsage();
		const resources = process.getActiveResourcesInfo().length;
		looks.push({ megabytes: (heapUsed + external) / 2 ** 20, latency: median(times), resources });
		const { megabytes, latency } = looks.at(-1) as Look;
		console.log(
			`| ${Math.round((look * count) / LOOKS)} | ${megabytes.toFixed(1)} | ${Math.round(rss / 2 ** 20)} | ${latency.toFixed(2)} | ${resources} |`,
		);
	}
	judge(looks);
}

/** The same over HTTP: a server as it is shipped, for some seconds between two looks. */
export async function soakHttp(seconds: number): Promise<void> {
	const served: Served = await serveProduct(2);
	try {
		const looks: Look[] = [];
		let iteration = 0;
		const bodies = (function* () {
			for (;;) yield JSON.stringify(requestOf(++iteration));
		})();
		console.log('| documents | resident, MB | p50, ms | p99, ms | resources |\n|--:|--:|--:|--:|--:|');
		for (let look = 1; look <= LOOKS; look++) {
			const outcome: Outcome = await load(served, bodies, { connections: 16, seconds: seconds / LOOKS });
			// Connections are closed by then.
			const { resources, megabytes } = await served.figures();
			looks.push({ megabytes, latency: outcome.p50, resources });
			console.log(
				`| ${iteration} | ${megabytes.toFixed(0)} | ${outcome.p50.toFixed(1)} | ${outcome.p99.toFixed(1)} | ${resources} |`,
			);
			if (outcome.failed > 0) throw new Error(`${outcome.failed} requests failed`);
		}
		// What is resident goes up and down with the collector: a tenth is allowed for.
		judge(looks, Math.max(...looks.slice(0, LOOKS / 4).map(({ megabytes }) => megabytes)) / 10);
	} finally {
		await served.stop();
	}
}

/** Holds the last quarter against the first. */
function judge(looks: readonly Look[], tolerated = TOLERATED.megabytes): void {
	const quarter = looks.length / 4;
	const [first, last] = [looks.slice(0, quarter), looks.slice(-quarter)];
	const least = (some: readonly Look[], key: keyof Look) => Math.min(...some.map((one) => one[key]));
	const growth = least(last, 'megabytes') - least(first, 'megabytes');
	const slower = least(last, 'latency') / least(first, 'latency');
	const more = least(last, 'resources') - least(first, 'resources');
	console.log(
		`\nLast quarter against the first: ${growth.toFixed(1)} MB more, ${slower.toFixed(2)} times the time, ${more} resources more.`,
	);
	if (growth > tolerated || slower > TOLERATED.latency || more > TOLERATED.resources) {
		console.error('Something grows.');
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
