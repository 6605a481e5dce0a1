import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Material } from './subject.ts';
import type { OpenAnswer, Turn } from './subject-process.ts';

const PROGRAM = fileURLToPath(new URL('subject-process.js', import.meta.url));

/** A subject that runs in a separate process. */
export interface SubjectProcess {
	readonly name: string;
	readonly version: string;
	turn(materials: readonly Material[]): Promise<Turn>;
	close(): Promise<void>;
}

/** @throws Error if the subject is not available here; the message says how to install it */
export async function forkSubject(id: string): Promise<SubjectProcess> {
	const child = fork(PROGRAM, [id], { serialization: 'advanced' });
	const ended = once(child, 'exit');
	const answer = async () => {
		const given = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
		if (!given) throw new Error(`${id} has ended`);
		return given[0];
	};
	const opened: OpenAnswer = await answer();
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
