import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../calls/refusal.ts';
import type { Log } from '../../start/log.ts';
import { PROBLEMS, type ProblemCode } from './problem-table.ts';
import { problemBody, usualRefusal } from './problems.ts';

export function answerProblems(app: FastifyInstance, log: Log): void {
	app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
	const refusal = refusalOf(error, request);
	const code = codeOf(refusal);
	if (code === 'failure') log.failure(error, request.id);
	const { status, retryAfter } = PROBLEMS[code];
	const { message: detail, findings, earlier, parameters } = refusal ?? {};
	const body = problemBody(
		code,
		request.id,
		code === 'failure' ? {} : { detail, findings, earlier, parameters },
	);
	if (retryAfter !== undefined && !reply.hasHeader('Retry-After')) reply.header('Retry-After', retryAfter);
	// Fastify stops reading such a body, so the connection cannot carry another request.
	if (frameworkCodeOf(error) === BODY_TOO_LARGE) reply.header('Connection', 'close');
	return reply
		.status(status)
		.headers({ 'Cache-Control': 'no-store', 'X-Request-Id': request.id })
		.type('application/problem+json')
		.send(JSON.stringify(body));
}

/** Anything that is not a refusal, or is one of a command, is a defect. */
function codeOf(refusal: Refusal | undefined): ProblemCode {
	return refusal === undefined || refusal.kind === 'not-now' ? 'failure' : refusal.kind;
}

const BODY_TOO_LARGE = 'FST_ERR_CTP_BODY_TOO_LARGE';

/** The refusal that the caller gets for an error; nothing for a defect. */
function refusalOf(error: unknown, { routeOptions }: FastifyRequest): Refusal | undefined {
	if (error instanceof Refusal) return error;
	// Fastify's own messages quote URLs and media types.
	const { code, statusCode = 500 } = error as Partial<FastifyError>;
	if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
		return usualRefusal(wrongMediaType(routeOptions.schema?.consumes));
	if (code === BODY_TOO_LARGE) return tooLarge(routeOptions.bodyLimit, routeOptions.config.whenTooLarge);
	if (statusCode === 400) {
		return usualRefusal('invalid-http');
	}
	// Errors of a database or an object store may have a status, too.
	return code?.startsWith('FST_') && statusCode < 500 ? usualRefusal('unknown-path') : undefined;
}

/** The problem of a body with another media type than these. */
export function wrongMediaType(types: readonly string[] = []): 'not-json' | 'not-picture' | 'not-batch' {
	if (types.length === 0 || types.includes('application/json')) return 'not-json';
	return types.includes('image/png') ? 'not-picture' : 'not-batch';
}

function frameworkCodeOf(error: unknown): string | undefined {
	return (error as Partial<FastifyError> | undefined)?.code;
}

/** Refuses a body, and says what to do instead. */
export function tooLarge(bytes: number, remedy = 'Send fewer service lines at a time.'): Refusal {
	return new Refusal(
		'too-large',
		`The body may have at most ${bytes.toLocaleString('en-US')} bytes. ${remedy}`,
	);
}
