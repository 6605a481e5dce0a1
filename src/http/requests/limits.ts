import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { overloaded } from '../../calls/refusal.ts';
import { LONGEST_WAIT_MS } from '../../calls/timings.ts';
import type { Config } from '../../config.ts';
import { usualRefusal } from '../answers/problems.ts';
import type { Identify } from './authorization.ts';
import { createTurns } from './turns.ts';

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
		pressureHandler: async (request, reply) => {
			if (isProbe(request)) return;
			reply.header('Retry-After', '2');
			throw overloaded();
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
		errorResponseBuilder: () => usualRefusal('too-many-requests'),
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
		/** What the route does with a superbill, and what takes its time: a document is drawn, or it is checked alone. */
		work?: 'draws' | 'checks';
	}
}

/**
 * Work goes in turns, and who wants a document while too many wait for theirs is turned away. Before the body is looked at:
 * refusing must cost next to nothing, or those who come again at once take the time that drawing needs.
 *
 * @param isFull whether threads have so much to draw that so many more would wait too long
 */
export function takeTurns(app: FastifyInstance, isFull: (more: number) => boolean): void {
	const turns = createTurns();
	app.addHook('onRequest', async ({ routeOptions }) => {
		if (routeOptions.config.work !== 'draws') return;
		if (turns.wait() > LONGEST_WAIT_MS || isFull(turns.waiting())) throw overloaded();
	});
	app.addHook('preHandler', async ({ routeOptions }) => {
		if (routeOptions.config.work) await turns.take();
	});
}

function isProbe({ routeOptions }: FastifyRequest): boolean {
	return routeOptions.url?.startsWith('/health/') ?? false;
}
