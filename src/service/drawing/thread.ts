import { Worker } from 'node:worker_threads';
import { Refusal } from '../../calls/refusal.ts';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import { templateData } from '../../templates/template-data.ts';
import type { DrawingJob } from './document.ts';
import type { DrawingAnswer, JobAnswer, Order } from './messages.ts';
import { processorTime } from './processor-time.ts';

/**
 * The old generation has ten times what the longest document needs; a document that needs more ends its thread instead of
 * the process. The young generation has half of V8's default, which is as fast; docs/performance.md has the measurement.
 */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 };

/** An order that takes longer is watched. */
const FIRST_LOOK_MS = 1_000;

/** The results of an order, and the time from its beginning to its end in ms. */
export interface OrderOutcome {
	/** One for each job. Undefined if the thread ended and it is unclear which job is at fault. */
	readonly outcomes: readonly JobAnswer[] | undefined;
	readonly took: number;
}

interface InHand {
	readonly size: number;
	/** Milliseconds. */
	readonly expected: number;
	answer(outcome: OrderOutcome): void;
}

export interface TemplatedJob {
	readonly job: DrawingJob;
	readonly template: LoadedTemplate;
}

/** A document that used up the processor time or the memory of a thread. */
function tooLong(): Refusal {
	return new Refusal(
		'too-complex',
		'This superbill takes too long to draw. Send fewer service lines or shorter texts at a time.',
	);
}

/** The main thread's side of a drawing thread. The thread is ended if a document takes too much processor time. */
export class DrawingThread {
	/** Resolves once the thread has drawn with its first templates. Rejects if it ends first. */
	readonly ready: Promise<void>;
	/** Resolves with the reason, if there is one, once the thread has ended and every order is answered. */
	readonly ended: Promise<unknown>;
	#isReady = false;
	/** The reason that the caller at fault is told. */
	#fault: Refusal | undefined;
	readonly #worker: Worker;
	readonly #longestDrawing: number;
	/** Orders without an answer, in the order in which the thread answers them. */
	readonly #inHand: InHand[] = [];
	/** SHA-256 of the templates that the thread has. */
	#known: ReadonlySet<string> = new Set();
	#watchdog: NodeJS.Timeout | undefined;
	/** Begin of the first order in hand. */
	#since = 0;
	#threadId: number | undefined;

	/** @param longestDrawing in ms of processor time */
	constructor(program: URL, longestDrawing: number) {
		this.#worker = new Worker(program, { resourceLimits: LIMITS });
		this.#longestDrawing = longestDrawing;
		let cause: unknown;
		this.#worker.on('error', (error) => {
			cause = error;
			if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') this.#fault = tooLong();
		});
		this.ended = new Promise((resolve) => {
			this.#worker.on('exit', () => {
				this.#isReady = false;
				clearTimeout(this.#watchdog);
				const error = this.#fault ?? cause ?? new Error('a drawing thread ended');
				const took = performance.now() - this.#since;
				const inHand = this.#inHand.splice(0);
				// The pool puts each order back at the front of its queue, so the last one goes first.
				for (const order of inHand.toReversed()) {
					// With two documents in the order, either may have ended the thread.
					const isAtFault = order === inHand[0] && order.size === 1;
					order.answer({ outcomes: isAtFault ? [{ error }] : undefined, took });
				}
				resolve(cause);
			});
		});
		this.ready = new Promise((resolve, reject) => {
			this.#worker.on('message', (answer: DrawingAnswer) => {
				if ('ready' in answer) {
					this.#threadId = answer.ready;
					this.#isReady = true;
					resolve();
				} else this.#settle(answer);
			});
			this.ended.then((error) => reject(error ?? new Error('a drawing thread ended')));
		});
		// A caller that does not wait for it must not cause an unhandled rejection.
		this.ready.catch(() => {});
	}

	get isReady(): boolean {
		return this.#isReady;
	}

	/** Number of orders without an answer. */
	get load(): number {
		return this.#inHand.length;
	}

	/** Expected and elapsed time of the first order, in ms. */
	get current(): { readonly expected: number; readonly elapsed: number } {
		const [first] = this.#inHand;
		return first
			? { expected: first.expected, elapsed: performance.now() - this.#since }
			: { expected: 0, elapsed: 0 };
	}

	/** Time until every order is answered, in ms. One that already takes longer than expected may take that long again. */
	get remaining(): number {
		const { expected, elapsed } = this.current;
		return this.#inHand.slice(1).reduce((sum, order) => sum + order.expected, Math.abs(expected - elapsed));
	}

	use(templates: readonly LoadedTemplate[]): void {
		this.#known = new Set(templates.map(({ sha256 }) => sha256));
		this.#order({ templates: templates.map(templateData) });
	}

	/**
	 * Draws jobs one after another.
	 * @param installed templates to send along with a template that the thread lacks
	 * @param expected time of all jobs in ms
	 */
	draw(
		jobs: readonly TemplatedJob[],
		installed: readonly LoadedTemplate[],
		expected: number,
	): Promise<OrderOutcome> {
		const missing = jobs.flatMap(({ template }) => (this.#known.has(template.sha256) ? [] : [template]));
		if (missing.length > 0) this.use([...installed, ...missing]);
		return new Promise((answer) => {
			this.#inHand.push({ size: jobs.length, expected, answer });
			if (this.#inHand.length === 1) this.#watch();
			this.#order({ jobs: jobs.map(({ job, template }) => ({ job, template: template.sha256 })) });
		});
	}

	/** Frees the memory that drawing needed. */
	rest(): void {
		this.#order({ rest: true });
	}

	async end(): Promise<void> {
		await this.#worker.terminate();
	}

	#order(order: Order): void {
		this.#worker.postMessage(order);
	}

	#settle(answers: readonly JobAnswer[]): void {
		const order = this.#inHand.shift();
		const took = performance.now() - this.#since;
		this.#watch();
		order?.answer({ outcomes: answers, took });
	}

	/** Looks at the processor time only of long orders, because looking takes time itself. */
	#watch(): void {
		clearTimeout(this.#watchdog);
		if (this.#inHand.length === 0) return;
		this.#since = performance.now();
		const early = Math.min(FIRST_LOOK_MS, this.#longestDrawing / 2);
		const left = this.#longestDrawing - early;
		this.#watchdog = setTimeout(() => this.#limit(processorTime(this.#threadId), left), early);
	}

	/** Ends the thread once it has used some more processor time, or that much time where the former is not known. */
	#limit(before: number | undefined, left: number): void {
		this.#watchdog = setTimeout(() => {
			const now = processorTime(this.#threadId);
			const used = before === undefined || now === undefined ? left : now - before;
			if (used < left) return this.#limit(now, left - used);
			this.#fault = tooLong();
			void this.end();
		}, left);
	}
}
