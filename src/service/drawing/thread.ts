import { Worker } from 'node:worker_threads';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import { templateData } from '../../templates/template-data.ts';
import type { DrawingJob } from './document.ts';
import type { DrawingAnswer, JobAnswer, Order } from './messages.ts';

/**
 * The old generation has ten times what the longest document needs; a document that needs more ends its thread instead of
 * the process. The young generation has half of V8's default, which is as fast; docs/performance.md has the measurement.
 */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 };

interface InHand {
	readonly size: number;
	answer(outcomes: readonly JobAnswer[] | undefined): void;
}

export interface TemplatedJob {
	readonly job: DrawingJob;
	readonly template: LoadedTemplate;
}

/** The main thread's side of a drawing thread. The thread is ended if a document takes too long. */
export class DrawingThread {
	/** Resolves once the thread has drawn with its first templates. Rejects if it ends first. */
	readonly ready: Promise<void>;
	/** Resolves with the reason, if there is one, once the thread has ended and every order is answered. */
	readonly ended: Promise<unknown>;
	#isReady = false;
	readonly #worker: Worker;
	readonly #longestDrawing: number;
	/** Orders without an answer, in the order in which the thread answers them. */
	readonly #inHand: InHand[] = [];
	/** SHA-256 of the templates that the thread has. */
	#known: ReadonlySet<string> = new Set();
	#watchdog: NodeJS.Timeout | undefined;

	/** @param longestDrawing in ms */
	constructor(program: URL, longestDrawing: number) {
		this.#worker = new Worker(program, { resourceLimits: LIMITS });
		this.#longestDrawing = longestDrawing;
		let cause: unknown;
		this.#worker.on('error', (error) => {
			cause = error;
		});
		this.ended = new Promise((resolve) => {
			this.#worker.on('exit', () => {
				this.#isReady = false;
				clearTimeout(this.#watchdog);
				const error = cause ?? new Error('a drawing thread ended');
				const inHand = this.#inHand.splice(0);
				// The pool puts each order back at the front of its queue, so the last one goes first.
				for (const order of inHand.toReversed()) {
					// With two documents in the order, either may have ended the thread.
					const isAtFault = order === inHand[0] && order.size === 1;
					order.answer(isAtFault ? [{ error }] : undefined);
				}
				resolve(cause);
			});
		});
		this.ready = new Promise((resolve, reject) => {
			this.#worker.on('message', (answer: DrawingAnswer) => {
				if (answer === 'ready') {
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

	use(templates: readonly LoadedTemplate[]): void {
		this.#known = new Set(templates.map(({ sha256 }) => sha256));
		this.#order({ templates: templates.map(templateData) });
	}

	/**
	 * Draws jobs one after another.
	 * @param installed templates to send along with a template that the thread lacks
	 * @returns the result of each job, or nothing if the thread ended and it is unclear which job is at fault
	 */
	draw(
		jobs: readonly TemplatedJob[],
		installed: readonly LoadedTemplate[],
	): Promise<readonly JobAnswer[] | undefined> {
		const missing = jobs.flatMap(({ template }) => (this.#known.has(template.sha256) ? [] : [template]));
		if (missing.length > 0) this.use([...installed, ...missing]);
		return new Promise((answer) => {
			this.#inHand.push({ size: jobs.length, answer });
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
		this.#watch();
		order?.answer(answers);
	}

	#watch(): void {
		clearTimeout(this.#watchdog);
		if (this.#inHand.length > 0) this.#watchdog = setTimeout(() => this.end(), this.#longestDrawing);
	}
}
