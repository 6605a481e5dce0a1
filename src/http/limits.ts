import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { Overloaded } from '../drawing/overloaded.ts';
import type { Identify } from './gate.ts';
import { Problem } from './problem.ts';

export interface PressureLimits {
	/** Mean delay of the event loop, in ms, from which on requests are turned away. */
	readonly maxEventLoopDelay?: number;
	readonly maxHeapUsedBytes?: number;
	/** How often it is measured, in ms. */
	readonly sampleInterval?: number;
}

/** A page of 200 lines takes well under a second; who waits longer waits behind a queue that should not grow. */
const PRESSURE: PressureLimits = { maxEventLoopDelay: 2_000 };

/**
 * Turns requests away while the service cannot keep up, and callers who ask too often: each API key for itself, or
 * by address where there is none or a wrong one. Both come before the key and the route are looked at, so that guessed keys and
 * unknown paths count too. Probes are let through: what watches the service must not be locked out by its users.
 * https://github.com/fastify/under-pressure https://github.com/fastify/fastify-rate-limit
 */
export async function limitRequests(
	app: FastifyInstance,
	config: Config,
	identify: Identify,
	pressure: PressureLimits = PRESSURE,
): Promise<void> {
	await app.register(underPressure, {
		...pressure,
		pressureHandler: async (request) => {
			if (!isProbe(request)) {
				throw new Problem('Unavailable', undefined, { headers: { 'Retry-After': '2' } });
			}
		},
	});
	await app.register(rateLimit, {
		global: false,
		max: config.rateLimit,
		timeWindow: '1 minute',
		allowList: isProbe,
		keyGenerator: (request) => callerOf(request, identify),
		addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
		addHeadersOnExceeding: {
			'x-ratelimit-limit': false,
			'x-ratelimit-remaining': false,
			'x-ratelimit-reset': false,
		},
		errorResponseBuilder: () => new Problem('TooManyRequests'),
	});
	app.addHook('onRequest', app.rateLimit());
}

async function callerOf(request: FastifyRequest, identify: Identify): Promise<string> {
	// Where it cannot be told whose key it is, the gate says so.
	const identity = await identify(request).catch(() => undefined);
	return identity && identity.refused === undefined ? identity.actor.name : request.ip;
}

declare module 'fastify' {
	interface FastifyContextConfig {
		/** A document is drawn for whoever uses the route. */
		draws?: true;
	}
}

/**
 * Turns away who wants a document while too many wait for theirs. Before the body is looked at: refusing must cost next
 * to nothing, or those who come again at once take the time that drawing needs.
 */
export function refuseWhileFull(app: FastifyInstance, isFull: () => boolean): void {
	app.addHook('onRequest', async ({ routeOptions }) => {
		if (routeOptions.config.draws && isFull()) throw new Overloaded();
	});
}

function isProbe({ routeOptions }: FastifyRequest): boolean {
	return routeOptions.url?.startsWith('/health/') ?? false;
}
