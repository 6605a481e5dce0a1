import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startCluster } from '../test/all/postgres-cluster.ts';
import { machine, machineLine } from './machine.ts';
import { told } from './replicas/clients.ts';
import {
	besideCallers,
	DISTURBANCES,
	disturb,
	killServer,
	onGround,
	type Peaks,
	throughput,
} from './replicas/disturbances.ts';
import { latency } from './replicas/latency.ts';
import { upgrade } from './replicas/upgrade.ts';
import { median } from './statistics.ts';

/**
 * Several processes on one PostgreSQL behind the proxy of `deploy`: how much they do, and what becomes of a batch when
 * one of them is lost. `npm run bench:replicas -- [--only kill,pause] [--write]`, and with `--upgrade FOLDER`, a built
 * older version, how that one is replaced while callers issue.
 */

const ONLY = ['throughput', ...Object.keys(DISTURBANCES), 'server', 'callers', 'latency'];
const RESULTS = new URL('../../bench/replicas-results.md', import.meta.url);

const { values } = parseArgs({
	options: {
		only: { type: 'string', default: ONLY.join() },
		items: { type: 'string', default: '5000' },
		rounds: { type: 'string', default: '3' },
		write: { type: 'boolean', default: false },
		upgrade: { type: 'string' },
	},
});
const only = values.only.split(',');
const [items, rounds] = [Number(values.items), Number(values.rounds)];
const THROUGHPUT_ITEMS = 2_000;
const BESIDE_CALLERS_ITEMS = 500;

if (spawnSync('haproxy', ['-v']).status !== 0) {
	console.error('This needs HAProxy: apt-get install haproxy');
	process.exit(2);
}
// What was started is stopped on exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const peaks: Peaks = { server: 0, worker: 0 };
const lines: string[] = [];
const say = (...more: string[]) => {
	lines.push(...more);
	console.log(more.join('\n'));
};
const ms = (time: number) => `${Math.round(time)}`;
const seconds = (time: number) => (time / 1_000).toFixed(1);

const cluster = await startCluster();
try {
	if (values.upgrade === undefined) await measure();
	else say(...(await upgrade(cluster, values.upgrade)));
} finally {
	cluster.remove();
}
if (values.write) {
	// The upgrade is tried apart, with an older version at hand, and its table put in by hand.
	const [, upgraded = ''] = readFileSync(RESULTS, 'utf8').split(/^(?=## Rolling upgrade)/m);
	writeFileSync(RESULTS, `${lines.join('\n')}\n\n${upgraded}`);
}
process.exit();

async function measure(): Promise<void> {
	say('# Many replicas, tried', '', `${machineLine(machine())}`, '');
	if (only.includes('throughput')) {
		const rates: Record<number, number[]> = { 1: [], 2: [] };
		for (let round = 0; round < rounds; round++) {
			for (const workers of [1, 2]) {
				const rate = await onGround(cluster, workers, peaks, (ground) =>
					throughput(ground, THROUGHPUT_ITEMS),
				);
				console.error(`${workers} workers: ${rate.toFixed(0)} a second`);
				rates[workers]?.push(rate);
			}
		}
		const [one, two] = [median(rates[1] ?? []), median(rates[2] ?? [])];
		say(
			`| ${THROUGHPUT_ITEMS} items, issued | a second | |`,
			'|---|--:|--:|',
			`| 1 worker | ${ms(one)} | |`,
			`| 2 workers | ${ms(two)} | × ${(two / one).toFixed(2)} |`,
			'',
		);
	}
	const chosen = Object.entries(DISTURBANCES).filter(([name]) => only.includes(name));
	if (chosen.length > 0) {
		say(
			`| ${items} items, two workers; in the middle | next item after, ms | nothing issued for at most, before and after, ms | what was in work done after, s |`,
			'|---|--:|--:|--:|',
		);
		for (const [, disturbance] of chosen) {
			const { next, stillBefore, stillAfter, slices } = await onGround(cluster, 2, peaks, (ground) =>
				disturb(ground, disturbance, items),
			);
			say(
				`| ${disturbance.title} | ${ms(next)} | ${ms(stillBefore)}, ${ms(stillAfter)} | ${seconds(slices)} |`,
			);
		}
		say('');
	}
	if (only.includes('server')) {
		const { issued, failures, waits } = await onGround(cluster, 0, peaks, killServer);
		say(
			`One of two servers killed while four callers issue: ${issued} issued, each once; failed before they were sent again: ${told(failures)}; longest from first try to answer ${ms(Math.max(...waits))} ms, median ${ms(median(waits))} ms.`,
			'',
		);
	}
	if (only.includes('callers')) {
		const { rate, seen } = await onGround(cluster, 2, peaks, (ground) =>
			besideCallers(ground, BESIDE_CALLERS_ITEMS),
		);
		say(
			`A batch of ${BESIDE_CALLERS_ITEMS}, two workers, while four callers issue in the same series: ${ms(rate)} items a second; callers issued ${seen.issued}, failed ${told(seen.failures)}, waited ${ms(median(seen.waits))} ms (median), ${ms(Math.max(...seen.waits))} ms at most.`,
			'',
		);
	}
	if (only.includes('latency')) {
		const { quiet, busy } = await onGround(cluster, 2, peaks, ({ fleet }) => latency(fleet));
		say('| `render` through the proxy, 20 a second | p50 ms | p99 ms | failed |', '|---|--:|--:|--:|');
		for (const [name, { p50, p99, failed }] of [
			['nothing else', quiet],
			['during a batch, two workers', busy],
		] as const)
			say(`| ${name} | ${ms(p50)} | ${ms(p99)} | ${failed} |`);
		say('');
	}
	say(`Most memory: server ${ms(peaks.server)} MB, worker ${ms(peaks.worker)} MB.`);
}
