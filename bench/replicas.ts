import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startCluster } from '../test/all/postgres-cluster.ts';
import { machine, machineLine } from './machine.ts';
import { failuresText } from './replicas/clients.ts';
import {
	DISTURBANCES,
	disturb,
	issueDuringBatch,
	killServer,
	onTestBed,
	type Peaks,
	throughput,
} from './replicas/disturbances.ts';
import { latency } from './replicas/latency.ts';
import { upgrade } from './replicas/upgrade.ts';
import { median } from './statistics.ts';

/**
 * Measures several processes with one PostgreSQL behind the proxy of `deploy`: their throughput, and the recovery of a batch
 * when one of them fails. `npm run bench:replicas -- [--only kill,pause] [--write]`. With `--upgrade FOLDER`, the folder of
 * an older version that is built, it replaces that version while callers issue.
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
const DURING_BATCH_ITEMS = 500;

if (spawnSync('haproxy', ['-v']).status !== 0) {
	console.error('This needs HAProxy: apt-get install haproxy');
	process.exit(2);
}
// Programs are killed on exit.
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
	// The upgrade needs an older version and runs separately, so its table is inserted by hand.
	const [, upgraded = ''] = readFileSync(RESULTS, 'utf8').split(/^(?=## Rolling upgrade)/m);
	writeFileSync(RESULTS, `${lines.join('\n')}\n\n${upgraded}`);
}
process.exit();

async function measure(): Promise<void> {
	say('# Replica results', '', `${machineLine(machine())}`, '');
	if (only.includes('throughput')) {
		const rates: Record<number, number[]> = { 1: [], 2: [] };
		for (let round = 0; round < rounds; round++) {
			for (const workers of [1, 2]) {
				const rate = await onTestBed(cluster, workers, peaks, (bed) => throughput(bed, THROUGHPUT_ITEMS));
				console.error(`${workers} workers: ${rate.toFixed(0)} per second`);
				rates[workers]?.push(rate);
			}
		}
		const [one, two] = [median(rates[1] ?? []), median(rates[2] ?? [])];
		say(
			`| ${THROUGHPUT_ITEMS} items | issued per second | |`,
			'|---|--:|--:|',
			`| 1 worker | ${ms(one)} | |`,
			`| 2 workers | ${ms(two)} | × ${(two / one).toFixed(2)} |`,
			'',
		);
	}
	const chosen = Object.entries(DISTURBANCES).filter(([name]) => only.includes(name));
	if (chosen.length > 0) {
		say(
			`| ${items} items, two workers; failure in the middle | next item issued after, ms | longest pause before and after, ms | interrupted items done after, s |`,
			'|---|--:|--:|--:|',
		);
		for (const [, disturbance] of chosen) {
			const { next, stillBefore, stillAfter, slices } = await onTestBed(cluster, 2, peaks, (bed) =>
				disturb(bed, disturbance, items),
			);
			say(
				`| ${disturbance.title} | ${ms(next)} | ${ms(stillBefore)}, ${ms(stillAfter)} | ${seconds(slices)} |`,
			);
		}
		say('');
	}
	if (only.includes('server')) {
		const { issued, failures, waits } = await onTestBed(cluster, 0, peaks, killServer);
		say(
			`One of two servers is killed while four callers issue: ${issued} superbills issued, each once. Requests that failed and were repeated: ${failuresText(failures)}. From first attempt to answer: at most ${ms(Math.max(...waits))} ms, median ${ms(median(waits))} ms.`,
			'',
		);
	}
	if (only.includes('callers')) {
		const { rate, seen } = await onTestBed(cluster, 2, peaks, (bed) =>
			issueDuringBatch(bed, DURING_BATCH_ITEMS),
		);
		say(
			`A batch of ${DURING_BATCH_ITEMS} with two workers, while four callers issue in the same series: ${ms(rate)} items per second. The callers issued ${seen.issued} superbills; failures: ${failuresText(seen.failures)}; median wait ${ms(median(seen.waits))} ms, longest ${ms(Math.max(...seen.waits))} ms.`,
			'',
		);
	}
	if (only.includes('latency')) {
		const { quiet, busy } = await onTestBed(cluster, 2, peaks, ({ fleet }) => latency(fleet));
		say('| `render` through the proxy, 20 per second | p50 ms | p99 ms | failed |', '|---|--:|--:|--:|');
		for (const [name, { p50, p99, failed }] of [
			['without other work', quiet],
			['during a batch, two workers', busy],
		] as const)
			say(`| ${name} | ${ms(p50)} | ${ms(p99)} | ${failed} |`);
		say('');
	}
	say(`Peak memory: server ${ms(peaks.server)} MB, worker ${ms(peaks.worker)} MB.`);
}
