import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { overloaded } from '../../calls/refusal.ts';
import { LONGEST_WAIT_MS } from '../../calls/timings.ts';
import type { Config } from '../../config.ts';
import { usualRefusal } from '../answers/problems.ts';
import type { Identify } from './authorization.ts';
import type { Turns } from './turns.ts';
import { UploadedBody } from './uploads.ts';

export interface PressureLimits {
	/** Requests are refused while the mean delay of the event loop is longer than this, in ms. */
	readonly maxEventLoopDelay?: number;
	readonly maxHeapUsedBytes?: number;
	/** Interval of the measurements, in ms. */
	readonly sampleInterval?: number;
}

/** A superbill of 200 lines takes well under a second, so a longer delay means a queue that should not grow. */
const PRESSURE: PressureLimits = { maxEventLoopDelay: 2_000 };

/**
 * Refuses requests while the service is overloaded, and callers that send too many. Callers are told apart by API key,
 * or by address without a valid one. Guessed keys and unknown paths count, too. Probes are never refused, so that users
 * cannot lock out monitoring. Each answer says how many requests are left, which the plugin does only in the form of an old draft.
 * https://github.com/fastify/under-pressure https://github.com/fastify/fastify-rate-limit
 * https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
export async function limitRequests(
	app: FastifyInstance,
	config: Config,
	identify: Identify,
	pressure: PressureLimits = PRESSURE,
): Promise<void> {
	await app.register(underPressure, {
		...pressure,
		pressureHandler: async (request, reply) => {
			if (isProbe(request)) return;
			reply.header('Retry-After', '2');
			throw overloaded();
		},
	});
	await app.register(rateLimit, { global: false });
	const count = app.createRateLimit({
		max: config.rateLimit,
		timeWindow: WINDOW_SECONDS * 1_000,
		allowList: isProbe,
		keyGenerator: (request) => callerOf(request, identify),
	});
	const policy = `"requests";q=${config.rateLimit};w=${WINDOW_SECONDS}`;
	app.addHook('onRequest', async (request, reply) => {
		const counted = await count(request);
		if (counted.isAllowed) return;
		const { remaining, ttlInSeconds, isExceeded } = counted;
		reply.headers({
			'RateLimit-Policy': policy,
			RateLimit: `"requests";r=${remaining};t=${ttlInSeconds}`,
		});
		if (!isExceeded) return;
		reply.header('Retry-After', ttlInSeconds);
		throw usualRefusal('too-many-requests');
	});
}

const WINDOW_SECONDS = 60;

async function callerOf(request: FastifyRequest, identify: Identify): Promise<string> {
	// If the store cannot be asked about the key, requireKey refuses the request.
	const identity = await identify(request).catch(() => undefined);
	return identity && identity.refused === undefined ? identity.actor.name : request.ip;
}

/** Length of a caller's bodies that the rate limit allows on average. A superbill of 200 lines has half of that. */
const USUAL_BYTES = 100 * 1024;

/** Bytes that a caller who was quiet may send at once. */
const BURST_BYTES = 4 * 1024 * 1024;

/** The most that Node reads at once. */
const READ_BYTES = 64 * 1024;

/** Callers that are remembered; more only while all of them send. */
const MOST_CALLERS = 1_000;

/**
 * Limits the bytes that a caller sends to routes that read their bodies on the main thread, which takes up to 50 ms for a
 * mebibyte. With a limit on the number of requests alone, a few callers could take all of its time.
 */
export function limitBodies(app: FastifyInstance, { rateLimit, bodyLimit }: Config): void {
	const perMs = (rateLimit * USUAL_BYTES) / 60_000;
	const most = Math.max(BURST_BYTES, bodyLimit);
	/** Bytes that callers may send at the moment of `since`. Callers who may send the most are not in it. */
	const allowances = new Map<string, { readonly left: number; readonly since: number }>();

	function leftOf(caller: string): number {
		const { left, since } = allowances.get(caller) ?? { left: most, since: 0 };
		return Math.min(most, left + perMs * (performance.now() - since));
	}

	function take(caller: string, bytes: number): void {
		if (allowances.size >= MOST_CALLERS) {
			for (const name of allowances.keys()) if (leftOf(name) === most) allowances.delete(name);
		}
		allowances.set(caller, { left: leftOf(caller) - bytes, since: performance.now() });
	}

	app.addHook('onRequest', async (request, reply) => {
		const {
			actor: { name },
			headers,
			raw,
		} = request;
		const bytes = bytesOf(request);
		// Longer bodies are refused for their length, or read by a thread of their own.
		if (bytes === 0 || bytes > bodyLimit) return;
		const missing = bytes - leftOf(name);
		if (missing > 0) {
			reply.header('Retry-After', Math.ceil(missing / perMs / 1_000));
			throw usualRefusal('too-many-requests');
		}
		take(name, bytes);
		if (headers['transfer-encoding'] === undefined) return;
		const { bytesRead } = raw.socket;
		// The first bytes may have come with the headers.
		raw.once('end', () => take(name, Math.min(0, raw.socket.bytesRead - bytesRead + READ_BYTES - bytes)));
	});
}

declare module 'fastify' {
	interface FastifyContextConfig {
		/** Set if the route takes processor time: it draws a document, or only checks one. */
		work?: 'draws' | 'checks';
	}
}

/**
 * Lets requests that need processor time take turns, and refuses one while too many wait. It refuses before the body is
 * read: a refusal must cost next to nothing, or callers that retry at once would take the time that drawing needs.
 * @param isFull true if the drawing threads could not draw one more document of a caller in time, after `more` others
 */
export function takeTurns(
	app: FastifyInstance,
	turns: Turns,
	isFull: (caller: string, more: number) => boolean,
): void {
	app.addHook('onRequest', async ({ routeOptions: { config }, actor: { name } }) => {
		if (!config.work) return;
		const draws = config.work === 'draws';
		if (turns.wait(name) > LONGEST_WAIT_MS || (draws && isFull(name, turns.waiting(name))))
			throw overloaded();
	});
	app.addHook('preHandler', async (request) => {
		const { routeOptions, actor, body } = request;
		// Uploads are read by a thread of their own.
		if (body instanceof UploadedBody || (body === undefined && !routeOptions.config.work)) return;
		await turns.take(actor.name, bytesOf(request));
	});
}

/** The length of a body that has arrived, or the most that it can be. */
function bytesOf({ headers, routeOptions }: FastifyRequest): number {
	const isChunked = headers['transfer-encoding'] !== undefined;
	return isChunked ? routeOptions.bodyLimit : Number(headers['content-length'] ?? 0);
}

function isProbe({ routeOptions }: FastifyRequest): boolean {
	return routeOptions.url?.startsWith('/health/') ?? false;
}
