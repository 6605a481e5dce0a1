import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
	interface FastifyInstance {
		/** Makes readiness fail, and closes each connection with its next answer. */
		drain(): void;
		isDraining(): boolean;
	}
}

/**
 * Lets an app finish its connections before it stops. Without `Connection: close`, a caller would hold its connection,
 * and so the process, until the keep-alive timeout.
 */
export function makeDrainable(app: FastifyInstance): void {
	let draining = false;
	app.decorate('drain', () => {
		draining = true;
	});
	app.decorate('isDraining', () => draining);
	app.addHook('onSend', async (_request, reply) => {
		if (draining) reply.header('Connection', 'close');
	});
	// The headers of a long answer may have been sent before draining began.
	app.addHook('onResponse', async () => {
		if (draining) setImmediate(() => app.server.closeIdleConnections());
	});
}
