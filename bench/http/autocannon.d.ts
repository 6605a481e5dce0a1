/** The package has no types. These cover what is used here. */
declare module 'autocannon' {
	import type { EventEmitter } from 'node:events';

	interface Request {
		method: string;
		path: string;
		headers: Record<string, string>;
		body?: string;
		setupRequest?(request: Request): Request;
	}

	interface Options {
		readonly url: string;
		readonly connections: number;
		/** Seconds. */
		readonly duration: number;
		readonly requests: readonly Request[];
	}

	interface Result {
		readonly errors: number;
		readonly timeouts: number;
		/** Seconds. */
		readonly duration: number;
	}

	interface Instance extends EventEmitter, PromiseLike<Result> {
		on(
			event: 'response',
			listener: (client: object, status: number, bytes: number, milliseconds: number) => void,
		): this;
	}

	export default function autocannon(options: Options): Instance;
}
