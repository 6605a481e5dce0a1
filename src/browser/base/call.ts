import { type CallArguments, type Contract, routeOf, urlOf } from './contract.ts';

/** Something that a check found in a request, as the API says it. */
export interface ApiFinding {
	readonly rule: string;
	readonly severity: 'error' | 'warning' | 'info';
	/** A JSON pointer (RFC 6901) into the request. */
	readonly pointer: string;
	readonly message: string;
	readonly help: string;
}

/** An answer of the API that says no (RFC 9457). */
export interface ApiProblem {
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly detail: string;
	readonly findings?: readonly ApiFinding[];
	readonly earlier?: { readonly id: string; readonly number: string; readonly issuedAt?: string };
}

export interface ApiAnswer<T> {
	readonly ok: boolean;
	/** 0 if no answer came. */
	readonly status: number;
	readonly headers: Headers;
	/** The body of a JSON answer. */
	readonly value: T;
	/** The body of any other answer. */
	readonly file: Blob | undefined;
	readonly problem: ApiProblem | undefined;
}

export type CallOperation = <T = unknown>(
	operationId: string,
	args?: CallArguments & { readonly signal?: AbortSignal },
) => Promise<ApiAnswer<T>>;

/**
 * Calls operations of the contract by their ids.
 * @param key the API key of the moment, if there is one
 * @param send `fetch`, or what a test has in its place
 */
export function caller(
	contract: Contract,
	key: () => string | undefined,
	send: typeof fetch = (...args) => fetch(...args),
): CallOperation {
	return async <T>(operationId: string, args: CallArguments & { readonly signal?: AbortSignal } = {}) => {
		const route = routeOf(contract, operationId);
		const { body, signal } = args;
		const bearer = key();
		const isFile = body instanceof Blob;
		const init: RequestInit = {
			method: route.method,
			headers: {
				...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
				...(body !== undefined && { 'Content-Type': isFile ? body.type : 'application/json' }),
				...args.headers,
			},
			...(body !== undefined && { body: isFile ? body : JSON.stringify(body) }),
			...(signal && { signal }),
		};
		let response: Response;
		try {
			response = await send(urlOf(route, args), init);
		} catch (error) {
			if (signal?.aborted) throw error;
			return { ...NOTHING, value: undefined as T };
		}
		const type = response.headers.get('content-type') ?? '';
		const isJson = /\bjson\b/.test(type) && !type.includes('ndjson');
		const value = isJson ? await response.json() : undefined;
		return {
			ok: response.ok,
			status: response.status,
			headers: response.headers,
			value: value as T,
			file: isJson ? undefined : await response.blob(),
			problem: response.ok ? undefined : (value as ApiProblem | undefined),
		};
	};
}

const NOTHING = { ok: false, status: 0, headers: new Headers(), file: undefined, problem: undefined };
