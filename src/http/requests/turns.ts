/**
 * Lets requests that arrive together work one by one, one per turn of the event loop, so that probes and refusals are
 * answered in between.
 */
export interface Turns {
	/** Resolves when it is the caller's turn, at once if nobody waits. */
	take(): Promise<void>;
	/** Counts the callers that wait. */
	waiting(): number;
	/** Estimates how long a new caller would wait, in ms, from the mean of the latest turns. */
	wait(): number;
}

/** Weight of the latest turn in the mean. */
const WEIGHT = 1 / 16;

export function createTurns(): Turns {
	const queue: (() => void)[] = [];
	let isTaken = false;
	let mean = 0;

	/** By the next turn of the event loop, the work is done, including drawing on this thread. */
	function next(since: number): void {
		const now = performance.now();
		mean += WEIGHT * (now - since - mean);
		const resolve = queue.shift();
		isTaken = resolve !== undefined;
		if (!resolve) return;
		setImmediate(next, now);
		resolve();
	}

	return {
		async take() {
			if (isTaken) return new Promise((resolve) => queue.push(resolve));
			isTaken = true;
			setImmediate(next, performance.now());
		},
		waiting: () => queue.length,
		wait: () => queue.length * mean,
	};
}
