import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { once } from '../../text/once.ts';
import { json } from '../answers/answer.ts';
import { string } from '../answers/fields.ts';
import { fixedText, sendFixed } from '../answers/fixed-text.ts';

const IfNoneMatch = z.object({
	'If-None-Match': string(
		'For programs: the `ETag` of the document that you already have. If it has not changed, the answer is 304.',
	).optional(),
});

const ETAG = {
	ETag: {
		description: 'Changes only with another version of the service.',
		example: `W/"${'0'.repeat(43)}"`,
	},
};

export function openapiRoute(app: FastifyInstance): void {
	const document = once(() => fixedText('application/json; charset=utf-8', JSON.stringify(app.swagger())));
	app.get(
		'/openapi.json',
		{
			schema: {
				operationId: 'openapi',
				tags: ['Operations'],
				summary: 'Get the OpenAPI document',
				description:
					'Returns the OpenAPI 3.1 document of this API, from which this page is made. It is compressed for clients that accept gzip.',
				headers: IfNoneMatch,
				response: {
					200: json('The OpenAPI document.', z.looseObject({ openapi: z.string() })),
					304: z.null().describe('The document has not changed.'),
				},
				'x-response-headers': { 200: ETAG, 304: ETAG },
			},
		},
		async (request, reply) => sendFixed(request, reply, document()),
	);
}
