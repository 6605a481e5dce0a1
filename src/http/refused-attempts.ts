import type { FastifyInstance, FastifyRequest } from 'fastify';
import { append } from '../store/audit.ts';
import type { Store } from '../store/store.ts';
import { isStoreUnavailable } from '../store/unavailable.ts';
import { callOf } from './gate.ts';
import type { Log } from './log.ts';

/**
 * Adds refused attempts to the trail, before they are answered: wrong keys, keys without the scope, ids of what is not
 * there or not for the caller, and changes that were refused. Where the store cannot be used, they are answered all the
 * same.
 */
export function traceRefusedAttempts(app: FastifyInstance, store: () => Store, log: Log): void {
	app.addHook('onSend', async (request, { statusCode }) => {
		if (!isTraced(request, statusCode)) return;
		const { method, routeOptions, actor } = request;
		try {
			const open = store();
			await open.transaction((tx) =>
				append(open, tx, callOf(request), {
					action: 'request.refuse',
					practice: actor.practice,
					outcome: String(statusCode),
					details: { method, route: routeOptions.url ?? null },
				}),
			);
		} catch (error) {
			if (!isStoreUnavailable(error)) log.failure(error, request.id);
		}
	});
}

function isTraced({ headers, method, routeOptions: { url = '', config } }: FastifyRequest, status: number) {
	switch (status) {
		case 401:
			return headers.authorization !== undefined;
		case 403:
			return true;
		case 404:
			return url.includes('/:') && !config.withoutStore;
		case 409:
		case 422:
			return method !== 'GET' && !config.withoutStore;
		default:
			return false;
	}
}
