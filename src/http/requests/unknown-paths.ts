import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../calls/refusal.ts';
import { usualRefusal } from '../answers/problems.ts';

/** Stands for a path that cannot be decoded. No route has it, so the request passes everything that others pass. */
const UNREADABLE = '/unreadable';

const ABSOLUTE = /^https?:\/\/[^/?#@\s]+/i;

/**
 * Replaces a path that Fastify would refuse without its hooks, which means without rate limit, guards and headers. Removes the
 * host in front of a path, which only proxies send (RFC 9112, 3.2.2).
 */
export function readablePath({ url = '' }: IncomingMessage): string {
	const path = url.replace(ABSOLUTE, '') || '/';
	try {
		// The router would take * for the root.
		if (path === '*') return '/*';
		if (decodeURI(pathOf(path)).startsWith('/')) return path;
	} catch {
		// A % is not followed by the bytes of a character.
	}
	return UNREADABLE;
}

/** Refuses paths and methods that no route has, before the body is read. */
export function refuseUnknownPaths(app: FastifyInstance): void {
	const { allowedMethods, ownMethods } = methodsByPath(app);
	const refuse = ({ method, raw: { url = '' }, originalUrl }: FastifyRequest, reply: FastifyReply): never => {
		if (url === UNREADABLE && originalUrl !== url) {
			throw new Refusal(
				'invalid-http',
				'The path is not valid. It must begin with /, and each % must be followed by two hexadecimal digits.',
			);
		}
		const allowed = allowedMethods(url);
		if (allowed.length === 0 || allowed.includes(method)) throw usualRefusal('unknown-path');
		const list = allowed.join(', ');
		reply.header('Allow', list);
		throw new Refusal('wrong-method', `This path takes only ${list}.`);
	};
	app.addHook('onRequest', async (request, reply) => {
		// GET /v1/superbills/render must not look for a superbill with the id "render".
		const own = ownMethods(request.raw.url ?? '');
		const isPattern = request.routeOptions.url?.includes(':');
		if (request.is404 || (isPattern && own && !own.includes(request.method))) refuse(request, reply);
	});
	// Reached by missing files below /assets.
	app.setNotFoundHandler(refuse);
}

/** Collects the methods of each path for 405, because Fastify does not. Must be called before routes are added. */
function methodsByPath(app: FastifyInstance) {
	const methods = new Map<string, string[]>();
	app.addHook('onRoute', ({ url, method }) => {
		methods.set(url, [...new Set([...(methods.get(url) ?? []), ...[method].flat()])].sort());
	});
	/** The methods of exactly this path, not of a pattern that it matches. */
	const ownMethods = (url: string) => methods.get(pathOf(url));
	return {
		ownMethods,
		allowedMethods(url: string): string[] {
			const path = pathOf(url);
			const fitting = [...methods]
				.filter(([pattern]) => fitsPattern(path, pattern))
				.flatMap(([, known]) => known);
			return ownMethods(url) ?? [...new Set(fitting)].sort();
		},
	};
}

function pathOf(url: string): string {
	return url.split(/[?#]/, 1)[0] as string;
}

/** Checks whether a path matches a route's pattern: `:name` is one step, a final `*` any number. */
function fitsPattern(path: string, pattern: string): boolean {
	const steps = path.split('/');
	const wanted = pattern.split('/');
	if (wanted.at(-1) === '*') return wanted.slice(0, -1).every((want, i) => want === steps[i]);
	return (
		steps.length === wanted.length &&
		wanted.every((want, i) => want === steps[i] || (want.startsWith(':') && steps[i] !== ''))
	);
}
