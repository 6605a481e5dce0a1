import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Attackers, Outcome } from './fairness/attacker.ts';
import { CONTESTED } from './fairness/attacks.ts';
import { REPORTS } from './fairness/main-thread.ts';
import { type Answer, sendEvenly } from './http/load.ts';
import { type ServedProduct, serveProduct } from './http/served.ts';
import { machine, machineLine } from './machine.ts';
import { SCENARIOS, type Scenario } from './requests.ts';
import { quantile } from './statistics.ts';

/**
 * Measures how long issuing, listing and rendering take for some callers, in turns on a quiet service and while three others
 * send the worst that they can. Fails if the 99th percentile of any grows more than allowed.
 */

const MOST_RATIO = 3;

/** Callers whose answers are measured. */
const OTHERS = ['one', 'two', 'three', 'four'];

/** Requests per second for each caller and operation. Together they stay below the rate limit. */
const RATE = 3;

/** Time for the attackers to fill every queue, and for the service to recover from them. */
const BEFORE_MS = 3_000;
const AFTER_MS = 5_000;

const { values } = parseArgs({
	options: {
		seconds: { type: 'string', default: '10' },
		rounds: { type: 'string', default: '5' },
		threads: { type: 'string', default: '2' },
		only: { type: 'string', multiple: true, default: [''] },
	},
});
const seconds = Number(values.seconds);
const OPERATOR_KEY = 'fairness-operator-key-0123456789-0123456789';

const body = (i: number, withNumber: boolean) => {
	const { number, ...rest } = (SCENARIOS[0] as Scenario).request(i);
	return JSON.stringify(withNumber ? { number, ...rest } : rest);
};
const numbered = Array.from({ length: 200 }, (_, i) => body(i, true));
const unnumbered = Array.from({ length: 200 }, (_, i) => body(i, false));

interface Operation {
	readonly name: string;
	readonly path: string;
	readonly bodies?: readonly string[];
}

const OPERATIONS: readonly Operation[] = [
	{ name: 'issue', path: '/v1/superbills?again=true', bodies: unnumbered },
	{ name: 'list', path: '/v1/superbills?limit=20' },
	{ name: 'render', path: '/v1/superbills/render', bodies: numbered },
];

/** The answers of the others, by operation, and the figures of the service meanwhile. */
interface Phase {
	readonly answers: readonly (readonly Answer[])[];
	/** Processor time of the main thread from sending to answer, by operation. */
	readonly times: readonly (readonly number[])[];
	readonly loopDelayP99: number;
	/** Processor time of the service per second. */
	readonly cpu: number;
}

async function createKey(
	{ origin }: ServedProduct,
	practice: string,
	scopes: readonly string[],
): Promise<string> {
	const answer = await fetch(`${origin}/v1/api-keys`, {
		method: 'POST',
		headers: { authorization: `Bearer ${OPERATOR_KEY}`, 'content-type': 'application/json' },
		body: JSON.stringify({ label: practice, scopes, practice }),
	});
	if (!answer.ok) throw new Error(`a key was answered with ${answer.status}`);
	return ((await answer.json()) as { readonly key: string }).key;
}

/** Sends every operation with every key for some time. */
async function measure(served: ServedProduct, keys: readonly string[], time: number): Promise<Phase> {
	const before = await served.figures();
	writeFileSync(reports, '');
	const answers = await Promise.all(
		OPERATIONS.map(({ path, bodies }) =>
			sendEvenly({
				url: `${served.origin}${path}`,
				rate: RATE * keys.length,
				seconds: time,
				callers: keys.map((key) => ({ authorization: `Bearer ${key}` })),
				...(bodies && { bodies }),
			}),
		),
	);
	const after = await served.figures();
	const lines = readFileSync(reports, 'utf8').split('\n');
	const times = OPERATIONS.map(({ path, bodies }) => {
		const start = `${bodies ? 'POST' : 'GET'} ${path} `;
		return lines.filter((line) => line.startsWith(start)).map((line) => Number(line.slice(start.length)));
	});
	return { answers, times, loopDelayP99: after.loopDelayP99, cpu: (after.cpu - before.cpu) / time };
}

async function startAttackers(attackers: Attackers): Promise<ChildProcess> {
	const child = fork(fileURLToPath(new URL('fairness/attacker.js', import.meta.url)));
	child.send(attackers);
	await once(child, 'message');
	return child;
}

async function stopAttackers(child: ChildProcess): Promise<Outcome> {
	child.send('stop');
	const [outcome] = (await once(child, 'message')) as [Outcome];
	return outcome;
}

