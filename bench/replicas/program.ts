import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program that runs in a separate process and logs to a file. */
export interface Program {
	readonly name: string;
	readonly pid: number;
	kill(signal: NodeJS.Signals): void;
	/** Its exit status, or null if a signal ended it. */
	readonly exit: Promise<number | null>;
	log(): string;
	/** Peak memory in megabytes (VmHWM in proc(5), on Linux). */
	peak(): number;
}

const LOOK_MS = 250;

/** @param folder the folder for its log @param command the program and its arguments */
export function startProgram(
	name: string,
	folder: string,
	[command, ...args]: readonly [string, ...string[]],
	env: NodeJS.ProcessEnv,
): Program {
	const file = join(folder, `${name}.log`);
	const log = openSync(file, 'a');
	const child = spawn(command, args, {
		env: { PATH: process.env['PATH'], ...env },
		stdio: ['ignore', log, log],
	});
	const exit = once(child, 'exit').then(([status]): number | null => status);
	const pid = child.pid as number;
	let peak = 0;
	const look = () => {
		try {
			const status = readFileSync(`/proc/${pid}/status`, 'utf8');
			peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
		} catch {
			// It has ended, or this is not Linux.
		}
	};
	const looking = setInterval(look, LOOK_MS).unref();
	const die = () => child.kill('SIGKILL');
	process.on('exit', die);
	exit.then(() => {
		clearInterval(looking);
		process.off('exit', die);
	});
	return {
		name,
		pid,
		exit,
		kill(signal) {
			look();
			child.kill(signal);
		},
		log: () => readFileSync(file, 'utf8'),
		peak: () => peak,
	};
}
