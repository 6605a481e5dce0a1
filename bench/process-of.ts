import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Opened, Turn } from './alone.ts';
import type { Material } from './subject.ts';

const ALONE = fileURLToPath(new URL('alone.js', import.meta.url));

/** A subject at work in a process of its own. */
export interface Worker {
	readonly name: string;
	readonly version: string;
	turn(materials: readonly Material[]): Promise<Turn>;
	close(): Promise<void>;
}

/** @throws Error where the subject cannot be had here; the message says how to get it. */
export async function processOf(id: string): Promise<Worker> {
	const child = fork(ALONE, [id], { serialization: 'advanced' });
	const ended = once(child, 'exit');
	const answer = async () => {
		const given = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
		if (!given) throw new Error(`${id} has ended`);
		return given[0];
	};
	const opened: Opened = await answer();
	if ('refused' in opened) throw new Error(opened.refused);
	return {
		...opened,
		turn(materials) {
			child.send([...materials]);
			return answer();
		},
		async close() {
			if (child.connected) child.disconnect();
			await ended;
		},
	};
}
