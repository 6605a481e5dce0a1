import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { json } from '../answers/answer.ts';
import { usualRefusal } from '../answers/problems.ts';

const Up = z
	.strictObject({ status: z.literal('ok').meta({ description: 'Always the same.' }) })
	.meta({ id: 'Up', description: 'All is well.' });

export function healthRoutes(app: FastifyInstance): void {
	// Never looks at anything else: a restart, which is what a red answer leads to, would not mend a dependency.
	app.get(
		'/health/live',
		{
			schema: {
				operationId: 'live',
				tags: ['Operations'],
				security: [],
				summary: 'Is the service running?',
				description:
					'For whoever restarts the service when it hangs. Looks at nothing but the process itself.',
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
				security: [],
				summary: 'Does the service take requests?',
				description: 'For whoever sends requests its way: 503 while it is overloaded or shutting down.',
				response: { 200: json('The service takes requests.', Up) },
			},
		},
		async (_request, reply) => {
			if (app.isDraining() || app.isUnderPressure()) {
				reply.header('Retry-After', '10');
				throw usualRefusal('unavailable');
			}
			return { status: 'ok' };
		},
	);
}
