import { Worker } from 'node:worker_threads';
import type { LoadedTemplate } from '../../templates/loaded-template.ts';
import { templateData } from '../../templates/template-data.ts';
import type { DrawingJob, Drawn } from './document.ts';
import type { Answer, JobAnswer, Order } from './messages.ts';

/**
 * Ten times what the longest document needs: one that needs more ends its thread, and not the process. Of new objects, half of
 * what the engine would take is as fast and holds less; with an eighth, collections come in the middle of long documents.
 */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 };

/** What became of a job. */
export type Outcome = Drawn | { readonly error: unknown };

interface InHand {
	readonly size: number;
	answer(outcomes: readonly Outcome[] | undefined): void;
}

/** A job with its template. */
export interface TemplatedJob {
	readonly job: DrawingJob;
	readonly template: LoadedTemplate;
}

/** The main thread's side of a drawing thread. It ends by itself where a document takes longer than it may. */
export class DrawingThread {
	/** It has drawn with its first templates. Rejects where it ends before. */
	readonly ready: Promise<void>;
	/** It has ended, for the reason given, if there is one. Whatever it had in hand is answered by then. */
	readonly ended: Promise<unknown>;
	#isReady = false;
	readonly #worker: Worker;
	readonly #longestDrawing: number;
	/** By order, as it answers them. */
	readonly #inHand: InHand[] = [];
	/** SHA-256 of the templates that it knows. */
	#known: ReadonlySet<string> = new Set();
	#watchdog: NodeJS.Timeout | undefined;

	/** @param longestDrawing in ms. */
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
				// The last first: put back before others one by one, they are in their order again.
				for (const order of inHand.toReversed()) {
					// Of two documents either may have ended it.
					const isAtFault = order === inHand[0] && order.size === 1;
					order.answer(isAtFault ? [{ error }] : undefined);
				}
				resolve(cause);
			});
		});
		this.ready = new Promise((resolve, reject) => {
			this.#worker.on('message', (answer: Answer) => {
				if (answer === 'ready') {
					this.#isReady = true;
					resolve();
				} else this.#settle(answer);
			});
			this.ended.then((error) => reject(error ?? new Error('a drawing thread ended')));
		});
		// Who does not wait for it need not hear of it.
		this.ready.catch(() => {});
	}

	get isReady(): boolean {
		return this.#isReady;
	}

	/** How many orders it has not answered. */
	get load(): number {
		return this.#inHand.length;
	}

	/** From now on it knows these templates and no others. */
	use(templates: readonly LoadedTemplate[]): void {
		this.#known = new Set(templates.map(({ sha256 }) => sha256));
		this.#order({ templates: templates.map(templateData) });
	}

	/**
	 * Draws one after another and answers when all are drawn: what became of each, in their order. Nothing, where it ended
	 * meanwhile, unless a single one was begun: that one's fault it is.
	 * @param installed what it should know beside a template that it does not know.
	 */
	draw(
		jobs: readonly TemplatedJob[],
		installed: readonly LoadedTemplate[],
	): Promise<readonly Outcome[] | undefined> {
		const unknown = jobs.flatMap(({ template }) => (this.#known.has(template.sha256) ? [] : [template]));
		if (unknown.length > 0) this.use([...installed, ...unknown]);
		return new Promise((answer) => {
			this.#inHand.push({ size: jobs.length, answer });
			if (this.#inHand.length === 1) this.#watch();
			this.#order({ jobs: jobs.map(({ job, template }) => ({ job, template: template.sha256 })) });
		});
	}

	/** Gives back memory that it needed while it drew. */
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
		order?.answer(
			answers.map((one) =>
				'error' in one ? one : { pdf: Buffer.from(one.pdf.buffer), timings: one.timings },
			),
		);
	}

	#watch(): void {
		clearTimeout(this.#watchdog);
		if (this.#inHand.length > 0) this.#watchdog = setTimeout(() => this.end(), this.#longestDrawing);
	}
}
