import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** https://www.w3.org/TR/trace-context/#traceparent-header-field-values */
const TRACEPARENT =
	/^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/**
 * Takes the id of a request from its header `X-Request-Id` if that is a UUID, or else the trace id of its header `traceparent`,
 * written as a UUID, or makes a new one. Other ids could put account numbers or names into the log.
 */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
	const given = headers['x-request-id'];
	if (typeof given === 'string' && UUID.test(given)) return given;
	const trace = headers['traceparent'];
	const [, ...parts] = (typeof trace === 'string' && TRACEPARENT.exec(trace)) || [];
	return parts.length > 0 ? parts.join('-') : randomUUID();
}
