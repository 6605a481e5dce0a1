import { writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadDefaultTemplates } from '../../src/start.ts';
import { ROOT } from '../../src/version.ts';
import { machine } from '../machine.ts';
import { openService } from '../product.ts';
import { SCENARIOS, type Scenario } from '../requests.ts';
import { sheetOf } from '../sheet.ts';
import { median } from '../statistics.ts';
import { load, type Outcome, overload } from './load.ts';
import { type HttpRun, markdown } from './report.ts';
import { type Served, type ServedProduct, serveProduct, serveRival } from './served.ts';

/**
 * What a caller gets: the product as it is shipped, by how many threads draw, and beside it, in the same run, a bare
 * Fastify before pdfkit as its README shows and before a warm Chromium with two pages.
 */

const { values } = parseArgs({
	options: { seconds: { type: 'string', default: '4' }, write: { type: 'boolean', default: false } },
});
const seconds = Number(values.seconds);
const CONNECTIONS = [1, 16, 64];
const THREADS = [0, 1, 2];
const ISSUE = '/v1/superbills';
const RIVALS = ['pdfkit-readme', 'chromium'];
/** For so long a server is under load before it is measured: some thousands of documents, until most of it is compiled. */
const WARM_UP_SECONDS = 20;
/** As many as that, in process. */
const WARM_UP_DOCUMENTS = 4_000;

const [onePage, fiftyLines] = SCENARIOS as [Scenario, Scenario];
const templates = loadDefaultTemplates();
let iteration = 0;

/** Bodies that differ, ready made, so that making them takes nothing from who is measured. */
function* bodies(scenario: Scenario, served: Served): Generator<string, never> {
	const made = Array.from({ length: 400 }, () => {
		const request = scenario.request(++iteration);
		if (served.path === '/render') return JSON.stringify(sheetOf(request, templates));
		// What is issued gets a number that nobody had before.
		return JSON.stringify(served.path === ISSUE ? { ...request, number: undefined } : request);
	});
	for (let i = 0; ; i++) yield made[i % made.length] as string;
}

const missing: { id: string; reason: string }[] = [];
const outcomes: HttpRun['outcomes'][number][] = [];
const run = machine();
const inProcess = { 'one-page': await inProcessCpu(onePage), 'fifty-lines': await inProcessCpu(fiftyLines) };

async function measure(served: Served, scenario: Scenario, connections: readonly number[]): Promise<void> {
	await load(served, bodies(scenario, served), { connections: 16, seconds: WARM_UP_SECONDS });
	for (const count of connections) {
		const outcome = await load(served, bodies(scenario, served), { connections: count, seconds });
		outcomes.push({ server: served.id, name: served.name, scenario: scenario.id, ...outcome });
		console.error(
			`${served.name}, ${scenario.id}, ${count} connections: ${outcome.perSecond.toFixed(0)} documents a second`,
		);
	}
}

/** Twice as many requests as it has just answered at best. */
async function askTwice(served: Served, scenario: Scenario): Promise<Outcome> {
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

/** Checked, numbered, drawn and kept, on SQLite. */
async function issue(served: ServedProduct): Promise<HttpRun['issued']> {
	const way = { ...served, path: ISSUE };
	await load(way, bodies(onePage, way), { connections: 16, seconds: WARM_UP_SECONDS });
	const before = served.storeBytes();
	const outcome = await load(way, bodies(onePage, way), { connections: 16, seconds: 2 * seconds });
	return { ...outcome, bytes: (served.storeBytes() - before) / outcome.documents };
}

let issued: HttpRun['issued'];
let overloaded: Outcome | undefined;
// One after another: what is not measured is not even running.
for (const threads of THREADS) {
	const served = await serveProduct(threads);
	try {
		await measure(served, onePage, CONNECTIONS);
		await measure(served, fiftyLines, [16, 64]);
		if (threads === 2) {
			overloaded = await askTwice(served, fiftyLines);
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

const result: HttpRun = { machine: run, seconds, inProcess, outcomes, overloaded, issued, missing };
const text = markdown(result);
console.log(text);
if (values.write) {
	writeFileSync(new URL('bench/http-results.md', ROOT), text);
	writeFileSync(new URL('bench/http-results.json', ROOT), `${JSON.stringify(result, null, '\t')}\n`);
}

/** Milliseconds of processor time a document, without HTTP and other threads. */
async function inProcessCpu(scenario: Scenario): Promise<number> {
	const service = openService();
	const texts = Array.from({ length: 400 }, () => JSON.stringify(scenario.request(++iteration)));
	const draw = async () => {
		const before = process.cpuUsage();
		for (const text of texts) {
			await service.render(JSON.parse(text));
			await setImmediate();
		}
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1000 / texts.length;
	};
	for (let drawn = 0; drawn < WARM_UP_DOCUMENTS; drawn += texts.length) await draw();
	const taken: number[] = [];
	for (let round = 0; round < 5; round++) taken.push(await draw());
	return median(taken);
}
