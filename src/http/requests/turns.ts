import { createFairQueue, type Taken } from '../../calls/fair-queue.ts';
import { processorClock } from './processor-clock.ts';

/**
 * Lets requests that arrive together work one by one, one per turn of the event loop, so that probes and refusals are
 * answered in between. Callers get equal shares of the processor time.
 */
export interface Turns {
	/**
	 * Resolves when it is the caller's turn.
	 * @param bytes of the body that the turn is for
	 */
	take(caller: string, bytes: number): Promise<void>;
	/** Counts the turns that a caller waits for. */
	waiting(caller: string): number;
	/** Estimates how long a new request of a caller would wait, in ms. */
	wait(caller: string): number;
}

/** Assumed time of a byte of a caller's first body. Milliseconds. */
const FIRST_GUESS = 0.00004;

/** Every turn takes as long as this many more bytes. */
const FIXED_SIZE = 50_000;

const clock = processorClock();

export function createTurns(): Turns {
	const queue = createFairQueue<() => void>(FIRST_GUESS);
	let isPlanned = false;

	function plan(): void {
		if (isPlanned || queue.size() === 0) return;
		isPlanned = true;
		// Only the work of the turn runs between the two, so that no caller is charged for the work of another.
		setImmediate(begin);
		setImmediate(end);
	}

	let begun: { readonly turn: Taken<() => void>; readonly since: number } | undefined;

	function begin(): void {
		const turn = queue.take() as Taken<() => void>;
		begun = { turn, since: clock() };
		turn.entry();
	}

	/** The work is done, including drawing on this thread. */
	function end(): void {
		const { turn, since } = begun as NonNullable<typeof begun>;
		queue.learn(turn, clock() - since);
		isPlanned = false;
		plan();
	}

	return {
		take: (caller, bytes) =>
			new Promise((resolve) => {
				queue.add(resolve, caller, FIXED_SIZE + bytes);
				plan();
			}),
		waiting: queue.sizeOf,
		wait: (caller) => queue.before(caller).reduce((sum, ms) => sum + ms, 0),
	};
}
