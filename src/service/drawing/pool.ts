import { createFairQueue, type Taken } from '../../calls/fair-queue.ts';
import { cannotDraw, overloaded } from '../../calls/refusal.ts';
import { LONGEST_WAIT_MS, withRest } from '../../calls/timings.ts';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import type { Draw, Drawing, DrawingJob, DrawOptions } from './document.ts';
import { collectGarbage } from './garbage.ts';
import type { JobAnswer } from './messages.ts';
import { DrawingThread } from './thread.ts';

/** Drawing threads behind a bounded queue. */
export interface DrawingPool {
	readonly draw: Draw;
	/** Counts the documents that wait for a thread, except those drawn `behind` all others. */
	waiting(): number;
	/** True if `draw` would refuse a document of this caller after `more` others of the same caller. */
	isFull(caller?: string, more?: number): boolean;
	/** Replaces the templates of every thread. A thread warms up with its first templates. */
	use(templates: readonly LoadedTemplate[]): void;
	/**
	 * Resolves once a thread has warmed up; the others start when there is work for them. Rejects if that thread ends
	 * first.
	 */
	readonly ready: Promise<void>;
	/** Refuses every document from now on, including those that wait or are being drawn. */
	giveUp(): void;
	/** Finishes every document, then ends the threads. */
	stop(): Promise<void>;
}

export interface PoolOptions {
	readonly threads: number;
	/** A document that would wait longer is refused. Milliseconds. */
	readonly longestWait?: number;
	/** A document that takes more processor time is given up, and its thread is ended. Milliseconds. */
	readonly longestDrawing?: number;
	/** A request is refused if it has not been drawn in this time. Milliseconds. */
	readonly longestAnswer?: number;
	/** Longer documents leave a thread to the others. Milliseconds. */
	readonly longestShort?: number;
	/** A thread gets two documents at once only if it draws both in this time. Milliseconds. */
	readonly longestOrder?: number;
	/** Memory is freed after this long without a document. Milliseconds. */
	readonly restAfter?: number;
	/** The program of the threads. */
	readonly program?: URL;
	/** Called when a thread ends unexpectedly. */
	readonly onError: (error: unknown) => void;
}

const WORKER = new URL('./worker.js', import.meta.url);

/** Assumed time of a character of a caller's first request. Milliseconds. */
const FIRST_GUESS = 0.001;

/** Every document takes as long as this many more characters. */
const FIXED_SIZE = 2_000;

/** Characters of a request that was not read yet. */
const USUAL_SIZE = 2_000;

/** With a second order at hand, a thread keeps drawing while the main thread is busy. */
const MOST_IN_HAND = 2;

/** Pause before a thread that never became ready is replaced. Milliseconds. */
const PAUSE = 1_000;

interface Task {
	readonly job: DrawingJob;
	readonly template: LoadedTemplate;
	/** Drawn while no others wait. */
	readonly isLater: boolean;
	resolve(drawing: Drawing): void;
	reject(error: unknown): void;
}

