import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Attackers, Outcome } from './fairness/attacker.ts';
import { CONTESTED } from './fairness/attacks.ts';
import { type Answer, sendEvenly } from './http/load.ts';
import { type ServedProduct, serveProduct } from './http/served.ts';
import { machine, machineLine } from './machine.ts';
import { SCENARIOS, type Scenario } from './requests.ts';
import { quantile } from './statistics.ts';

/**
 * Measures how long issuing, listing and rendering take for two callers, first on a quiet service and then while three
 * others send the worst that they can. Fails if the 99th percentile of any grows more than allowed.
 */

const MOST_RATIO = 3;

/** Requests per second for each caller and operation. Together they stay below the rate limit. */
const RATE = 3;

const { values } = parseArgs({
	options: {
		seconds: { type: 'string', default: '25' },
		threads: { type: 'string', default: '2' },
		only: { type: 'string', default: '' },
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

/** Sends every operation with every key for some time. @returns the answers by operation */
async function measure(
	{ origin }: ServedProduct,
	keys: readonly string[],
	time: number,
): Promise<Answer[][]> {
	return Promise.all(
		OPERATIONS.map(async ({ path, bodies }) => {
			const answers = keys.map((key) =>
				sendEvenly({
					url: `${origin}${path}`,
					rate: RATE,
					seconds: time,
					headers: { authorization: `Bearer ${key}` },
					...(bodies && { bodies }),
				}),
			);
			return (await Promise.all(answers)).flat();
		}),
	);
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

const served = await serveProduct(Number(values.threads), { API_KEY: OPERATOR_KEY, RATE_LIMIT: '600' });
try {
	const scopes = ['superbills:write', 'superbills:read'];
	const others = [await createKey(served, 'quiet-one', scopes), await createKey(served, 'quiet-two', scopes)];
	const hostile: string[] = [];
	for (let i = 0; i < 3; i++) hostile.push(await createKey(served, CONTESTED, [...scopes, 'admin']));
	console.log(`${machineLine(machine())} RENDER_THREADS=${values.threads}.\n`);
	await measure(served, others, 3);
	const quiet = await measure(served, others, seconds);
	const attackers = await startAttackers({ origin: served.origin, keys: hostile, only: values.only });
	await sleep(2_000);
	const busy = await measure(served, others, seconds);
	const outcome = await stopAttackers(attackers);
	const { megabytes } = await served.figures();

	console.log(
		'| others | quiet p50, ms | p99 | attacked p50 | p99 | ratio of p99 | not answered |\n|---|--:|--:|--:|--:|--:|--:|',
	);
	for (const [i, { name }] of OPERATIONS.entries()) {
		const [before, during] = [quiet[i], busy[i]] as [Answer[], Answer[]];
		const ratio = p(during, 0.99) / p(before, 0.99);
		const failed = during.filter((answer) => !isAnswered(answer)).length;
		const cells = [p(before, 0.5), p(before, 0.99), p(during, 0.5), p(during, 0.99)].map((ms) =>
			ms.toFixed(1),
		);
		console.log(`| ${name} | ${cells.join(' | ')} | ${ratio.toFixed(1)} | ${failed} of ${during.length} |`);
		if (ratio > MOST_RATIO || failed > 0) process.exitCode = 1;
	}
	console.log(
		`\nResident at the end: ${megabytes.toFixed(0)} MB.\n\n| attack | answers by status |\n|---|---|`,
	);
	for (const [name, counts] of Object.entries(outcome)) {
		const all = Object.entries(counts).map(
			([status, count]) => `${count} × ${status === '0' ? 'none' : status}`,
		);
		console.log(`| ${name} | ${all.join(', ')} |`);
	}
} finally {
	await served.stop();
}
