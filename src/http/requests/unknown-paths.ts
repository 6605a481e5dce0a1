import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../calls/refusal.ts';
import { usualRefusal } from '../answers/problems.ts';

/** Refuses paths and methods that no route has, before a body is read that nothing will look at. */
export function refuseUnknownPaths(app: FastifyInstance): void {
	const { allowedMethods, ownMethods } = methodsByPath(app);
	const refuse = ({ method, raw: { url = '' } }: FastifyRequest, reply: FastifyReply): never => {
		const allowed = allowedMethods(url);
		if (allowed.length === 0 || allowed.includes(method)) throw usualRefusal('not-found');
		const list = allowed.join(', ');
		reply.header('Allow', list);
		throw new Refusal('wrong-method', `This path takes only ${list}.`);
	};
	app.addHook('onRequest', async (request, reply) => {
		// A path of its own is never the id in another one: GET /v1/superbills/render reads no superbill "render".
		const own = ownMethods(request.raw.url ?? '');
		const isPattern = request.routeOptions.url?.includes(':');
		if (request.is404 || (isPattern && own && !own.includes(request.method))) refuse(request, reply);
	});
	// Also for files that a page asks for and that are not there.
	app.setNotFoundHandler(refuse);
}

/** Fastify looks routes up by method; 405 needs the methods of a path. Must be called before routes are added. */
function methodsByPath(app: FastifyInstance) {
	const methods = new Map<string, string[]>();
	app.addHook('onRoute', ({ url, method }) => {
		methods.set(url, [...new Set([...(methods.get(url) ?? []), ...[method].flat()])].sort());
	});
	const pathOf = (url: string) => url.split(/[?#]/, 1)[0] as string;
	/** Methods of the path itself, not of a pattern that it fits. */
	const ownMethods = (url: string) => methods.get(pathOf(url));
	return {
		ownMethods,
		allowedMethods(url: string): string[] {
			const path = pathOf(url);
			const fitting = [...methods].filter(([pattern]) => fits(path, pattern)).flatMap(([, known]) => known);
			return ownMethods(url) ?? [...new Set(fitting)].sort();
		},
	};
}

/** Whether a path fits a route's pattern: `:name` is one step, a final `*` any. */
function fits(path: string, pattern: string): boolean {
	const steps = path.split('/');
	const wanted = pattern.split('/');
	if (wanted.at(-1) === '*') return wanted.slice(0, -1).every((want, i) => want === steps[i]);
	return (
		steps.length === wanted.length &&
		wanted.every((want, i) => want === steps[i] || (want.startsWith(':') && steps[i] !== ''))
	);
}
