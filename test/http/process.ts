import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { MAIN } from '../cli/superbill.ts';

/** A server in a separate process. */
export interface Running {
	readonly child: ChildProcess;
	readonly port: number;
	readonly output: { stdout: string; stderr: string };
	readonly exit: Promise<number | null>;
	/** Where it runs. */
	readonly folder: string;
}

/** Starts a server in a separate process. It exits with 2 if it cannot start. */
export function spawnServer(t: Test, env: NodeJS.ProcessEnv) {
	// The test may already have put files for the server there.
	const folder = existsSync(t.testdirName) ? t.testdirName : t.testdir();
	const child = spawn(process.execPath, [MAIN, 'serve'], {
		// Nothing reads what is covered of the bundle.
		env: { PATH: process.env['PATH'], NODE_V8_COVERAGE: undefined, ...env },
		cwd: folder,
	});
	const output = { stdout: '', stderr: '' };
	child.stdout.on('data', (chunk) => {
		output.stdout += chunk;
	});
	child.stderr.on('data', (chunk) => {
		output.stderr += chunk;
	});
	const exit = once(child, 'close').then(([code]) => code as number | null);
	t.teardown(() => child.kill('SIGKILL'));
	return { child, output, exit, folder };
}

/** Lists the lines of a log, except for a store that could not be reached, which can happen on a busy machine. */
export const complaints = ({ stderr }: { readonly stderr: string }): string[] =>
	stderr.split('\n').filter((line) => line !== '' && !line.includes('"msg":"store-unavailable"'));

/** Waits until the server has printed its address. */
export async function start(t: Test, env: NodeJS.ProcessEnv = {}): Promise<Running> {
	const server = spawnServer(t, { PORT: '0', ...env });
	while (!server.output.stdout.includes('curl')) {
		await refuseEnded(server);
		await sleep(20);
	}
	return { ...server, port: Number(/:(\d+)/.exec(server.output.stdout)?.[1]) };
}

/** Waits for a match in the log of a server. @param from where in the log the search begins */
export async function logged(server: Running, pattern: RegExp, from = 0): Promise<RegExpExecArray> {
	for (;;) {
		const match = pattern.exec(server.output.stderr.slice(from));
		if (match) return match;
		await refuseEnded(server);
		await sleep(20);
	}
}

/** @throws Error with the log of a server that has ended */
async function refuseEnded({ child, exit, output }: Omit<Running, 'port'>): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) return;
	await exit;
	throw new Error(`The server has ended: ${output.stderr}`);
}
