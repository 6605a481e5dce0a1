import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Takes the id of a request from its header `X-Request-Id` if that is a UUID, or makes a new one. Other ids could put
 * account numbers or names into the log.
 */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
	const given = headers['x-request-id'];
	return typeof given === 'string' && UUID.test(given) ? given : randomUUID();
}
