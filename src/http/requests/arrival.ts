import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { answerMalformed } from './malformed.ts';

/** In this time the body of a request has arrived, in ms. */
const USUAL_MS = 30_000;

/**
 * The longest that any route grants, in ms: Node itself cuts off what takes longer. 64 MiB at 1 Mbit/s take nine minutes.
 */
export const LONGEST_MS = 600_000;

declare module 'fastify' {
	interface FastifyContextConfig {
		/** In which time a body must have arrived, in ms. */
		arrivesWithin?: number;
	}
}

/**
 * Cuts off bodies that take too long, each by the time of its route: Node has one time for a whole server, which must be
 * that of the largest upload.
 */
export function limitArrival(app: FastifyInstance): void {
	app.addHook('onRequest', async ({ raw, routeOptions: { config } }, reply) => {
		if (!hasBody(raw.headers)) return;
		const timer = setTimeout(() => {
			if (raw.complete) return;
			if (reply.raw.headersSent) raw.destroy();
			else answerMalformed(TOO_LATE, raw.socket);
		}, config.arrivesWithin ?? USUAL_MS).unref();
		raw.once('close', () => clearTimeout(timer));
	});
}

const TOO_LATE = Object.assign(new Error('the body took too long'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

function hasBody(headers: IncomingHttpHeaders): boolean {
	return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
