import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * The caller's X-Request-Id where it is a UUID, else a new one. Other ids are not taken over: they stand in the log,
 * and callers have put account numbers and names into them.
 */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
	const given = headers['x-request-id'];
	return typeof given === 'string' && UUID.test(given) ? given : randomUUID();
}
