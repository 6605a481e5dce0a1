import { readFileSync, readlinkSync } from 'node:fs';

// Only Linux tells the processor time of another thread. `worker.cpuUsage()` needs Node 24.

/** The calling thread's id for the operating system. Undefined except on Linux. */
export function ownThreadId(): number | undefined {
	try {
		return Number(/\d+$/.exec(readlinkSync('/proc/thread-self'))?.[0]);
	} catch {
		return undefined;
	}
}

/** Linux counts processor time for user space in hundredths of a second. */
const TICK_MS = 10;

/** Processor time of a thread of this process, in ms. Undefined if the system does not tell. */
export function processorTime(threadId: number | undefined): number | undefined {
	if (threadId === undefined) return undefined;
	try {
		const stat = readFileSync(`/proc/self/task/${threadId}/stat`, 'latin1');
		// utime and stime (proc(5)). The name before them may contain spaces.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
	} catch {
		return undefined;
	}
}
