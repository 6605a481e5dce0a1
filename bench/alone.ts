import { setImmediate } from 'node:timers/promises';
import { cpuOfChildren, memoryOfChildren } from './processes.ts';
import type { Material } from './subject.ts';
import { subjectOf } from './subjects.ts';

/**
 * One subject in a process of its own, so that nobody pays for another's polyfills, caches or heap. It says once what it
 * is, or why it cannot be had, and answers every message of materials with how long they took.
 */

export type Opened = { readonly name: string; readonly version: string } | { readonly refused: string };

export interface Turn {
	/** Milliseconds a document: by the clock, and of all processor cores. */
	readonly wall: number;
	readonly cpu: number;
	/** The last document. */
	readonly pdf: Uint8Array;
	/** The most that this process has held until now, with what others below it hold after the turn: megabytes. */
	readonly megabytes: number;
}

const subject = subjectOf(process.argv[2] as string);
const say = (message: Opened | Turn) => process.send?.(message);

try {
	const way = await subject.open();
	process.on('message', async (materials: readonly Material[]) => say(await turn(materials)));
	process.on('disconnect', () => way.close?.());
	say({ name: way.name, version: way.version });

	/** Long enough to pay for the garbage that it makes. */
	async function turn(materials: readonly Material[]): Promise<Turn> {
		let pdf = Buffer.alloc(0);
		const children = subject.processes ? cpuOfChildren() : 0;
		const cpu = process.cpuUsage();
		const start = performance.now();
		for (const material of materials) {
			pdf = (await way.draw(material)) as typeof pdf;
			// As between requests: what waits for the event loop is done and paid for.
			await setImmediate();
		}
		const wall = performance.now() - start;
		const { user, system } = process.cpuUsage(cpu);
		const outside = subject.processes ? cpuOfChildren() - children : 0;
		return {
			wall: wall / materials.length,
			cpu: ((user + system) / 1000 + outside) / materials.length,
			pdf,
			megabytes: process.resourceUsage().maxRSS / 1024 + (subject.processes ? memoryOfChildren() : 0),
		};
	}
} catch (error) {
	say({ refused: (error as Error).message.split('\n', 1)[0] as string });
	process.disconnect?.();
}
