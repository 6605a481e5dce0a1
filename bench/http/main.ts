import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadTemplates } from '../../src/start/templates.ts';
import { ROOT } from '../../src/version.ts';
import { machine } from '../machine.ts';
import { SCENARIOS, type Scenario } from '../requests.ts';
import { sheetOf } from '../sheet.ts';
import { median } from '../statistics.ts';
import { startInProcess } from './in-process.ts';
import { type LoadResult, load, overload } from './load.ts';
import { type HttpRun, type InProcessComparison, markdown } from './report.ts';
import { type Served, type ServedProduct, serveProduct, serveRival } from './served.ts';

/**
 * Measures the shipped server with different numbers of drawing threads. In the same run, it measures a bare Fastify in front
 * of README pdfkit, and one in front of a warm Chromium with two pages.
 */

const { values } = parseArgs({
	options: { seconds: { type: 'string', default: '4' }, write: { type: 'boolean', default: false } },
});
const seconds = Number(values.seconds);
const CONNECTIONS = [1, 16, 64];
const THREADS = [0, 1, 2];
/** Warming up and measuring send the same visits. */
const ISSUE = '/v1/superbills?again=true';
const RIVALS = ['pdfkit-readme', 'chromium'];
/** Load before a measurement: some thousands of documents, until V8 has compiled most of the code. */
const WARM_UP_SECONDS = 20;
/** The same for drawing in process. */
const WARM_UP_DOCUMENTS = 4_000;
/** Rounds in which drawing in process and over HTTP take turns. */
const ROUNDS = 11;

const [onePage, fiftyLines] = SCENARIOS as [Scenario, Scenario];
const templates = loadTemplates();
let iteration = 0;

/** Makes different bodies in advance, which leaves the processor to the server during a measurement. */
function* bodies(scenario: Scenario, served: Served): Generator<string, never> {
	const made = Array.from({ length: 400 }, () => {
		const request = scenario.request(++iteration);
		if (served.path === '/render') return JSON.stringify(sheetOf(request, templates));
		// Issued superbills get the next number.
		return JSON.stringify(served.path === ISSUE ? { ...request, number: undefined } : request);
	});
	for (let i = 0; ; i++) yield made[i % made.length] as string;
}

const missing: { id: string; reason: string }[] = [];
const outcomes: HttpRun['outcomes'][number][] = [];
const run = machine();
const compared: Record<string, InProcessComparison> = {};

async function measure(served: Served, scenario: Scenario, connections: readonly number[]): Promise<void> {
	await load(served, bodies(scenario, served), { connections: 16, seconds: WARM_UP_SECONDS });
	for (const count of connections) {
		const outcome = await load(served, bodies(scenario, served), { connections: count, seconds });
		outcomes.push({ server: served.id, name: served.name, scenario: scenario.id, ...outcome });
		console.error(
			`${served.name}, ${scenario.id}, ${count} connections: ${outcome.perSecond.toFixed(0)} documents per second`,
		);
	}
}

/** Sends twice as many requests as the server has answered at best. */
async function sendTwice(served: Served, scenario: Scenario): Promise<LoadResult> {
	const able = outcomes.filter((one) => one.server === served.id && one.scenario === scenario.id);
	const rate = Math.round(2 * Math.max(...able.map(({ perSecond }) => perSecond)));
	const ready = bodies(scenario, served);
	return overload(
		served,
		Array.from({ length: 400 }, () => ready.next().value),
		rate,
		2 * seconds,
	);
}

/** Measures issuing on SQLite. */
async function issue(served: ServedProduct): Promise<HttpRun['issued']> {
	const way = { ...served, path: ISSUE };
	await load(way, bodies(onePage, way), { connections: 16, seconds: WARM_UP_SECONDS });
	const before = served.storeBytes();
	const outcome = await load(way, bodies(onePage, way), { connections: 16, seconds: 2 * seconds });
	return { ...outcome, bytes: (served.storeBytes() - before) / outcome.documents };
}

let issued: HttpRun['issued'];
let overloaded: LoadResult | undefined;
// Only the measured server runs.
for (const threads of THREADS) {
	const served = await serveProduct(threads);
	try {
		await measure(served, onePage, CONNECTIONS);
		await measure(served, fiftyLines, [16, 64]);
		if (threads === 2) {
			await compareInProcess(served);
			overloaded = await sendTwice(served, fiftyLines);
			issued = await issue(served);
		}
	} finally {
		await served.stop();
	}
}
for (const id of RIVALS) {
	try {
		const served = await serveRival(id);
		try {
			await measure(served, onePage, CONNECTIONS);
			await measure(served, fiftyLines, [16]);
		} finally {
			await served.stop();
		}
	} catch (error) {
		missing.push({ id, reason: (error as Error).message });
	}
}

const result: HttpRun = { machine: run, seconds, compared, outcomes, overloaded, issued, missing };
const text = markdown(result);
console.log(text);
if (values.write) {
	writeFileSync(new URL('bench/http-results.md', ROOT), text);
	writeFileSync(new URL('bench/http-results.json', ROOT), `${JSON.stringify(result, null, '\t')}\n`);
}

/**
 * Compares drawing over HTTP with drawing in process. They take turns, because the speed of a shared machine changes within
 * minutes. Both draw documents of both kinds first, because V8 optimizes for what it has seen.
 */
async function compareInProcess(served: Served): Promise<void> {
	const alone = startInProcess();
	const texts = (scenario: Scenario, count: number) =>
		Array.from({ length: count }, () => JSON.stringify(scenario.request(++iteration)));
	try {
		for (const scenario of [onePage, fiftyLines]) {
			await alone.cpu({ warmUp: texts(scenario, WARM_UP_DOCUMENTS), counted: texts(scenario, 1) });
		}
		for (const scenario of [onePage, fiftyLines]) {
			const rounds: { inProcess: number; overHttp: number }[] = [];
			for (let round = 0; round < ROUNDS; round++) {
				const inProcess = await alone.cpu({ warmUp: texts(scenario, 100), counted: texts(scenario, 400) });
				const { cpuPerDocument } = await load(served, bodies(scenario, served), { connections: 16, seconds });
				rounds.push({ inProcess, overHttp: cpuPerDocument });
			}
			compared[scenario.id] = {
				inProcess: median(rounds.map(({ inProcess }) => inProcess)),
				overHttp: median(rounds.map(({ overHttp }) => overHttp)),
				ratio: median(rounds.map(({ inProcess, overHttp }) => overHttp / inProcess)),
				rounds: ROUNDS,
			};
		}
	} finally {
		await alone.stop();
	}
}
