import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importFiles } from '../src/codes/library/import.ts';
import { codesFolder } from '../src/codes/library/manifest.ts';
import { ROOT } from '../src/version.ts';
import { officialFiles } from './checking.ts';
import { machine, machineLine } from './machine.ts';
import { cpuOfChildren } from './processes.ts';
import { SCENARIOS, type Scenario } from './requests.ts';
import { shippedStart } from './shipped.ts';
import { median } from './statistics.ts';

/** Measures the time from the start of a server to its first document, and its idle memory. Processor time depends less on what else runs. */

/** Longer than the server waits before it returns memory. */
const IDLE_MS = 18_000;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const body = JSON.stringify((SCENARIOS[0] as Scenario).request(1));

interface Start {
	/** Milliseconds from the start of the process to the end of the first answer. */
	readonly firstAnswer: number;
	/** Milliseconds of processor time until then. */
	readonly processorTime: number;
	/** Idle memory in megabytes. */
	readonly idle: number;
}

async function start(dataDir: string): Promise<Start> {
	const since = performance.now();
	const child = spawn(process.execPath, shippedStart(), {
		cwd: fileURLToPath(ROOT),
		env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir },
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	try {
		let said = '';
		for await (const chunk of child.stdout) {
			said += chunk;
			if (said.includes('\n')) break;
		}
		const origin = /listening on (\S+)/.exec(said)?.[1];
		const answer = await fetch(`${origin}/v1/superbills/render`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body,
		});
		await answer.arrayBuffer();
		if (!answer.ok) throw new Error(`answered ${answer.status}`);
		const firstAnswer = performance.now() - since;
		const processorTime = cpuOfChildren();
		await sleep(IDLE_MS);
		const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
		return { firstAnswer, processorTime, idle: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024 };
	} finally {
		child.kill('SIGKILL');
		await once(child, 'exit');
	}
}

async function measure(what: string, dataDir: string, mostMs: number, mostMegabytes: number): Promise<void> {
	const starts: Start[] = [];
	for (let i = 0; i < Number(values.runs); i++) starts.push(await start(dataDir));
	const firstAnswer = median(starts.map((one) => one.firstAnswer));
	const processorTime = median(starts.map((one) => one.processorTime));
	const idle = median(starts.map((one) => one.idle));
	const verdict = (is: number, most: number) => (is <= most ? 'met' : '**not met**');
	console.log(
		`| ${what}: first answer, ms | ≤ ${mostMs} | ${firstAnswer.toFixed(0)} | ${verdict(firstAnswer, mostMs)} |`,
	);
	console.log(`| ${what}: processor time until then, ms | | ${processorTime.toFixed(0)} | |`);
	console.log(
		`| ${what}: resident when idle, MB | ≤ ${mostMegabytes} | ${idle.toFixed(0)} | ${verdict(idle, mostMegabytes)} |`,
	);
}

const folder = mkdtempSync(join(tmpdir(), 'superbill-bench-'));
try {
	console.log(
		`${machineLine(machine())} Medians of ${values.runs} starts.\n\n| | bound | measured | |\n|---|--:|--:|---|`,
	);
	await measure('cold', join(folder, 'cold'), 700, 150);
	const files = officialFiles();
	if (files.length > 0) {
		await importFiles(codesFolder(join(folder, 'codes')), files);
		await measure('with all code sets', join(folder, 'codes'), 1_200, 150);
	} else console.log('\nNot measured with code sets: there are no official files next to this repository.');
} finally {
	rmSync(folder, { recursive: true, force: true });
}
