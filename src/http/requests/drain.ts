import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
	interface FastifyInstance {
		/** Announces the end: readiness turns red and connections are closed as they are answered. */
		drain(): void;
		isDraining(): boolean;
	}
}

/**
 * Prepares an app for its end. Without `Connection: close` on an answer whose request began before, a caller would
 * hold its connection, and with it the process, until the keep-alive time-out.
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
	// An answer that takes long may have begun before.
	app.addHook('onResponse', async () => {
		if (draining) setImmediate(() => app.server.closeIdleConnections());
	});
}
