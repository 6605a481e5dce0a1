import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { json } from '../answers/answer.ts';

export function openapiRoute(app: FastifyInstance): void {
	app.get(
		'/openapi.json',
		{
			schema: {
				operationId: 'openapi',
				tags: ['Operations'],
				summary: 'Get the OpenAPI document',
				description: 'Returns the OpenAPI 3.1 document of this API, from which this page is made.',
				response: { 200: json('The OpenAPI document.', z.looseObject({ openapi: z.string() })) },
			},
		},
		async () => app.swagger() as { openapi: string },
	);
}
