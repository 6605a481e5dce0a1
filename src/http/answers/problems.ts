import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, type RefusalKind } from '../../calls/refusal.ts';
import { IntakeError, type IntakeErrorKind } from '../../intake/intake-error.ts';
import type { Log } from '../../start/log.ts';
import { isStoreUnavailable } from '../../store/unavailable.ts';
import { PROBLEMS, Problem, type ProblemKind, problemBody } from './problem.ts';

/** Answers every error as a problem. */
export function answerProblems(app: FastifyInstance, log: Log): void {
	app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
}

/** Refuses paths and methods that no route has, before a body is read that nothing will look at. */
export function refuseUnknownPaths(app: FastifyInstance): void {
	const { allowedMethods, ownMethods } = methodsByPath(app);
	const refuse = ({ method, raw: { url = '' } }: FastifyRequest): never => {
		const allowed = allowedMethods(url);
		if (allowed.length === 0 || allowed.includes(method)) throw new Problem('NotFound');
		const list = allowed.join(', ');
		throw new Problem('MethodNotAllowed', `This path takes ${list} only.`, { headers: { Allow: list } });
	};
	app.addHook('onRequest', async (request) => {
		// A path of its own is never the id in another one: GET /v1/superbills/render reads no superbill "render".
		const own = ownMethods(request.raw.url ?? '');
		const isPattern = request.routeOptions.url?.includes(':');
		if (request.is404 || (isPattern && own && !own.includes(request.method))) refuse(request);
	});
	// Also for files that a page asks for and that are not there.
	app.setNotFoundHandler(refuse);
}

/** Also for the errors that Fastify finds before a route is known. */
export function sendProblem(
	error: unknown,
	request: FastifyRequest,
	reply: FastifyReply,
	log: Log,
): FastifyReply {
	const problem = asProblem(error, request);
	if (problem.kind === 'Failure') log.failure(error, request.id);
	return reply
		.status(PROBLEMS[problem.kind].status)
		.headers({ 'Cache-Control': 'no-store', 'X-Request-Id': request.id, ...problem.headers })
		.type('application/problem+json')
		.send(JSON.stringify(problemBody(problem, request.id)));
}

function asProblem(error: unknown, request: FastifyRequest): Problem {
	if (error instanceof Problem) return error;
	if (error instanceof Refusal && error.kind === 'overloaded') {
		return new Problem('Unavailable', undefined, { headers: { 'Retry-After': '1' } });
	}
	if (error instanceof Refusal) return refusalProblem(error);
	if (error instanceof IntakeError) return intakeProblem(error);
	if (isStoreUnavailable(error)) {
		return new Problem(
			'Unavailable',
			'What superbills are kept in cannot be used for now. Send the request again.',
			{
				headers: { 'Retry-After': '5' },
			},
		);
	}
	return frameworkProblem(error as FastifyError, request);
}

const REFUSALS: Readonly<Record<RefusalKind, ProblemKind>> = {
	'not-found': 'NotFound',
	forbidden: 'Forbidden',
	conflict: 'Conflict',
	changed: 'PreconditionFailed',
	gone: 'Gone',
	'key-in-flight': 'Conflict',
	'key-reused': 'Refused',
	'too-large': 'TooLarge',
	overloaded: 'Unavailable',
	unavailable: 'Unavailable',
	'wrong-cursor': 'BadRequest',
	refused: 'Refused',
};

function refusalProblem({ kind, message, findings = [] }: Refusal): Problem {
	return new Problem(REFUSALS[kind], message, {
		...(REFUSALS[kind] === 'Refused' && { findings }),
		...(kind === 'key-in-flight' && { headers: { 'Retry-After': '1' } }),
	});
}

const INTAKE_ERRORS: Readonly<Record<IntakeErrorKind, ProblemKind>> = {
	'too-many': 'TooLarge',
	'too-large': 'TooLarge',
	truncated: 'BadRequest',
	'not-text': 'NotBatch',
	empty: 'BadRequest',
	delimiter: 'Refused',
	header: 'Refused',
	syntax: 'Refused',
};

function intakeProblem({ kind, message }: IntakeError): Problem {
	const problem = INTAKE_ERRORS[kind];
	return new Problem(problem, message, problem === 'Refused' ? { findings: [] } : {});
}

/** Fastify's own errors: their messages quote URLs and media types, so only their codes are looked at. */
function frameworkProblem(error: FastifyError, { routeOptions }: FastifyRequest): Problem {
	switch (error?.code) {
		case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
			return new Problem('NotJson');
		case 'FST_ERR_CTP_BODY_TOO_LARGE':
			return new Problem(
				'TooLarge',
				`The body may have at most ${routeOptions.bodyLimit} bytes. ${routeOptions.config.whenTooLarge ?? 'Send fewer service lines at a time.'}`,
				// What is still on its way is not read, so the connection cannot carry another request.
				{ headers: { Connection: 'close' } },
			);
		case 'FST_ERR_BAD_URL':
			return new Problem(
				'BadRequest',
				'The path is not proper: a % must be followed by two hexadecimal digits.',
			);
		default:
			return error?.statusCode === 400
				? new Problem('BadRequest', 'The request did not arrive whole. Send it again.')
				: new Problem('Failure');
	}
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
