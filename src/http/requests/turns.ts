import { createFairQueue, type Taken } from '../../calls/fair-queue.ts';
import { processorClock } from '../../calls/processor-clock.ts';

/**
 * Lets requests that arrive together work one by one, one per turn of the event loop, so that probes and refusals are
 * answered in between. Callers get equal shares of the processor time.
 */
export interface Turns {
	/**
	 * Resolves when it is the caller's turn, at once if nobody waits.
	 * @param bytes of the body that the turn is for
	 */
	take(caller: string, bytes: number): Promise<void>;
	/** Counts the turns that a caller waits for. */
	waiting(caller: string): number;
	/** Estimates how long a new request of a caller would wait, in ms. */
	wait(caller: string): number;
}

export interface TurnOptions {
	/** A longer turn is followed by a pause, which only shorter ones do not wait for. Milliseconds. */
	readonly longestShort?: number;
	/** Length of a pause as a multiple of the turn before it. */
	readonly pause?: number;
}

/** Assumed time of a byte of a caller's first body. Milliseconds. */
const FIRST_GUESS = 0.0005;

/** Every turn takes as long as this many more bytes. */
const FIXED_SIZE = 2_000;

const clock = processorClock();

/**
 * A request needs several turns of the event loop: to arrive, to be drawn, to be stored, to be answered. Without pauses, each
 * would wait for a long turn of someone else.
 */
export function createTurns({ longestShort = 10, pause = 2 }: TurnOptions = {}): Turns {
	const queue = createFairQueue<() => void>(FIRST_GUESS);
	let isTaken = false;
	let pausedUntil = 0;
	let resuming: NodeJS.Timeout | undefined;

	/** By the next turn of the event loop, the work is done, including drawing on this thread. */
	function end(turn: Taken<() => void>, since: number): void {
		const took = clock() - since;
		queue.learn(turn, took);
		if (took > longestShort) pausedUntil = performance.now() + pause * took;
		isTaken = false;
		begin();
	}

	function begin(): void {
		if (isTaken) return;
		const left = pausedUntil - performance.now();
		const turn = queue.take(left > 0 ? longestShort : Infinity);
		if (turn) {
			isTaken = true;
			setImmediate(end, turn, clock());
			turn.entry();
		} else if (queue.size() > 0) {
			clearTimeout(resuming);
			resuming = setTimeout(begin, left);
		}
	}

	return {
		take: (caller, bytes) =>
			new Promise((resolve) => {
				queue.add(resolve, caller, FIXED_SIZE + bytes);
				begin();
			}),
		waiting: queue.sizeOf,
		wait: (caller) => queue.before(caller).reduce((sum, ms) => sum + ms, 0),
	};
}
