import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, type RefusalKind } from '../../calls/refusal.ts';
import { Overloaded } from '../../service/drawing/overloaded.ts';
import type { Log } from '../../start/log.ts';
import { PROBLEMS, Problem, type ProblemKind, problemBody } from './problems.ts';

/** Answers every error as a problem. */
export function answerProblems(app: FastifyInstance, log: Log): void {
	app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
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
	if (error instanceof Refusal) return refusalProblem(error);
	if (error instanceof Overloaded) {
		return new Problem('Unavailable', undefined, { headers: { 'Retry-After': '1' } });
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
	'wrong-cursor': 'BadRequest',
	unreadable: 'BadRequest',
	'not-text': 'NotBatch',
	'bad-table': 'Refused',
	'too-large': 'TooLarge',
	refused: 'Refused',
	unavailable: 'Unavailable',
};

function refusalProblem({ kind, message, findings = [] }: Refusal): Problem {
	return new Problem(REFUSALS[kind], message, {
		...(REFUSALS[kind] === 'Refused' && { findings }),
		...(kind === 'key-in-flight' && { headers: { 'Retry-After': '1' } }),
		...(kind === 'unavailable' && { headers: { 'Retry-After': '5' } }),
	});
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
