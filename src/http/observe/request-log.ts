import type { FastifyInstance } from 'fastify';
import type { Log } from '../../start/log.ts';

export function logRequests(app: FastifyInstance, log: Log): void {
	app.addHook('onResponse', async ({ id, method, routeOptions }, { statusCode, elapsedTime }) => {
		log.request({ requestId: id, method, route: routeOptions.url, status: statusCode, ms: elapsedTime });
	});
}
