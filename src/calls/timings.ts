/** Phases of making a document, in order. `wait` is the time spent waiting for a drawing thread and passing data to it. */
export const PHASES = ['read', 'check', 'wait', 'compose', 'draw', 'finish', 'store'] as const;

export type Phase = (typeof PHASES)[number];

/** Milliseconds of each phase that was reached. Plain numbers, which can pass between threads. */
export type Timings = Readonly<Partial<Record<Phase, number>>>;

export interface Timed {
	readonly timings: Timings;
}

/** Adds a phase for the rest of the time since a moment of `performance.now()`. */
export function withRest(rest: Phase, since: number, timings: Timings): Timings {
	const known = Object.values(timings).reduce((sum, ms) => sum + ms, 0);
	const all: Timings = { ...timings, [rest]: performance.now() - since - known };
	return Object.fromEntries(PHASES.flatMap((phase) => (phase in all ? [[phase, all[phase]]] : [])));
}

/** Measures phases that follow each other without a gap. */
export interface Stopwatch extends Timed {
	/** Ends a phase, which began when the previous one ended. */
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

/** A document that would have to wait longer than this to be drawn is refused. */
export const LONGEST_WAIT_MS = 1_000;
