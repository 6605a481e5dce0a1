import { createFairQueue, type Taken } from '../../calls/fair-queue.ts';

/**
 * Lets requests that arrive together work one by one, one per turn of the event loop, so that probes and refusals are
 * answered in between. Callers get equal shares of the time.
 */
export interface Turns {
	/** Resolves when it is the caller's turn, at once if nobody waits. */
	take(caller: string): Promise<void>;
	/** Counts the requests of a caller that wait. */
	waiting(caller: string): number;
	/** Estimates how long a new request of a caller would wait, in ms. */
	wait(caller: string): number;
}

export function createTurns(): Turns {
	const queue = createFairQueue<() => void>(1);
	let isTaken = false;

	/** By the next turn of the event loop, the work is done, including drawing on this thread. */
	function end(turn: Taken<() => void>, since: number): void {
		queue.learn(turn, performance.now() - since);
		isTaken = false;
		begin();
	}

	function begin(): void {
		const turn = queue.take();
		if (!turn) return;
		isTaken = true;
		setImmediate(end, turn, performance.now());
		turn.entry();
	}

	return {
		take: (caller) =>
			new Promise((resolve) => {
				queue.add(resolve, caller, 1);
				if (!isTaken) begin();
			}),
		waiting: queue.sizeOf,
		wait: (caller) => queue.before(caller).reduce((sum, ms) => sum + ms, 0),
	};
}
