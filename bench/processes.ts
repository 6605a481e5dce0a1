import { readdirSync, readFileSync } from 'node:fs';

/** Resources of child processes on Linux, from /proc. On other systems they count as nothing. */

/** Processor time of all descendants of this process, in ms. */
export function cpuOfChildren(): number {
	let ticks = 0;
	for (const { fields } of descendants()) {
		// utime, stime, cutime and cstime; the last two are of children that have ended (proc(5)).
		for (const field of [14, 15, 16, 17]) ticks += Number(fields[field - 3]);
	}
	return ticks * TICK;
}

/** Memory of all descendants of this process, in megabytes. Shared pages count once (PSS). */
export function memoryOfChildren(): number {
	let kilobytes = 0;
	for (const { pid } of descendants()) {
		kilobytes += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
	}
	return kilobytes / 1024;
}

/** Linux counts processor time for user space in hundredths of a second. */
const TICK = 10;

interface Descendant {
	readonly pid: string;
	/** Fields of /proc/PID/stat from the third, the state. */
	readonly fields: readonly string[];
}

function descendants(): Descendant[] {
	const all = pids().map((pid): Descendant => {
		const stat = read(`/proc/${pid}/stat`);
		return { pid, fields: stat.slice(stat.lastIndexOf(')') + 2).split(' ') };
	});
	const found: Descendant[] = [];
	let parents = [String(process.pid)];
	while (parents.length > 0) {
		const below = all.filter(({ fields }) => parents.includes(fields[1] as string));
		found.push(...below);
		parents = below.map(({ pid }) => pid);
	}
	return found;
}

function pids(): string[] {
	try {
		return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	} catch {
		return [];
	}
}

/** @returns an empty text if the process has ended */
function read(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