export function createDrawingPool({
	threads: count,
	longestWait = LONGEST_WAIT_MS,
	longestDrawing = 10_000,
	longestAnswer = 20_000,
	longestShort = 50,
	longestOrder = 12,
	restAfter = 15_000,
	program = WORKER,
	onError,
}: PoolOptions): DrawingPool {
	const threads = new Set<DrawingThread>();
	/** Drawn before all others, each alone: a thread may have ended because of it. */
	const first: Taken<Task>[] = [];
	const queue = createFairQueue<Task>(FIRST_GUESS);
	/** Drawn while no others wait. */
	const later = createFairQueue<Task>(FIRST_GUESS);
	/**
	 * Documents without an answer. This is a number and not a Set, because V8 copies a Set that keeps changing, and each old
	 * copy keeps the next one and the documents in it alive until a full collection (docs/performance.md).
	 */
	let unanswered = 0;
	let whenAnswered = () => {};
	let templates: readonly LoadedTemplate[] = [];
	let isStopping = false;
	let hasGivenUp = false;
	/** V8 keeps the memory that it took under load until a full collection, and starts none while idle. */
	const resting = setTimeout(() => {
		// The timer restarts when they are answered.
		if (unanswered > 0) return;
		for (const thread of threads) thread.rest();
		collectGarbage();
	}, restAfter).unref();

	function start(): DrawingThread {
		const thread = new DrawingThread(program, longestDrawing);
		threads.add(thread);
		let wasReady = false;
		thread.ready.then(
			() => {
				wasReady = true;
				dispatch();
			},
			() => {},
		);
		thread.ended.then((error) => {
			threads.delete(thread);
			if (isStopping || hasGivenUp) return;
			onError(error);
			if (!wasReady && !Array.from(threads).some(({ isReady }) => isReady)) {
				// Perhaps no thread can start, so nobody should wait for one.
				refuseWaiting();
			}
			if (wasReady) grow();
			else setTimeout(grow, PAUSE).unref();
		});
		if (templates.length > 0) thread.use(templates);
		return thread;
	}

	/** Starts threads one after another: all at once, they would delay each other and the main thread. */
	function grow(): void {
		const areReady = Array.from(threads).every(({ isReady }) => isReady);
		if (!isStopping && !hasGivenUp && areReady && threads.size < count) start();
	}

	const waiting = () => first.length + queue.size();

	function dispatch(): void {
		while (waiting() + later.size() > 0) {
			const thread = idlest();
			if (!thread || thread.load > 0) grow();
			const tasks = thread ? nextFor(thread) : [];
			if (!thread || tasks.length === 0) return;
			const expected = tasks.reduce((sum, one) => sum + one.expected, 0);
			const jobs = tasks.map(({ entry }) => entry);
			thread.draw(jobs, templates, expected).then(({ outcomes, took }) => {
				for (const [i, task] of tasks.entries()) {
					if (hasGivenUp) task.entry.reject(cannotDraw());
					else if (outcomes) settle(task, outcomes[i] as JobAnswer, took / tasks.length);
				}
				if (!outcomes && !hasGivenUp) first.unshift(...tasks);
				dispatch();
			});
		}
	}

	/** Finds the ready thread with the fewest orders. Nothing waits behind a long document. */
	function idlest(): DrawingThread | undefined {
		let found: DrawingThread | undefined;
		for (const thread of threads) {
			const isFree = thread.isReady && !isLong(thread);
			if (isFree && thread.load < (found?.load ?? MOST_IN_HAND)) found = thread;
		}
		return found;
	}

	function isLong({ current }: DrawingThread): boolean {
		return Math.max(current.expected, current.elapsed) > longestShort;
	}

	/**
	 * Two documents in one order wake a thread half as often, which saves 7 % of processor time (docs/performance.md). Long
	 * documents gain little, and their answers would come in bursts.
	 */
	function nextFor({ load }: DrawingThread): readonly Taken<Task>[] {
		const suspect = first.shift();
		if (suspect) return [suspect];
		if (load > 0) {
			// As a second order, a later document would be drawn before a request that arrives meanwhile.
			const task = queue.take(longestShort);
			const partner = task && queue.take(longestOrder - task.expected);
			return [task, partner].filter((one) => one !== undefined);
		}
		const longs = Array.from(threads).filter(isLong).length;
		const longest = longs < Math.max(1, threads.size - 1) ? Infinity : longestShort;
		const task = queue.take(longest) ?? later.take(longest);
		return task ? [task] : [];
	}

	/** @param took used if drawing failed */
	function settle(task: Taken<Task>, outcome: JobAnswer, took: number): void {
		const { entry } = task;
		const line = entry.isLater ? later : queue;
		if ('error' in outcome) {
			line.learn(task, took);
			entry.reject(outcome.error);
			return;
		}
		const { compose = 0, draw = 0 } = outcome.timings;
		line.learn(task, compose + draw);
		entry.resolve(outcome);
	}

	function refuseWaiting(): void {
		for (const { entry } of first.splice(0)) entry.reject(cannotDraw());
		for (const line of [queue, later]) {
			for (let task = line.take(); task; task = line.take()) task.entry.reject(cannotDraw());
		}
	}

	/** Estimates how long a document of this caller would wait after `more` others of the same caller, in ms. */
	function wait(caller: string, more: number): number {
		const loads = new Array<number>(count).fill(0);
		for (const [i, thread] of Array.from(threads).entries()) loads[i] = thread.remaining;
		const unread = new Array<number>(more).fill(queue.expected(caller, FIXED_SIZE + USUAL_SIZE));
		for (const ms of [...first.map(({ expected }) => expected), ...queue.before(caller), ...unread]) {
			const least = Math.min(...loads);
			loads[loads.indexOf(least)] = least + ms;
		}
		return Math.min(...loads);
	}

	const isFull = (caller = '', more = 0) => wait(caller, more) > longestWait;

	async function draw(
		job: DrawingJob,
		template: LoadedTemplate,
		{ caller = '', behind = false }: DrawOptions = {},
	): Promise<Drawing> {
		if (hasGivenUp) throw cannotDraw();
		if (!behind && isFull(caller)) throw overloaded();
		const since = performance.now();
		const line = behind ? later : queue;
		let late: NodeJS.Timeout | undefined;
		try {
			const { unfinished, timings } = await new Promise<Drawing>((resolve, reject) => {
				const task: Task = { job, template, isLater: behind, resolve, reject };
				const size = FIXED_SIZE + JSON.stringify(job.request).length;
				line.add(task, caller, size);
				if (!behind) {
					late = setTimeout(() => {
						line.remove(task);
						reject(overloaded());
					}, longestAnswer);
				}
				dispatch();
			});
			return { unfinished, timings: withRest('wait', since, timings) };
		} finally {
			clearTimeout(late);
		}
	}

	const { ready } = start();

	return {
		draw(job, template, options) {
			const drawn = draw(job, template, options);
			unanswered++;
			const answered = () => {
				unanswered--;
				if (unanswered === 0) whenAnswered();
				resting.refresh();
			};
			drawn.then(answered, answered);
			return drawn;
		},
		waiting,
		isFull,
		use(now) {
			templates = now;
			for (const thread of threads) thread.use(now);
		},
		ready,
		giveUp() {
			hasGivenUp = true;
			refuseWaiting();
			for (const thread of threads) void thread.end();
		},
		async stop() {
			const answered = new Promise<void>((resolve) => {
				whenAnswered = resolve;
			});
			if (unanswered > 0) await answered;
			isStopping = true;
			clearTimeout(resting);
			// Not awaited: on a busy machine, a thread of low priority takes seconds to end, and has nothing left to do.
			for (const thread of threads) void thread.end();
		},
	};
}
