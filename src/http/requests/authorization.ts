import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access, Identity } from '../../access/access.ts';
import type { Actor, Call, Scope } from '../../calls/actor.ts';
import { Refusal } from '../../calls/refusal.ts';
import { usualRefusal } from '../answers/problems.ts';

const LOOPBACK_NAME = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * While there is no API key, answers only to loopback host names. Listening on loopback is not enough: a web page whose
 * domain is made to resolve to 127.0.0.1 (DNS rebinding) could call the service from a browser on this machine.
 */
export function guardHost(app: FastifyInstance, { admit }: Access): void {
	app.addHook('onRequest', async ({ headers: { host }, raw: { rawHeaders }, routeOptions: { config } }) => {
		if (host === undefined) throw new Refusal('invalid-request', 'The header Host is missing.');
		// Node passes on only the first (RFC 9112, 3.2).
		if (rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length > 1) {
			throw new Refusal('invalid-request', 'The header Host was sent more than once. Send it once.');
		}
		// If the store cannot tell, requireKey refuses the request anyway, and routes without a key are open to all.
		const open = !LOOPBACK_NAME.test(host) && (await admit(config).catch(() => undefined)) !== undefined;
		if (open) throw usualRefusal('wrong-host');
	});
}

declare module 'fastify' {
	interface FastifyRequest {
		/** The caller. Set only on routes that require a key. */
		actor: Actor;
	}
	interface FastifyContextConfig {
		/** The scope that a key needs for the route; `any` lets every key use it. Every route under /v1 must have one. */
		scope?: Scope | 'any';
		/** Advice for a caller whose body is too large. */
		whenTooLarge?: string;
		/**
		 * Set if the route neither shows nor changes stored data. Its refusals are not audited, and on loopback it
		 * answers even if the store cannot tell whether there are keys.
		 */
		withoutStore?: boolean;
	}
}

/** The call that a request makes, as the audit log records it. */
export function callOf({ actor, id }: Pick<FastifyRequest, 'actor' | 'id'>): Call {
	return { actor, requestId: id, now: new Date() };
}

/** Looks up the owner of a request's API key, once per request. Undefined if it has no key. */
export type Identify = (request: FastifyRequest) => Promise<Identity | undefined>;

export function identifyOnce({ identify }: Access): Identify {
	const known = new WeakMap<FastifyRequest, Promise<Identity>>();
	return async (request) => {
		const { authorization } = request.headers;
		if (authorization === undefined) return undefined;
		const sent = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
		const identity = known.get(request) ?? identify(sent);
		known.set(request, identity);
		return identity;
	};
}

/** Requires a key with the right scope on every route of an app, before the body is read. */
export function requireKey(app: FastifyInstance, { admit }: Access, identify: Identify): void {
	app.decorateRequest('actor');
	app.addHook('onRoute', ({ method, url, config }) => {
		if (config?.scope === undefined) throw new Error(`the route ${method} ${url} must name its scope`);
	});
	app.addHook('onRequest', async (request, reply) => {
		const identity = await identify(request);
		const known = identity !== undefined && identity.refused === undefined;
		if (identity) request.actor = identity.actor;
		if (!known) {
			const anyone = await admit(request.routeOptions.config);
			if (!anyone) {
				reply.header('WWW-Authenticate', identity ? 'Bearer error="invalid_token"' : 'Bearer');
				throw identity?.refused === undefined
					? usualRefusal('key-needed')
					: new Refusal('key-needed', identity.refused);
			}
			request.actor = anyone;
		}
		const { scope } = request.routeOptions.config;
		if (scope !== undefined && scope !== 'any' && !request.actor.scopes.has(scope)) {
			throw new Refusal(
				'forbidden',
				`This requires an API key with the scope ${scope}. Ask the person who manages your API keys.`,
			);
		}
	});
}
