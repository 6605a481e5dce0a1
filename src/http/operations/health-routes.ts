import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Refusal } from '../../calls/refusal.ts';
import { object } from '../../superbill/fields.ts';
import { json } from '../answers/answer.ts';
import { usualRefusal } from '../answers/problems.ts';

const Up = object('Up', 'The service is up.', { status: z.literal('ok').describe('Always `ok`.') });

/** @param damage of the database, once it was found */
export function healthRoutes(app: FastifyInstance, damage: () => Refusal | undefined): void {
	// Checks nothing else: a failure leads to a restart, which would not repair a dependency.
	app.get(
		'/health/live',
		{
			schema: {
				operationId: 'live',
				tags: ['Operations'],
				summary: 'Check if the service is running',
				description:
					'A liveness probe: tells an orchestrator when to restart the service. It checks only that the process answers.',
				response: { 200: json('The process answers.', Up) },
			},
		},
		async () => ({ status: 'ok' }),
	);

	app.get(
		'/health/ready',
		{
			schema: {
				operationId: 'ready',
				tags: ['Operations'],
				summary: 'Check if the service accepts requests',
				description:
					'A readiness probe: tells a load balancer where to send requests. The answer is 503 while the service is overloaded or shutting down, and from the moment that its database is found to be damaged until it is restarted.',
				'x-problems': ['store-damaged'],
				response: { 200: json('The service accepts requests.', Up) },
			},
		},
		async (_request, reply) => {
			const damaged = damage();
			if (damaged) throw damaged;
			if (app.isDraining() || app.isUnderPressure()) {
				reply.header('Retry-After', '10');
				throw usualRefusal('unavailable');
			}
			return { status: 'ok' };
		},
	);
}
