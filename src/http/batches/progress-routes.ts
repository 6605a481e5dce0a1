import { z } from 'zod';
import type { Batches } from '../../batches/batches.ts';
import { json } from '../answers/answer.ts';
import { string } from '../answers/fields.ts';
import { type OnFailure, sendStream } from '../answers/stream-answer.ts';
import { callOf } from '../requests/authorization.ts';
import type { Api } from '../requests/parameters.ts';
import { pageQuery } from '../requests/query.ts';
import { batchEvents } from './batch-events.ts';
import { BatchId, BatchItemPage, BatchSchema, batchBody, itemPageBody, itemState } from './batch-schemas.ts';

const ItemQuery = z.strictObject({ state: itemState.optional(), ...pageQuery });

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
				summary: 'See the progress of a batch',
				description:
					'Shows the state of the batch, how many superbills are made, and about how long the rest will take.',
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
				summary: 'List the superbills of a batch',
				description:
					'Lists each superbill in the order of the upload, a page at a time, with its number, its state and what the checks found. Each finding says in which row and column, or in which visit, to fix it. With `state=failed`, you get only those that need fixing.',
				params: BatchId,
				querystring: ItemQuery,
				response: { 200: json('A page of superbills.', BatchItemPage) },
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
				summary: 'Follow the progress of a batch',
				description:
					'For programs: server-sent events, `progress` whenever something has changed and `end` when the batch has ended, both with the batch as JSON in `data`. After a broken connection, reconnect with `Last-Event-ID` to get only what has changed since. This page shows nothing until the end, so use *See the progress of a batch* here.',
				params: BatchId,
				headers: z.object({
					'Last-Event-ID': string('The `id` of the last event that you received.').optional(),
				}),
				response: {
					200: {
						description: 'Events until the batch has ended. The schema is that of their `data`.',
						content: { 'text/event-stream': { schema: BatchSchema } },
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
			// Keeps nginx from buffering events.
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
				summary: 'Issue a draft',
				description:
					'Issues the superbills of a batch that was sent with the mode `draft`, once its state is `drafted`. Superbills with errors are left out. Doing it again changes nothing.',
				params: BatchId,
				'x-problems': ['batch-not-draft', 'batch-unfinished', 'batch-cancelled'],
				response: { 202: json('The batch; its superbills will be issued.', BatchSchema) },
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
				summary: 'Cancel a batch',
				description:
					'Stops the work on the batch within a second. Superbills that were already issued stay issued. A batch that has ended does not change.',
				params: BatchId,
				response: { 200: json('The batch.', BatchSchema) },
			},
		},
		async (request) => batchBody(await batches.cancel(callOf(request), request.params.id)),
	);
}
