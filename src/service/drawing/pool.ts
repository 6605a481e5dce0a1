import { overloaded } from '../../calls/refusal.ts';
import { LONGEST_WAIT_MS, type Timings, withRest } from '../../calls/timings.ts';
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
	/** True if `draw` would refuse a document after `more` others. */
	isFull(more?: number): boolean;
	/** Replaces the templates of every thread. A thread warms up with its first templates. */
	use(templates: readonly LoadedTemplate[]): void;
	/**
	 * Resolves once a thread has warmed up; the others start when there is work for them. Rejects if that thread ends
	 * first.
	 */
	readonly ready: Promise<void>;
	/** Finishes every document, then ends the threads. */
	stop(): Promise<void>;
}

export interface PoolOptions {
	readonly threads: number;
	/** A document that would wait longer is refused. Milliseconds. */
	readonly longestWait?: number;
	/** A document that takes longer is given up, and its thread is ended. Milliseconds. */
	readonly longestDrawing?: number;
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

/** Assumed time of a document before any was drawn. Milliseconds. */
const FIRST_GUESS = 5;

/** Weight of the latest document in the mean from which waiting times are estimated. */
const WEIGHT = 1 / 16;

/** With a second order at hand, a thread keeps drawing while the main thread is busy. */
const MOST_IN_HAND = 2;

/** Documents in one order, if they have to wait anyway and are short. */
const MOST_AT_ONCE = 2;

/** Pause before a thread that never became ready is replaced. Milliseconds. */
const PAUSE = 1_000;

interface Task {
	readonly job: DrawingJob;
	readonly template: LoadedTemplate;
	/** A thread ended while it had this document, which may be the cause. */
	readonly isSuspect?: boolean;
	resolve(drawing: Drawing): void;
	reject(error: unknown): void;
}

export function createDrawingPool({
	threads: count,
	longestWait = LONGEST_WAIT_MS,
	longestDrawing = 20_000,
	longestOrder = 12,
	restAfter = 15_000,
	program = WORKER,
	onError,
}: PoolOptions): DrawingPool {
	const threads = new Set<DrawingThread>();
	const queue: Task[] = [];
	/** Documents that are drawn while no others wait. */
	const later: Task[] = [];
	/**
	 * Documents without an answer. This is a number and not a Set, because V8 copies a Set that keeps changing, and each old
	 * copy keeps the next one and the documents in it alive until a full collection (docs/performance.md).
	 */
	let unanswered = 0;
	let whenAnswered = () => {};
	let templates: readonly LoadedTemplate[] = [];
	let mean = FIRST_GUESS;
	let isStopping = false;
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
			if (isStopping) return;
			onError(error);
			if (!wasReady && !Array.from(threads).some(({ isReady }) => isReady)) {
				// Perhaps no thread can start, so nobody should wait for one.
				for (const { reject } of [...queue.splice(0), ...later.splice(0)]) reject(error);
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
		if (!isStopping && areReady && threads.size < count) start();
	}

	function dispatch(): void {
		while (queue.length + later.length > 0) {
			const thread = idlest(threads);
			if (!thread || thread.load > 0) grow();
			if (!thread) return;
			// Given as a second order, a later document would be drawn before a request that arrives meanwhile.
			if (queue.length === 0 && thread.load > 0) return;
			const atOnce = thread.load > 0 && canShare() ? MOST_AT_ONCE : 1;
			const tasks = queue.length > 0 ? queue.splice(0, atOnce) : later.splice(0, 1);
			thread.draw(tasks, templates).then((outcomes) => {
				if (outcomes) for (const [i, task] of tasks.entries()) settle(task, outcomes[i] as JobAnswer);
				// Another thread draws each of them alone, which shows the one at fault if that thread ends, too.
				else queue.unshift(...tasks.map((task) => ({ ...task, isSuspect: true })));
				dispatch();
			});
		}
	}

	/**
	 * Two documents in one order wake a thread half as often, which saves 7 % of processor time (docs/performance.md). Long
	 * documents gain little, and their answers would come in bursts.
	 */
	function canShare(): boolean {
		const areShort = MOST_AT_ONCE * mean <= longestOrder;
		return areShort && !queue.slice(0, MOST_AT_ONCE).some(({ isSuspect }) => isSuspect);
	}

	function settle(task: Task, outcome: JobAnswer): void {
		if ('error' in outcome) {
			task.reject(outcome.error);
			return;
		}
		learn(outcome.timings);
		task.resolve(outcome);
	}

	function learn({ compose = 0, draw = 0 }: Timings): void {
		mean += WEIGHT * (compose + draw - mean);
	}

	const isFull = (more = 0) => ((queue.length + more) * mean) / count > longestWait;

	async function draw(
		job: DrawingJob,
		template: LoadedTemplate,
		{ behind = false }: DrawOptions = {},
	): Promise<Drawing> {
		if (!behind && isFull()) throw overloaded();
		const since = performance.now();
		const { unfinished, timings } = await new Promise<Drawing>((resolve, reject) => {
			const task = { job, template, resolve, reject };
			(behind ? later : queue).push(task);
			dispatch();
		});
		return { unfinished, timings: withRest('wait', since, timings) };
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
		waiting: () => queue.length,
		isFull,
		use(now) {
			templates = now;
			for (const thread of threads) thread.use(now);
		},
		ready,
		async stop() {
			const answered = new Promise<void>((resolve) => {
				whenAnswered = resolve;
			});
			if (unanswered > 0) await answered;
			isStopping = true;
			clearTimeout(resting);
			await Promise.all(Array.from(threads, (thread) => thread.end()));
		},
	};
}

/** Finds the ready thread with the fewest orders, unless all have enough. */
function idlest(threads: Iterable<DrawingThread>): DrawingThread | undefined {
	let found: DrawingThread | undefined;
	for (const thread of threads) {
		if (thread.isReady && thread.load < (found?.load ?? MOST_IN_HAND)) found = thread;
	}
	return found;
}
