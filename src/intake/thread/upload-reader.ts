import { Worker } from 'node:worker_threads';
import { Refusal } from '../../calls/refusal.ts';
import type { BatchOptions } from '../batch-request.ts';
import type { PackedItems } from '../packed.ts';
import type { UploadForm } from '../read.ts';
import type { ReaderAnswer, ReaderOrder } from './messages.ts';

export interface OpenUpload {
	/** The options inside of JSON. */
	readonly options: BatchOptions | undefined;
	readonly items: PackedItems;
}

/** Reads uploads on a thread of their own, several in turns, so that none keeps requests waiting. */
export interface UploadReader {
	/**
	 * Lets work read an upload. Its bytes are moved to the thread and forgotten when the work ends.
	 * @throws Refusal also while the items are read
	 */
	read<T>(
		form: UploadForm,
		pieces: readonly Uint8Array<ArrayBuffer>[],
		work: (upload: OpenUpload) => Promise<T>,
	): Promise<T>;
	stop(): Promise<void>;
}

export interface UploadReaderOptions {
	/** Called when the thread ends unexpectedly. */
	readonly onError: (error: unknown) => void;
	/**
	 * The thread is ended if it answers nothing for this long. Only a defect takes so long, but the thread comes after all others,
	 * so seconds of its time can be minutes. Milliseconds.
	 */
	readonly longestAnswer?: number;
	/** The thread is ended after this long without an upload, which frees its memory. Milliseconds. */
	readonly restAfter?: number;
	/** The program of the thread. */
	readonly program?: URL;
}

/** Several times what the largest uploads need together. An upload that needs more ends the thread instead of the process. */
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };

const PROGRAM = new URL('./reader.js', import.meta.url);

interface Waiting {
	readonly thread: Worker;
	resolve(answer: ReaderAnswer): void;
	reject(error: unknown): void;
}

export function createUploadReader({
	onError,
	longestAnswer = 600_000,
	restAfter = 10_000,
	program = PROGRAM,
}: UploadReaderOptions): UploadReader {
	let worker: Worker | undefined;
	let open = 0;
	let last = 0;
	/** Orders without an answer, by the id of their upload. */
	const waiting = new Map<number, Waiting>();
	const resting = setTimeout(() => open === 0 && end(), restAfter).unref();
	const watchdog = setTimeout(() => waiting.size > 0 && end(), longestAnswer).unref();

	function start(): Worker {
		const started = new Worker(program, { resourceLimits: MEMORY });
		let cause: unknown;
		started.on('error', (error) => {
			cause = error;
		});
		started.on('message', (answer: ReaderAnswer) => {
			watchdog.refresh();
			const order = waiting.get(answer.id);
			waiting.delete(answer.id);
			order?.resolve(answer);
		});
		started.on('exit', () => {
			if (worker === started) worker = undefined;
			// A later thread may have orders of its own.
			const lost = [...waiting].filter(([, { thread }]) => thread === started);
			if (lost.length === 0 && cause === undefined) return;
			onError(cause ?? new Error('the thread that reads uploads ended'));
			for (const [id, { reject }] of lost) {
				waiting.delete(id);
				reject(tooHard());
			}
		});
		return started;
	}

	async function end(): Promise<void> {
		const ended = worker;
		worker = undefined;
		await ended?.terminate();
	}

	/** Sends an order to the thread that an upload was opened in. */
	function ask(thread: Worker, order: ReaderOrder, moved: ArrayBuffer[] = []): Promise<ReaderAnswer> {
		if (thread !== worker) throw tooHard();
		if (waiting.size === 0) watchdog.refresh();
		return new Promise((resolve, reject) => {
			waiting.set(order.id, { thread, resolve, reject });
			thread.postMessage(order, moved);
		});
	}

	async function* itemsOf(thread: Worker, id: number): PackedItems {
		for (;;) {
			const answer = refuse(await ask(thread, { id, more: true }));
			if (!('items' in answer)) throw new Error('the thread answered another order');
			yield* answer.items;
			if (answer.summary) return answer.summary;
		}
	}

	return {
		async read(form, pieces, work) {
			worker ??= start();
			const thread = worker;
			const id = ++last;
			// A process does not wait for a thread that has nothing to do.
			if (++open === 1) thread.ref();
			try {
				const order = { id, open: form, pieces };
				const answer = refuse(await ask(thread, order, [...new Set(pieces.map(({ buffer }) => buffer))]));
				return await work({
					options: 'options' in answer ? answer.options : undefined,
					items: itemsOf(thread, id),
				});
			} finally {
				if (thread === worker) thread.postMessage({ id, close: true } satisfies ReaderOrder);
				if (--open === 0) thread.unref();
				resting.refresh();
			}
		},
		async stop() {
			clearTimeout(resting);
			clearTimeout(watchdog);
			await end();
		},
	};
}

/** @throws Refusal or error that the thread sent */
function refuse(answer: ReaderAnswer): ReaderAnswer {
	if ('error' in answer) throw answer.error;
	if (!('refusal' in answer)) return answer;
	const { kind, message, findings } = answer.refusal;
	throw new Refusal(kind, message, findings);
}

function tooHard(): Refusal {
	return new Refusal(
		'overloaded',
		'The uploads that were being read needed too much memory or time together, and nothing of them was used. Send it again later, or as several batches.',
	);
}
