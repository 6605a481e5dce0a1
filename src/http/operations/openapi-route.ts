import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { json } from '../answers/answer.ts';

export function documentRoute(app: FastifyInstance): void {
	app.get(
		'/openapi.json',
		{
			schema: {
				operationId: 'openapi',
				tags: ['Operations'],
				security: [],
				summary: 'This API as an OpenAPI document',
				description: 'The document that this page is made from, for tools that read OpenAPI 3.1.',
				response: { 200: json('The document.', z.looseObject({ openapi: z.string() })) },
			},
		},
		async () => app.swagger() as { openapi: string },
	);
}
