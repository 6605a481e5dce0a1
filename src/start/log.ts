import { type DestinationStream, destination, type Level, pino, stdTimeFunctions } from 'pino';

/**
 * The log, by allow-list: only what these methods take can ever stand in it, and none takes a body, a URL, a
 * header or an error's message, because each may carry patient data; a template's mistakes carry none. Fastify runs without a logger of its own: its
 * messages repeat URLs and error texts.
 */
export interface Log {
	request(line: RequestLine): void;
	/** An error that nobody expected. Its message stays unsaid: it may quote what was sent. */
	failure(error: unknown, requestId?: string): void;
	/** What superbills are kept in could not be opened; it is tried again. */
	storeUnavailable(error: unknown): void;
	/** Templates were read again: how many there are, or the mistakes that keep the old ones. */
	templates(outcome: { readonly count: number } | { readonly mistakes: readonly string[] }): void;
	event(
		event:
			| 'listening'
			| 'working'
			| 'draining'
			| 'stopped'
			| 'stopped-late'
			| 'rule-lowered'
			| 'traces-lost'
			| 'purged',
		details?: { readonly signal?: string | undefined; readonly rule?: string; readonly count?: number },
	): void;
}

export interface RequestLine {
	readonly requestId: string;
	readonly method: string;
	/** The pattern of the route, never the path that was asked for. */
	readonly route: string | undefined;
	readonly status: number;
	readonly ms: number;
}

/** JSON lines on standard error, so that standard output stays readable text. */
export function createLog(
	level: Level | 'silent',
	stream: DestinationStream = destination({ fd: 2, sync: true }),
): Log {
	const logger = pino(
		{
			level,
			base: null,
			timestamp: stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label }) },
		},
		stream,
	);
	return {
		request({ requestId, method, route, status, ms }) {
			logger.info({ requestId, method, route, status, ms: Math.round(ms * 10) / 10 }, 'request');
		},
		failure(error, requestId) {
			logger.error({ requestId, error: describeError(error) }, 'failure');
		},
		storeUnavailable(error) {
			logger.error({ error: describeError(error) }, 'store-unavailable');
		},
		templates(outcome) {
			if ('count' in outcome) logger.info({ count: outcome.count }, 'templates-reloaded');
			else logger.error({ mistakes: outcome.mistakes }, 'templates-kept');
		},
		event(event, { signal, rule, count } = {}) {
			logger.info({ signal, rule, count }, event);
		},
	};
}

/** A frame of our own code, compiled or not; what stands before it says where the machine keeps it. */
const OWN_FRAME = /\/((?:src|test)\/[\w./-]+:\d+:\d+)\)?$/;

/** Its class, its code, and the innermost position in our own code: enough to find it, nothing of what was sent. */
function describeError(error: unknown): {
	name: string;
	code?: string | undefined;
	at?: string | undefined;
} {
	if (!(error instanceof Error)) return { name: typeof error };
	const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
	const frames = error.stack
		?.split('\n')
		.filter((line) => /^ {4}at /.test(line) && !line.includes('node_modules'));
	return {
		name: error.constructor.name,
		code: /^[A-Z_\d]+$/.exec(code)?.[0],
		at: frames?.flatMap((line) => OWN_FRAME.exec(line)?.[1] ?? [])[0],
	};
}
