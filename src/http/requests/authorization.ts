import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access, Identity } from '../../access/access.ts';
import type { Actor, Call, Scope } from '../../calls/actor.ts';
import { Refusal } from '../../calls/refusal.ts';
import { usualRefusal } from '../answers/problems.ts';

const LOOPBACK_NAME = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * As long as there is no API key, answers to loopback names only. Listening on loopback is not enough: a web page whose
 * name is made to lead to 127.0.0.1 (DNS rebinding) could call the service from the browser of anyone at this machine.
 */
export function guardHost(app: FastifyInstance, { admit }: Access): void {
	app.addHook('onRequest', async ({ headers: { host }, raw: { rawHeaders }, routeOptions: { config } }) => {
		if (host === undefined) throw new Refusal('invalid-request', 'The header Host is missing.');
		// Node hands on the first of several (RFC 9112, 3.2).
		if (rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length > 1) {
			throw new Refusal('invalid-request', 'The header Host was sent more than once. Send it once.');
		}
		// Where it cannot be told, the gate answers nobody, and what has no gate is for everybody.
		const open = !LOOPBACK_NAME.test(host) && (await admit(config).catch(() => undefined)) !== undefined;
		if (open) throw usualRefusal('wrong-host');
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
		/**
		 * Whether the route shows and changes nothing that is kept: what it refuses is then not worth a trace, and on loopback it
		 * answers also where the store cannot say whether there are keys.
		 */
		withoutStore?: boolean;
	}
}

/** One request of whoever asks, as the audit log records it. */
export function callOf({ actor, id }: Pick<FastifyRequest, 'actor' | 'id'>): Call {
	return { actor, requestId: id, now: new Date() };
}

/** Who sent the key of a request; nothing where none was sent. Looked up once for a request. */
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

/** Asks every route of an app for a key that is for it, before its body is read. */
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
