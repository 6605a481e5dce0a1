import { Worker } from 'node:worker_threads';
import type { LoadedTemplate } from '../templates/composition.ts';
import { templateData } from '../templates/template-data.ts';
import type { DrawingJob, Drawn } from './document.ts';
import type { Answer, Order } from './messages.ts';

/**
 * Ten times what the longest document needs: one that needs more ends its thread, and not the process. Of new objects, half of
 * what the engine would take is as fast and holds less; with an eighth, collections come in the middle of long documents.
 */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 };

/** What became of an order. */
interface Outcome {
	resolve(drawn: Drawn): void;
	reject(error: unknown): void;
}

/** The main thread's side of a drawing thread. It ends by itself where a document takes longer than it may. */
export class DrawingThread {
	/** It has drawn with its first templates. Rejects where it ends before. */
	readonly ready: Promise<void>;
	/** It has ended, for the reason given, if there is one. Whatever it had in hand is rejected by then. */
	readonly ended: Promise<unknown>;
	#isReady = false;
	readonly #worker: Worker;
	readonly #longestDrawing: number;
	/** In the order in which it answers. */
	readonly #inHand: Outcome[] = [];
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
				for (const outcome of this.#inHand.splice(0)) outcome.reject(error);
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

	/** How many documents it has not answered. */
	get load(): number {
		return this.#inHand.length;
	}

	/** From now on it knows these templates and no others. */
	use(templates: readonly LoadedTemplate[]): void {
		this.#known = new Set(templates.map(({ sha256 }) => sha256));
		this.#order({ templates: templates.map(templateData) });
	}

	/** @param installed what it should know beside the template, where it does not know that one. */
	draw(job: DrawingJob, template: LoadedTemplate, installed: readonly LoadedTemplate[]): Promise<Drawn> {
		if (!this.#known.has(template.sha256)) this.use([...installed, template]);
		return new Promise((resolve, reject) => {
			this.#inHand.push({ resolve, reject });
			if (this.#inHand.length === 1) this.#watch();
			this.#order({ job, template: template.sha256 });
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

	#settle(answer: Exclude<Answer, 'ready'>): void {
		const outcome = this.#inHand.shift() as Outcome;
		this.#watch();
		if ('error' in answer) outcome.reject(answer.error);
		else outcome.resolve({ pdf: Buffer.from(answer.pdf.buffer), timings: answer.timings });
	}

	#watch(): void {
		clearTimeout(this.#watchdog);
		if (this.#inHand.length > 0) this.#watchdog = setTimeout(() => this.end(), this.#longestDrawing);
	}
}
