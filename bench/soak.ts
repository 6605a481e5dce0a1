import { setImmediate } from 'node:timers/promises';
import type { SuperbillInput } from '../src/superbill/request.ts';
import { CASES } from '../test/fixtures/cases.ts';
import { type LoadResult, load } from './http/load.ts';
import { type Served, serveProduct } from './http/served.ts';
import { openService } from './product.ts';
import { SCENARIOS, type Scenario } from './requests.ts';
import { median } from './statistics.ts';

/** Number of samples. */
const SAMPLES = 20;

/** Growth that is not a leak: recompiled code, longer numbers, a connection that is just closing. */
const TOLERATED = { megabytes: 4, latency: 1.25, resources: 1 };

interface Sample {
	readonly megabytes: number;
	/** Median time of a document in ms. */
	readonly latency: number;
	/** Timers, sockets and files that keep the process running. */
	readonly resources: number;
}

const TEMPLATES = ['standard', 'statement', 'behavioral-health', 'infusion', 'compact'];

/** One in ten is long, one in ten has a name beyond Latin-1, and one in ten is a test case with some template. */
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

/** Draws many different documents, and fails if memory, time or handles grow. */
export async function soak(count: number): Promise<void> {
	if (!globalThis.gc) throw new Error('run with node --expose-gc');
	const service = openService();
	const samples: Sample[] = [];
	console.log('| documents | in use, MB | resident, MB | median, ms | resources |\n|--:|--:|--:|--:|--:|');
	for (let sample = 1; sample <= SAMPLES; sample++) {
		const times: number[] = [];
		for (let i = 0; i < count / SAMPLES; i++) {
			const request = requestOf(sample * count + i);
			const since = performance.now();
			await service.render(request);
			times.push(performance.now() - since);
			// As between requests: lets the event loop finish pending work.
			await setImmediate();
		}
		await collect(globalThis.gc);
		const { heapUsed, external, rss } = process.memoryUsage();
		const resources = process.getActiveResourcesInfo().length;
		samples.push({ megabytes: (heapUsed + external) / 2 ** 20, latency: median(times), resources });
		const { megabytes, latency } = samples.at(-1) as Sample;
		console.log(
			`| ${Math.round((sample * count) / SAMPLES)} | ${megabytes.toFixed(1)} | ${Math.round(rss / 2 ** 20)} | ${latency.toFixed(2)} | ${resources} |`,
		);
	}
	compareQuarters(samples);
}

/** Does the same over HTTP with the shipped server. */
export async function soakHttp(seconds: number): Promise<void> {
	const served: Served = await serveProduct(2);
	try {
		const samples: Sample[] = [];
		let iteration = 0;
		const bodies = (function* () {
			for (;;) yield JSON.stringify(requestOf(++iteration));
		})();
		console.log('| documents | resident, MB | p50, ms | p99, ms | resources |\n|--:|--:|--:|--:|--:|');
		for (let sample = 1; sample <= SAMPLES; sample++) {
			const outcome: LoadResult = await load(served, bodies, { connections: 16, seconds: seconds / SAMPLES });
			// By now, connections are closed.
			const { resources, megabytes } = await served.figures();
			samples.push({ megabytes, latency: outcome.p50, resources });
			console.log(
				`| ${iteration} | ${megabytes.toFixed(0)} | ${outcome.p50.toFixed(1)} | ${outcome.p99.toFixed(1)} | ${resources} |`,
			);
			if (outcome.failed > 0) throw new Error(`${outcome.failed} requests failed`);
		}
		// Resident memory depends on when V8 collects, so a tenth more is tolerated.
		compareQuarters(
			samples,
			Math.max(...samples.slice(0, SAMPLES / 4).map(({ megabytes }) => megabytes)) / 10,
		);
	} finally {
		await served.stop();
	}
}

/** Compares the last quarter with the first. */
function compareQuarters(samples: readonly Sample[], tolerated = TOLERATED.megabytes): void {
	const quarter = samples.length / 4;
	const [first, last] = [samples.slice(0, quarter), samples.slice(-quarter)];
	const least = (some: readonly Sample[], key: keyof Sample) => Math.min(...some.map((one) => one[key]));
	const growth = least(last, 'megabytes') - least(first, 'megabytes');
	const slower = least(last, 'latency') / least(first, 'latency');
	const more = least(last, 'resources') - least(first, 'resources');
	console.log(
		`\nLast quarter compared with the first: ${growth.toFixed(1)} MB more, ${slower.toFixed(2)} times as slow, ${more} more resources.`,
	);
	if (growth > tolerated || slower > TOLERATED.latency || more > TOLERATED.resources) {
		console.error('Memory, time or resources grow.');
		process.exitCode = 1;
	}
}

/** Collects several times: buffers outside the heap are freed after the objects that held them. */
async function collect(gc: () => void): Promise<void> {
	for (let i = 0; i < 3; i++) {
		gc();
		await setImmediate();
	}
}
