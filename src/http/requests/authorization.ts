import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access, Identity } from '../../access/access.ts';
import type { Actor, Call, Scope } from '../../calls/actor.ts';
import { Refusal } from '../../calls/refusal.ts';
import { usualRefusal } from '../answers/problems.ts';

const LOOPBACK_NAME = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

/**
 * Refuses requests whose headers say that they should not have been sent here, before they count against anyone's limit.
 *
 * While there is no API key, the service answers only to loopback host names. Listening on loopback is not enough: a web page
 * whose domain is made to resolve to 127.0.0.1 (DNS rebinding) could call the service from a browser on this machine.
 */
export function guardHost(app: FastifyInstance, { admit }: Access, publicUrl?: string): void {
	const publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).host;
	app.addHook('onRequest', async (request) => {
		const { headers, raw, routeOptions } = request;
		const { host } = headers;
		if (host === undefined) throw new Refusal('invalid-http', 'The header Host is missing.');
		for (const name of ['Host', 'Authorization']) refuseTwice(name, raw.rawHeaders);
		if (isFromElsewhere(headers, [host, publicHost]) && !isLinkToPage(request)) {
			throw new Refusal(
				'wrong-origin',
				'A web page of another site sent this request. Call the service from a program, or from its own page at /docs. Behind a proxy, set PUBLIC_URL to the address that browsers use.',
			);
		}
		// If the store cannot tell, requireKey refuses the request anyway, and routes without a key are open to all.
		const open =
			!LOOPBACK_NAME.test(host) && (await admit(routeOptions.config).catch(() => undefined)) !== undefined;
		if (open) throw usualRefusal('wrong-host');
	});
}

/** Node passes on only the first (RFC 9112, 3.2), but a proxy in front of it may have looked at the last. */
function refuseTwice(name: string, rawHeaders: readonly string[]): void {
	const sent = rawHeaders.filter((header, i) => i % 2 === 0 && header.toLowerCase() === name.toLowerCase());
	if (sent.length > 1)
		throw new Refusal('invalid-http', `The header ${name} was sent more than once. Send it once.`);
}

/**
 * Tests whether a page of another site sent a request, which browsers say and pages cannot hide. Programs send neither header,
 * and browsers send the first only to https and loopback addresses. https://www.w3.org/TR/fetch-metadata/
 */
function isFromElsewhere(headers: IncomingHttpHeaders, own: readonly unknown[]): boolean {
	const { 'sec-fetch-site': site, origin } = headers;
	if (site !== undefined) return site !== 'same-origin' && site !== 'none';
	return origin !== undefined && !own.includes(/^https?:\/\/(.+)$/.exec(origin)?.[1] ?? '');
}

/** A link from elsewhere may open a page, but no operation of the API. */
function isLinkToPage({ method, headers, routeOptions }: FastifyRequest): boolean {
	const isPage = routeOptions.config.scope === undefined;
	return isPage && method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
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
				if (!identity) throw usualRefusal('key-needed');
				throw identity.refused === undefined
					? usualRefusal('key-invalid')
					: new Refusal('key-invalid', identity.refused);
			}
			request.actor = anyone;
		}
		const { scope } = request.routeOptions.config;
		if (scope !== undefined && scope !== 'any' && !request.actor.scopes.has(scope)) {
			throw new Refusal(
				'scope-missing',
				`This requires an API key with the scope ${scope}. Ask the person who manages your API keys.`,
			);
		}
	});
}
