import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../src/version.ts';
import { shippedStart } from '../shipped.ts';

/** A server in a separate process. */
export interface Served {
	readonly id: string;
	readonly name: string;
	readonly origin: string;
	/** Path of the operation that draws, and address of `/health/live`. */
	readonly path: string;
	readonly live: string;
	/** Reads the figures and resets the delay of the event loop. */
	figures(): Promise<Figures>;
	stop(): Promise<void>;
}

export interface Figures {
	/** Milliseconds of processor time since the start. */
	readonly cpu: number;
	/** Milliseconds, since the last reading. */
	readonly loopDelayP99: number;
	readonly megabytes: number;
	/** Timers, sockets and files that keep the process running. */
	readonly resources: number;
}

/** Interval in ms of the timer that measures the delay of the event loop. Node's histogram includes it. */
export const RESOLUTION = 10;

export interface ServedProduct extends Served {
	/** Size of the SQLite file with its write-ahead log. */
	storeBytes(): number;
}

/** Starts the shipped server, with a rate limit that nothing reaches. */
export async function serveProduct(threads: number, env: NodeJS.ProcessEnv = {}): Promise<ServedProduct> {
	const folder = mkdtempSync(join(tmpdir(), 'superbill-bench-'));
	const child = spawn(process.execPath, shippedStart(), {
		cwd: fileURLToPath(ROOT),
		env: {
			PATH: process.env['PATH'],
			PORT: '0',
			METRICS_PORT: '0',
			RATE_LIMIT: '1000000',
			DATA_DIR: folder,
			RENDER_THREADS: `${threads}`,
			...env,
		},
		// The log is written to standard error and discarded.
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const said = await heard(child, /Metrics +(\S+)/);
	const origin = /listening on (\S+)/.exec(said)?.[1] as string;
	const metrics = /Metrics +(\S+)/.exec(said)?.[1] as string;
	return {
		id: `superbill-${threads}`,
		name: `superbill, RENDER_THREADS=${threads}`,
		origin,
		path: '/v1/superbills/render',
		live: `${origin}/health/live`,
		async figures() {
			const text = await (await fetch(metrics)).text();
			const metric = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
			return {
				cpu: metric('process_cpu_seconds_total') * 1000,
				loopDelayP99: metric('nodejs_eventloop_lag_p99_seconds') * 1000 - RESOLUTION,
				megabytes: metric('process_resident_memory_bytes') / 2 ** 20,
				resources: metric('nodejs_active_resources_total'),
			};
		},
		storeBytes: () =>
			readdirSync(folder)
				.filter((name) => name.startsWith('superbill.db'))
				.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
		async stop() {
			child.kill('SIGINT');
			await once(child, 'exit');
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Starts a bare Fastify in front of another subject. @throws Error if that is not available here */
export async function serveRival(id: string): Promise<Served> {
	const child = spawn(process.execPath, [fileURLToPath(new URL('rival.js', import.meta.url)), id], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const [, name, origin] =
		/^(.*) listens on (\S+)$/m.exec(await heard(child, / listens on |refused: .*\n/)) ?? [];
	if (name === undefined || origin === undefined) throw new Error('it is not available here');
	return {
		id,
		name,
		origin,
		path: '/render',
		live: `${origin}/health/live`,
		figures: async () => (await fetch(`${origin}/figures`)).json() as Promise<Figures>,
		async stop() {
			child.stdin?.end();
			await once(child, 'exit');
		},
	};
}

async function heard(child: ChildProcess, pattern: RegExp): Promise<string> {
	let said = '';
	for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
		said += chunk;
		if (pattern.test(said)) {
			child.stdout?.resume();
			return said;
		}
	}
	throw new Error(said || 'it has ended');
}
