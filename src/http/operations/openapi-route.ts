import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { once } from '../../text/once.ts';
import { json } from '../answers/answer.ts';

/** @returns the document as it is sent */
export function openapiRoute(app: FastifyInstance): () => string {
	const document = once(() => JSON.stringify(app.swagger()));
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
		async (_request, reply) => reply.type('application/json; charset=utf-8').send(document()),
	);
	return document;
}