const isAnswered = ({ status }: Answer) => status === 200 || status === 201;
const p = (answers: readonly Answer[], share: number) =>
	quantile(
		answers.map(({ ms }) => ms),
		share,
	);

const of = (phases: readonly Phase[], operation: number) =>
	phases.flatMap(({ answers }) => answers[operation] ?? []);
const listed = (numbers: readonly number[]) => numbers.map((one) => one.toFixed(0)).join(', ');

const folder = mkdtempSync(join(tmpdir(), 'superbill-fairness-'));
const reports = join(folder, 'reports');
const served = await serveProduct(Number(values.threads), {
	API_KEY: OPERATOR_KEY,
	RATE_LIMIT: '600',
	[REPORTS]: reports,
	NODE_OPTIONS: `--import ${new URL('fairness/main-thread.js', import.meta.url)}`,
});
try {
	const scopes = ['superbills:write', 'superbills:read'];
	const others: string[] = [];
	for (const name of OTHERS) others.push(await createKey(served, `quiet-${name}`, scopes));
	const hostile: string[] = [];
	for (let i = 0; i < 3; i++) hostile.push(await createKey(served, CONTESTED, [...scopes, 'admin']));
	console.log(`${machineLine(machine())} RENDER_THREADS=${values.threads}.\n`);
	await measure(served, others, 5);
	const quiet: Phase[] = [];
	const attacked: Phase[] = [];
	const outcomes: Outcome[] = [];
	for (let round = 0; round < Number(values.rounds); round++) {
		quiet.push(await measure(served, others, seconds));
		const attackers = await startAttackers({ origin: served.origin, keys: hostile, only: values.only });
		await sleep(BEFORE_MS);
		attacked.push(await measure(served, others, seconds));
		outcomes.push(await stopAttackers(attackers));
		await sleep(AFTER_MS);
	}
	const { megabytes } = await served.figures();

	console.log(
		'| others | requests | quiet p50, ms | p99 | attacked p50 | p99 | ratio of p99 | not answered |\n|---|--:|--:|--:|--:|--:|--:|--:|',
	);
	for (const [i, { name }] of OPERATIONS.entries()) {
		const [before, during] = [of(quiet, i), of(attacked, i)];
		const ratio = p(during, 0.99) / p(before, 0.99);
		const failed = during.filter((answer) => !isAnswered(answer)).length;
		const cells = [p(before, 0.5), p(before, 0.99), p(during, 0.5), p(during, 0.99)].map((ms) =>
			ms.toFixed(1),
		);
		console.log(`| ${name} | ${during.length} | ${cells.join(' | ')} | ${ratio.toFixed(1)} | ${failed} |`);
		if (ratio > MOST_RATIO || failed > 0) process.exitCode = 1;
	}
	console.log(
		'\n| processor time of the main thread | quiet p50, ms | p99 | attacked p50 | p99 | ratio of p99 |\n|---|--:|--:|--:|--:|--:|',
	);
	for (const [i, { name }] of OPERATIONS.entries()) {
		const [before, during] = [quiet, attacked].map((phases) =>
			phases.flatMap(({ times }) => times[i] ?? []),
		) as [number[], number[]];
		const numbers = [
			quantile(before, 0.5),
			quantile(before, 0.99),
			quantile(during, 0.5),
			quantile(during, 0.99),
		];
		const ratio = quantile(during, 0.99) / quantile(before, 0.99);
		console.log(`| ${name} | ${[...numbers, ratio].map((one) => one.toFixed(1)).join(' | ')} |`);
	}
	for (const [name, phases] of Object.entries({ quiet, attacked })) {
		const delays = listed(phases.map(({ loopDelayP99 }) => loopDelayP99));
		const cpu = listed(phases.map(({ cpu }) => cpu));
		console.log(
			`\n${name}: delay of the event loop ${delays} ms (p99); processor time ${cpu} ms per second.`,
		);
	}
	console.log(
		`\nResident at the end: ${megabytes.toFixed(0)} MB.\n\n| attack | answers by status |\n|---|---|`,
	);
	for (const name of new Set(outcomes.flatMap((outcome) => Object.keys(outcome)))) {
		const statuses = new Set(outcomes.flatMap((outcome) => Object.keys(outcome[name] ?? {}).map(Number)));
		const all = Array.from(statuses, (status) => {
			const count = outcomes.reduce((sum, outcome) => sum + (outcome[name]?.[status] ?? 0), 0);
			return `${count} × ${status === 0 ? 'none' : status}`;
		});
		console.log(`| ${name} | ${all.join(', ')} |`);
	}
} finally {
	await served.stop();
	rmSync(folder, { recursive: true });
}
