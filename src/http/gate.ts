import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Actor, ANYONE, type Call, OPERATOR, type Scope } from '../access/actor.ts';
import type { Config } from '../config.ts';
import { Problem } from './problem.ts';

const LOOPBACK_NAME = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Without an API key, answers to loopback names only. Listening on loopback is not enough: a web page whose name is
 * made to lead to 127.0.0.1 (DNS rebinding) could call the service from the browser of anyone at this machine.
 */
export function guardHost(app: FastifyInstance, { apiKey }: Config): void {
	app.addHook('onRequest', async ({ headers: { host }, raw: { rawHeaders } }) => {
		if (host === undefined) throw new Problem('BadRequest', 'The header Host is missing.');
		// Node hands on the first of several (RFC 9112, 3.2).
		if (rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length > 1) {
			throw new Problem('BadRequest', 'The header Host stands more than once. Send it once.');
		}
		if (apiKey === undefined && !LOOPBACK_NAME.test(host)) throw new Problem('Misdirected');
	});
}

declare module 'fastify' {
	interface FastifyRequest {
		/** Who asks. Only where a key is asked for. */
		actor: Actor;
	}
	interface FastifyContextConfig {
		/** What a key must be for to use the route; `any` is for every key. A route without one is refused at start. */
		scope?: Scope | 'any';
		/** What to do about a body that is too large. */
		whenTooLarge?: string;
	}
}

/** One request of whoever asks, as the trail keeps it. */
export function callOf({ actor, id }: FastifyRequest): Call {
	return { actor, requestId: id, now: new Date() };
}

export type HasKey = (request: Pick<FastifyRequest, 'headers'>) => boolean;

/** Whether a request carries the API key. Digests are compared, so that neither length nor time tells of the key. */
export function keyCheck({ apiKey }: Config): HasKey {
	if (apiKey === undefined) return () => true;
	const expected = digest(apiKey);
	return ({ headers: { authorization } }) => {
		const sent = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
		return sent !== undefined && timingSafeEqual(digest(sent), expected);
	};
}

/** Asks every route of an app for the key, before its body is read. */
export function requireKey(app: FastifyInstance, hasKey: HasKey, { apiKey }: Config): void {
	app.decorateRequest('actor');
	app.addHook('onRequest', async (request) => {
		if (hasKey(request)) {
			request.actor = apiKey === undefined ? ANYONE : OPERATOR;
			return;
		}
		throw request.headers.authorization === undefined
			? new Problem('KeyNeeded', undefined, { headers: { 'WWW-Authenticate': 'Bearer' } })
			: new Problem('KeyNeeded', 'This is not an API key of this service.', {
					headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
				});
	});
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
