import { z } from 'zod';
import type { Batches } from '../../batches/batches.ts';
import { json } from '../answers/answer.ts';
import { type OnFailure, sendStream } from '../answers/stream-answer.ts';
import { callOf } from '../requests/authorization.ts';
import type { Api } from '../requests/parameters.ts';
import { pageQuery } from '../requests/query.ts';
import { batchEvents } from './batch-events.ts';
import { BatchId, BatchItemPage, BatchSchema, batchBody, itemPageBody, itemState } from './batch-schemas.ts';

const API_KEY = [{ apiKey: [] }];

const ItemQuery = z.strictObject({ state: itemState.optional(), ...pageQuery });

/** Where a batch stands, and what may still be done with it. */
export function batchProgressRoutes(
	app: Api,
	{ batches, onFailure }: { readonly batches: Batches; readonly onFailure: OnFailure },
): void {
	app.get(
		'/batches/:id',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'getBatch',
				tags: ['Batches'],
				security: API_KEY,
				summary: 'See how far a batch is',
				description: 'Where it stands, how many superbills are made, and how long the rest will take.',
				params: BatchId,
				response: { 200: json('The batch.', BatchSchema) },
			},
		},
		async (request) => batchBody(await batches.find(callOf(request), request.params.id)),
	);

	app.get(
		'/batches/:id/items',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'listBatchItems',
				tags: ['Batches'],
				security: API_KEY,
				summary: 'See what became of each superbill of a batch',
				description:
					'In the order of the upload, a page at a time: number, state, and what the checks found, with the row and column, or the visit, where to mend it. `state=failed` lists what is to be mended.',
				params: BatchId,
				querystring: ItemQuery,
				response: { 200: json('A part of the superbills.', BatchItemPage) },
			},
		},
		async (request) => {
			return itemPageBody(await batches.items(callOf(request), request.params.id, request.query));
		},
	);

	app.get(
		'/batches/:id/events',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'watchBatch',
				tags: ['Batches'],
				security: API_KEY,
				summary: 'Follow the progress of a batch',
				description:
					'Server-sent events: `progress` with the batch as JSON whenever something changed, and `end` when no more will. Come back with `Last-Event-ID` after a broken connection, and nothing is told again that did not change. Programs use it; on this page it shows nothing before the end: press **Execute** on *See how far a batch is* instead.',
				params: BatchId,
				headers: z.object({
					'Last-Event-ID': z
						.string()
						.optional()
						.meta({ description: 'The `id` of the last event that was seen.' }),
				}),
				response: {
					200: {
						description: 'Events, until the batch has ended.',
						content: { 'text/event-stream': { schema: z.string() } },
					},
				},
			},
		},
		async (request, reply) => {
			const look = () => batches.find(callOf(request), request.params.id);
			const events = batchEvents(await look(), {
				look,
				isClosing: () => app.isDraining(),
				lastId: request.headers['last-event-id'],
			});
			// nginx would hold events back.
			reply.header('X-Accel-Buffering', 'no').type('text/event-stream');
			return sendStream(request, reply, events, onFailure);
		},
	);

	app.post(
		'/batches/:id/issue',
		{
			config: { scope: 'superbills:write' },
			schema: {
				operationId: 'issueBatch',
				tags: ['Batches'],
				security: API_KEY,
				summary: 'Issue a draft',
				description:
					'Of a batch that was sent with the mode `draft` and is `drafted`: issues its superbills without errors. Sent again, it answers with the batch as it is.',
				params: BatchId,
				'x-problems': ['Conflict'],
				response: { 202: json('The batch; it will be worked on.', BatchSchema) },
			},
		},
		async (request, reply) =>
			reply.status(202).send(batchBody(await batches.issueDrafted(callOf(request), request.params.id))),
	);

	app.delete(
		'/batches/:id',
		{
			config: { scope: 'superbills:write' },
			schema: {
				operationId: 'cancelBatch',
				tags: ['Batches'],
				security: API_KEY,
				summary: 'Cancel a batch',
				description:
					'Work on it stops within a second. What was issued by then stays issued. A batch that has ended stays as it is.',
				params: BatchId,
				response: { 200: json('The batch.', BatchSchema) },
			},
		},
		async (request) => batchBody(await batches.cancel(callOf(request), request.params.id)),
	);
}
