import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openService } from '../product.ts';
import { shippedStart } from '../shipped.ts';

/** Documents to draw. The first ones do not count, because a process that was idle is slow at first. */
interface Turn {
	readonly warmUp: readonly string[];
	readonly counted: readonly string[];
}

/** The product without HTTP and threads, in a separate process with the shipped V8 flags. */
export interface InProcess {
	/** Milliseconds of processor time per document that counts. */
	cpu(turn: Turn): Promise<number>;
	stop(): Promise<void>;
}

export function startInProcess(): InProcess {
	const execArgv = shippedStart().filter((argument) => argument.startsWith('--'));
	const child = fork(fileURLToPath(import.meta.url), ['draw'], { execArgv });
	const ended = once(child, 'exit');
	return {
		async cpu(turn) {
			child.send(turn);
			const answered = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
			if (!answered) throw new Error('drawing in process has ended');
			return answered[0];
		},
		async stop() {
			child.disconnect();
			await ended;
		},
	};
}

async function drawInTurns(): Promise<void> {
	const service = openService();
	const draw = async (texts: readonly string[]) => {
		for (const text of texts) {
			await service.render(JSON.parse(text));
			await setImmediate();
		}
	};
	process.on('message', async ({ warmUp, counted }: Turn) => {
		await draw(warmUp);
		const before = process.cpuUsage();
		await draw(counted);
		const { user, system } = process.cpuUsage(before);
		process.send?.((user + system) / 1000 / counted.length);
	});
}

if (process.argv[2] === 'draw') await drawInTurns();
