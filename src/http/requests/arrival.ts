import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { usualRefusal } from '../answers/problems.ts';
import { answerMalformed } from './malformed.ts';

/** Time for a body to arrive, in ms, unless its route grants more. */
const USUAL_MS = 30_000;

/** The most that any route grants, in ms; Node cuts off slower requests. At 1 Mbit/s, 32 MiB take five minutes. */
export const LONGEST_MS = 600_000;

declare module 'fastify' {
	interface FastifyContextConfig {
		/** The time in which the body must arrive, in ms. */
		arrivesWithin?: number;
	}
}

/**
 * Answers requests whose connection was silent for too long. Without a listener, Node would close it without an answer.
 * https://nodejs.org/docs/latest-v20.x/api/http.html#serversettimeoutmsecs-callback
 */
export function answerSilence(app: FastifyInstance): void {
	app.addHook('onRequest', async ({ raw }, reply) => {
		reply.raw.on('timeout', () => {
			if (reply.raw.headersSent) raw.destroy();
			else if (raw.complete) reply.header('Connection', 'close').send(usualRefusal('unavailable'));
			else answerMalformed(TOO_LATE, raw.socket);
		});
	});
}

/** Time that bodies have to arrive while the service stops, in ms. Shorter than the time after which it exits anyway. */
const STOPPING_MS = 3_000;

/** Interval at which a body is looked for, in ms. */
const LOOK_MS = 500;

/**
 * Cuts off bodies that take longer than their route grants. Node has only one limit for the whole server, which must
 * suit the largest upload.
 */
export function limitArrival(app: FastifyInstance): void {
	let stopsAt = Infinity;
	app.addHook('preClose', async () => {
		stopsAt = performance.now() + STOPPING_MS;
	});
	app.addHook('onRequest', async ({ raw, routeOptions: { config } }, reply) => {
		if (!hasBody(raw.headers)) return;
		const within = config.arrivesWithin ?? USUAL_MS;
		const until = performance.now() + within;
		const timer = setInterval(
			() => {
				if (raw.complete) clearInterval(timer);
				else if (performance.now() >= Math.min(until, stopsAt)) {
					clearInterval(timer);
					if (reply.raw.headersSent) raw.destroy();
					else answerMalformed(TOO_LATE, raw.socket);
				}
			},
			Math.min(within, LOOK_MS),
		).unref();
		raw.once('close', () => clearInterval(timer));
	});
}

const TOO_LATE = Object.assign(new Error('the body took too long'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

function hasBody(headers: IncomingHttpHeaders): boolean {
	return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
