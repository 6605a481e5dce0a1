/** Steps of making a document, in their order. `wait` is the time until a drawing thread is free, and the way there and back. */
export const PHASES = ['read', 'check', 'wait', 'compose', 'draw', 'store'] as const;

export type Phase = (typeof PHASES)[number];

/** Milliseconds of each phase that was reached, as plain data that can pass between threads. */
export type Timings = Readonly<Partial<Record<Phase, number>>>;

export interface Timed {
	readonly timings: Timings;
}

/** Adds a phase that took the rest of the time since `since`, a moment of `performance.now()`. */
export function withRest(rest: Phase, since: number, timings: Timings): Timings {
	const known = Object.values(timings).reduce((sum, ms) => sum + ms, 0);
	const all: Timings = { ...timings, [rest]: performance.now() - since - known };
	return Object.fromEntries(PHASES.flatMap((phase) => (phase in all ? [[phase, all[phase]]] : [])));
}

/** Times phases that follow each other without a gap. */
export interface Stopwatch extends Timed {
	/** Ends a phase, which began when the one before it ended. */
	lap(phase: Phase): void;
}

export function startStopwatch(): Stopwatch {
	const timings: Partial<Record<Phase, number>> = {};
	let last = performance.now();
	return {
		timings,
		lap(phase) {
			const now = performance.now();
			timings[phase] = now - last;
			last = now;
		},
	};
}
