import { LONGEST_WAIT_MS, type Timings, withRest } from '../../calls/timings.ts';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import type { Draw, DrawingJob, Drawn, DrawOptions } from './document.ts';
import { collectGarbage } from './garbage.ts';
import { Overloaded } from './overloaded.ts';
import { DrawingThread, type Outcome } from './thread.ts';

/** Threads that draw, with a bounded queue in front of them. */
export interface DrawingPool {
	readonly draw: Draw;
	/** How many documents wait for a thread, but for those that are behind all others. */
	waiting(): number;
	/** Whether `draw` would refuse, after so many more. */
	isFull(more?: number): boolean;
	/** Tells every thread which templates there are from now on; with its first ones it warms up. */
	use(templates: readonly LoadedTemplate[]): void;
	/** A thread has warmed up; the others are started when there is work for them. Rejects where it cannot be. */
	readonly ready: Promise<void>;
	/** Draws what was asked for, then ends the threads. */
	stop(): Promise<void>;
}

export interface PoolOptions {
	readonly threads: number;
	/** Who would have to wait for longer is refused. Milliseconds. */
	readonly longestWait?: number;
	/** A document that takes longer is given up, and its thread with it. Milliseconds. */
	readonly longestDrawing?: number;
	/** A thread gets two documents at once only if it has drawn both after so long. Milliseconds. */
	readonly longestOrder?: number;
	/** When nothing was drawn for so long, memory is given back. Milliseconds. */
	readonly restAfter?: number;
	/** What the threads run. */
	readonly program?: URL;
	/** A thread ended that should not have. */
	readonly onError: (error: unknown) => void;
}

const WORKER = new URL('./worker.js', import.meta.url);

/** What a document is taken to need until one was drawn. Milliseconds. */
const FIRST_GUESS = 5;

/** How much the latest document makes of the mean that waiting is reckoned from. */
const WEIGHT = 1 / 16;

/** With a second order in hand, a thread goes on while the main thread is busy. */
const MOST_IN_HAND = 2;

/** Documents in an order, where they have to wait anyway and are short. */
const MOST_AT_ONCE = 2;

/** Until another thread is started in the place of one that never got ready. Milliseconds. */
const PAUSE = 1_000;

interface Task {
	readonly job: DrawingJob;
	readonly template: LoadedTemplate;
	/** It was in hand when a thread ended, and may be why. */
	readonly isSuspect?: boolean;
	resolve(drawn: Drawn): void;
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
	/** What is drawn while nobody waits. */
	const later: Task[] = [];
	/**
	 * How many documents were asked for and not answered. No set of them: one that changes all the time is copied every few
	 * documents, and each copy that was left behind keeps the next one, with what was in it, until a full collection.
	 */
	let unanswered = 0;
	let whenAnswered = () => {};
	let templates: readonly LoadedTemplate[] = [];
	let mean = FIRST_GUESS;
	let isStopping = false;
	/**
	 * Room that the engine took for new objects under load it keeps until a full collection finds that few come. On its
	 * own it makes none while nothing happens.
	 */
	const resting = setTimeout(() => {
		// Its end begins the time anew.
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
				// Nobody may wait for a thread that perhaps cannot be.
				for (const { reject } of [...queue.splice(0), ...later.splice(0)]) reject(error);
			}
			if (wasReady) grow();
			else setTimeout(grow, PAUSE).unref();
		});
		if (templates.length > 0) thread.use(templates);
		return thread;
	}

	/** One after another: all at once, they would keep each other and the main thread from getting ready. */
	function grow(): void {
		const areReady = Array.from(threads).every(({ isReady }) => isReady);
		if (!isStopping && areReady && threads.size < count) start();
	}

	function dispatch(): void {
		while (queue.length + later.length > 0) {
			const thread = idlest(threads);
			if (!thread || thread.load > 0) grow();
			if (!thread) return;
			// A second one in hand would be before a request that comes meanwhile.
			if (queue.length === 0 && thread.load > 0) return;
			const atOnce = thread.load > 0 && canShare() ? MOST_AT_ONCE : 1;
			const tasks = queue.length > 0 ? queue.splice(0, atOnce) : later.splice(0, 1);
			thread.draw(tasks, templates).then((outcomes) => {
				if (outcomes) for (const [i, task] of tasks.entries()) settle(task, outcomes[i] as Outcome);
				// Another thread draws them, each alone, so that a second end tells whose fault it is.
				else queue.unshift(...tasks.map((task) => ({ ...task, isSuspect: true })));
				dispatch();
			});
		}
	}

	/**
	 * Two at a time halve how often threads wake and interrupt each other, and who waits behind another gains by it. Of long
	 * documents that is little, and answers would come in bursts.
	 */
	function canShare(): boolean {
		const areShort = MOST_AT_ONCE * mean <= longestOrder;
		return areShort && !queue.slice(0, MOST_AT_ONCE).some(({ isSuspect }) => isSuspect);
	}

	function settle(task: Task, outcome: Outcome): void {
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
		{ ahead = false, behind = false }: DrawOptions = {},
	): Promise<Drawn> {
		if (!ahead && !behind && isFull()) throw new Overloaded();
		const since = performance.now();
		const { pdf, timings } = await new Promise<Drawn>((resolve, reject) => {
			const task = { job, template, resolve, reject };
			if (ahead) queue.unshift(task);
			else (behind ? later : queue).push(task);
			dispatch();
		});
		return { pdf, timings: withRest('wait', since, timings) };
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

/** The ready thread that has least in hand, unless all have enough. */
function idlest(threads: Iterable<DrawingThread>): DrawingThread | undefined {
	let found: DrawingThread | undefined;
	for (const thread of threads) {
		if (thread.isReady && thread.load < (found?.load ?? MOST_IN_HAND)) found = thread;
	}
	return found;
}
