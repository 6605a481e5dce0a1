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
}

/** Starts a server in a separate process, which ends with 2 if it cannot start. */
export function spawnServer(t: Test, env: NodeJS.ProcessEnv) {
	const child = spawn(process.execPath, [MAIN, 'serve'], {
		env: { PATH: process.env['PATH'], ...env },
		// The folder may contain files that the test has made for the server.
		cwd: existsSync(t.testdirName) ? t.testdirName : t.testdir(),
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
	return { child, output, exit };
}

/** What a process has logged, except that the store could not be reached, which can happen on a busy machine. */
export const complaints = ({ stderr }: { readonly stderr: string }): string[] =>
	stderr.split('\n').filter((line) => line !== '' && !line.includes('"msg":"store-unavailable"'));

/** Waits until the server has printed its address. */
export async function start(t: Test, env: NodeJS.ProcessEnv = {}): Promise<Running> {
	const server = spawnServer(t, { PORT: '0', ...env });
	while (!server.output.stdout.includes('curl')) {
		if (server.child.exitCode !== null || server.child.killed) throw new Error(server.output.stderr);
		await sleep(20);
	}
	return { ...server, port: Number(/:(\d+)/.exec(server.output.stdout)?.[1]) };
}
