import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal, type RefusalKind } from '../../calls/refusal.ts';
import type { Log } from '../../start/log.ts';
import { PROBLEM_OF, PROBLEMS, problemBody, usualRefusal } from './problems.ts';

export function answerProblems(app: FastifyInstance, log: Log): void {
	app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
}

/** Seconds after which a caller may try again, unless the hook that refused has set another time. */
const RETRY_AFTER: { readonly [K in RefusalKind]?: number } = {
	'key-in-flight': 1,
	'too-many-requests': 10,
	overloaded: 1,
	unavailable: 5,
};

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
	const refusal = refusalOf(error, request);
	if (!refusal) log.failure(error, request.id);
	const name = refusal ? PROBLEM_OF[refusal.kind] : 'Failure';
	const body = problemBody(name, request.id, refusal?.message, refusal?.findings, refusal?.earlier);
	const seconds = refusal && RETRY_AFTER[refusal.kind];
	if (seconds !== undefined && !reply.hasHeader('Retry-After')) reply.header('Retry-After', seconds);
	// Fastify stops reading such a body, so the connection cannot carry another request.
	if (codeOf(error) === BODY_TOO_LARGE) reply.header('Connection', 'close');
	return reply
		.status(PROBLEMS[name].status)
		.headers({ 'Cache-Control': 'no-store', 'X-Request-Id': request.id })
		.type('application/problem+json')
		.send(JSON.stringify(body));
}

const BODY_TOO_LARGE = 'FST_ERR_CTP_BODY_TOO_LARGE';

/** The refusal that the caller gets for an error; nothing for a defect. */
function refusalOf(error: unknown, { routeOptions }: FastifyRequest): Refusal | undefined {
	if (error instanceof Refusal) return error;
	// Fastify's own messages quote URLs and media types.
	const { code, statusCode = 500 } = error as Partial<FastifyError>;
	if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return usualRefusal('not-json');
	if (code === BODY_TOO_LARGE) return tooLarge(routeOptions.bodyLimit, routeOptions.config.whenTooLarge);
	if (statusCode === 400) {
		return new Refusal('invalid-request', 'The request did not arrive completely. Send it again.');
	}
	// Errors of a database or an object store may have a status, too.
	return code?.startsWith('FST_') && statusCode < 500 ? usualRefusal('not-found') : undefined;
}

function codeOf(error: unknown): string | undefined {
	return (error as Partial<FastifyError> | undefined)?.code;
}

/** Refuses a body, and says what to do instead. */
export function tooLarge(bytes: number, remedy = 'Send fewer service lines at a time.'): Refusal {
	return new Refusal(
		'too-large',
		`The body may have at most ${bytes.toLocaleString('en-US')} bytes. ${remedy}`,
	);
}
