import { SuperbillProblem, SuperbillUnreachable } from './problem.ts';

export interface ClientOptions {
	/** Where the service is, like `https://superbill.example.com`. */
	readonly url: string | URL;
	/** An API key. Without one, only a service without keys answers, and only to its own machine. */
	readonly apiKey?: string | undefined;
	/** How often a request is sent again after it failed for a reason that may pass. Default: 4. */
	readonly retries?: number | undefined;
	/** Milliseconds after which an attempt without an answer is given up. Default: 60,000. */
	readonly timeout?: number | undefined;
	/** Replaces `fetch`, for a proxy, a certificate or a test. */
	readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface CallOptions {
	/** Gives up when it is aborted. */
	readonly signal?: AbortSignal | undefined;
}

export interface Sending extends CallOptions {
	readonly method: 'GET' | 'POST' | 'DELETE';
	readonly path: string;
	readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
	readonly headers?: Readonly<Record<string, string>> | undefined;
	readonly body?: Upload | undefined;
	/** For a request that may take longer than others. */
	readonly timeout?: number | undefined;
}

/** Anything that can be sent again. `openAsBlob` of `node:fs` makes a Blob of a file without reading it into memory. */
export type Upload = string | Uint8Array<ArrayBuffer> | Blob;

/** Waits longer than this are left to the caller. Seconds. */
const LONGEST_WAIT = 60;

/** Sends requests, and sends them again if that may help. Every request can be repeated without doing anything twice. */
export class Transport {
	readonly #options: ClientOptions;

	constructor(options: ClientOptions) {
		this.#options = options;
	}

	/** @param read reads the answer; an answer that breaks off meanwhile counts as none */
	async send<T>(sending: Sending, read: (response: Response) => Promise<T>): Promise<T> {
		const { retries = 4 } = this.#options;
		for (let attempt = 0; ; attempt++) {
			const failure = await this.#attempt(sending, read);
			if ('value' in failure) return failure.value;
			const { error } = failure;
			const isTemporary = error instanceof SuperbillUnreachable || error.isTemporary;
			const wait = ('retryAfter' in error ? error.retryAfter : undefined) ?? pause(attempt);
			if (!isTemporary || attempt >= retries || wait > LONGEST_WAIT) throw error;
			await sleep(wait * 1000, sending.signal);
		}
	}

	/** Throws only what no repetition changes: an abortion by the caller, and mistakes in the arguments. */
	async #attempt<T>(
		{ method, path, query = {}, headers, body, signal, timeout: longer = 0 }: Sending,
		read: (response: Response) => Promise<T>,
	): Promise<{ readonly value: T } | { readonly error: SuperbillProblem | SuperbillUnreachable }> {
		const { url: base, apiKey, timeout = 60_000, fetch = globalThis.fetch } = this.#options;
		const url = new URL(path.slice(1), String(base).replace(/\/*$/, '/'));
		for (const [name, value] of Object.entries(query)) {
			if (value !== undefined) url.searchParams.set(name, String(value));
		}
		const sent = new Headers(headers);
		if (apiKey !== undefined) sent.set('authorization', `Bearer ${apiKey}`);
		signal?.throwIfAborted();
		const late = new AbortController();
		const timer = setTimeout(() => late.abort(), Math.max(timeout, longer));
		try {
			const response = await fetch(url, {
				method,
				headers: sent,
				body: body ?? null,
				signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
			});
			if (response.ok) return { value: await read(response) };
			return { error: new SuperbillProblem(response, await response.text()) };
		} catch (cause) {
			signal?.throwIfAborted();
			return { error: new SuperbillUnreachable(`There was no answer from ${url.origin}.`, { cause }) };
		} finally {
			// What `read` returned unread, such as a large file, may take as long as it needs.
			clearTimeout(timer);
		}
	}
}

/** Half a second, doubled with every attempt, and shifted so that many callers do not return at the same moment. */
function pause(attempt: number): number {
	return 2 ** attempt * (0.25 + Math.random() / 2);
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', stop);
			resolve();
		}, ms);
		function stop(): void {
			clearTimeout(timer);
			reject(signal?.reason);
		}
		signal?.addEventListener('abort', stop, { once: true });
	});
}
