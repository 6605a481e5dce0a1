import { setImmediate } from 'node:timers/promises';
import { cpuOfChildren, memoryOfChildren } from './processes.ts';
import type { Material } from './subject.ts';
import { subjectOf } from './subjects.ts';

/**
 * Runs one subject in a separate process, so that polyfills, caches and the heap of one subject do not affect another. Its
 * first message is its name, or why it is not available. It answers each message of materials with the time they took.
 */

export type OpenAnswer = { readonly name: string; readonly version: string } | { readonly refused: string };

export interface Turn {
	/** Milliseconds per document: by the clock, and of processor time on all cores. */
	readonly wall: number;
	readonly cpu: number;
	/** The last document. */
	readonly pdf: Uint8Array;
	/** Peak memory of this process so far plus the memory of its child processes after the turn, in megabytes. */
	readonly megabytes: number;
}

const subject = subjectOf(process.argv[2] as string);
const say = (message: OpenAnswer | Turn) => process.send?.(message);

try {
	const renderer = await subject.open();
	process.on('message', async (materials: readonly Material[]) => say(await turn(materials)));
	process.on('disconnect', () => renderer.close?.());
	say({ name: renderer.name, version: renderer.version });

	/** Draws documents. Callers send enough of them that garbage collections fall within the turn. */
	async function turn(materials: readonly Material[]): Promise<Turn> {
		let pdf = Buffer.alloc(0);
		const children = subject.processes ? cpuOfChildren() : 0;
		const cpu = process.cpuUsage();
		const start = performance.now();
		for (const material of materials) {
			pdf = (await renderer.draw(material)) as typeof pdf;
			// As between requests: pending work of the event loop belongs to the document that caused it.
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
