/**
 * What making a document consists of, in the order in which it is done. `wait` is for a drawing thread, on the way there
 * and back as well.
 */
export const PHASES = ['read', 'check', 'wait', 'compose', 'draw', 'store'] as const;

export type Phase = (typeof PHASES)[number];

/** How long each phase took that was reached, in ms. Plain numbers, so that they pass from thread to thread. */
export type Timings = Readonly<Partial<Record<Phase, number>>>;

export interface Timed {
	readonly timings: Timings;
}

/** With a phase that took what no other took of the time since a moment of `performance.now()`. */
export function withRest(rest: Phase, since: number, timings: Timings): Timings {
	const known = Object.values(timings).reduce((sum, ms) => sum + ms, 0);
	const all: Timings = { ...timings, [rest]: performance.now() - since - known };
	return Object.fromEntries(PHASES.flatMap((phase) => (phase in all ? [[phase, all[phase]]] : [])));
}

/** Tells phases apart that follow each other without a gap. */
export interface Stopwatch extends Timed {
	/** The phase ends now; it began when the one before it ended. */
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
