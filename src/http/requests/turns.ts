/**
 * Requests that arrive together are worked on one by one, one for each turn of the event loop, so that whatever else
 * comes is answered between two of them: probes, and refusals of what would wait too long.
 */
export interface Turns {
	/** Resolves when it is one's turn: at once, where nobody waits. */
	take(): Promise<void>;
	/** How many wait for theirs. */
	waiting(): number;
	/** How long who came now would wait, by the mean of the latest turns. Milliseconds. */
	wait(): number;
}

/** How much the latest turn makes of the mean. */
const WEIGHT = 1 / 16;

export function createTurns(): Turns {
	const queue: (() => void)[] = [];
	let isTaken = false;
	let mean = 0;

	/** The work itself, its drawing too where no thread draws, is done before the loop turns. */
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
