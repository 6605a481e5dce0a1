import { type DestinationStream, destination, type Level, pino, stdTimeFunctions } from 'pino';
import { describeError } from '../calls/describe-error.ts';
import type { Reminder } from '../codes/reminders.ts';
import { isStoreUnavailable, RESTORE } from '../store/database/unavailable.ts';

/**
 * The log accepts only the values that these methods take. None takes a body, a URL, a header or the message of an
 * error, because each may carry patient data; mistakes in templates carry none. Fastify's own logger is off, because it
 * repeats URLs and error messages.
 */
export interface Log {
	request(line: RequestLine): void;
	/** Records an error that is not for the caller; a store that is out of reach has a separate event. */
	failure(error: unknown, requestId?: string): void;
	/** Records that the store cannot be opened at the moment. */
	storeUnavailable(error: unknown): void;
	/** Records that pages of the database are damaged, and the command that repairs that. */
	storeDamaged(error: unknown): void;
	/** Records that templates were reloaded: their count, or the mistakes that keep the old ones in use. */
	templates(outcome: { readonly count: number } | { readonly mistakes: readonly string[] }): void;
	/** Tells the operator that a code set must be brought up to date. */
	codesOutdated(reminder: Reminder): void;
	event(
		event:
			| 'listening'
			| 'working'
			| 'draining'
			| 'stopped'
			| 'stopped-late'
			| 'rule-lowered'
			| 'traces-lost'
			| 'purged'
			| 'store-created',
		details?: { readonly signal?: string | undefined; readonly rule?: string; readonly count?: number },
	): void;
}

export interface RequestLine {
	readonly requestId: string;
	readonly method: string;
	/** The route's pattern, never the requested path. */
	readonly route: string | undefined;
	readonly status: number;
	readonly ms: number;
}

/** Creates a log of JSON lines on standard error, because standard output holds text for people. */
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
			const event = isStoreUnavailable(error) ? 'store-unavailable' : 'failure';
			logger.error({ requestId, error: describeError(error) }, event);
		},
		storeUnavailable(error) {
			logger.error({ error: describeError(error) }, 'store-unavailable');
		},
		storeDamaged(error) {
			logger.error({ error: describeError(error), remedy: RESTORE }, 'store-damaged');
		},
		templates(outcome) {
			if ('count' in outcome) logger.info({ count: outcome.count }, 'templates-reloaded');
			else logger.error({ mistakes: outcome.mistakes }, 'templates-kept');
		},
		codesOutdated({ set, text }) {
			logger.warn({ set, reminder: text }, 'codes-outdated');
		},
		event(event, { signal, rule, count } = {}) {
			logger.info({ signal, rule, count }, event);
		},
	};
}
