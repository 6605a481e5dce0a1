import { setImmediate as breathe } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { Batches } from '../../batches/batches.ts';
import { dryRun } from '../../intake/dry-run.ts';
import type { PackedItems } from '../../intake/packed.ts';
import type { UploadReader } from '../../intake/thread/upload-reader.ts';
import { LIMITS } from '../../intake/upload/limits.ts';
import type { Records } from '../../records/records.ts';
import type { SuperbillService } from '../../service/service.ts';
import { json } from '../answers/answer.ts';
import type { OnFailure } from '../answers/stream-answer.ts';
import { LONGEST_MS } from '../requests/arrival.ts';
import { callOf } from '../requests/authorization.ts';
import { IdempotencyKey, REPLAYED, replayedHeader } from '../requests/idempotency-key.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import type { UploadRoom } from '../requests/upload-room.ts';
import { readUploads, UploadedBody } from '../requests/uploads.ts';
import { BATCH_EXAMPLES, PublishedBatch, STREAMED_BODIES } from './batch-bodies.ts';
import { BatchQuery, readAsked } from './batch-query.ts';
import { BatchSchema, batchBody, DryRunSchema, dryRunBody } from './batch-schemas.ts';
import { batchDocumentRoutes } from './document-routes.ts';
import { batchProgressRoutes } from './progress-routes.ts';
import { tableRoutes } from './table-routes.ts';

export interface BatchRouteParts {
	readonly batches: Batches;
	readonly records: Pick<Records, 'practiceFor'>;
	readonly service: Pick<SuperbillService, 'validate'>;
	readonly uploads: UploadReader;
	readonly room: UploadRoom;
	readonly onFailure: OnFailure;
}

/** Routes of batches. They are listed on `/docs` in the order in which they are used. */
export function batchRoutes(app: Api, parts: BatchRouteParts): void {
	tableRoutes(app);
	app.register(async (uploads) => {
		readUploads(uploads, parts.room);
		receivingRoute(uploads, parts);
	});
	app.register(async (sent) => {
		batchProgressRoutes(sent, parts);
		batchDocumentRoutes(sent, parts);
	});
}

function receivingRoute(app: Api, { batches, records, service, uploads }: BatchRouteParts): void {
	app.post(
		'/batches',
		{
			config: {
				scope: 'superbills:write',
				arrivesWithin: LONGEST_MS,
			},
			schema: {
				operationId: 'createBatch',
				tags: ['Batches'],
				summary: 'Send many superbills at once',
				description: `Takes up to ${LIMITS.items.toLocaleString('en-US')} superbills, or visits to combine into superbills, as JSON, as NDJSON with one object per line, or as a table (CSV) with one row per service. The body may have at most ${LIMITS.bytes / 1024 / 1024} MiB, and all of a caller's unanswered uploads together may have as much.\n\n**At the front desk:** download the [sample table](/v1/batches/sample.csv) with *Download a sample table to fill in*, and fill it in. Choose \`text/csv\` here, choose your file, set \`dryRun\` to \`true\`, and press **Execute**: nothing is stored, and the answer says how your table was understood. Then do the same without \`dryRun\`. Look at the batch with *See the progress of a batch* until its state is \`done\`, and download the ZIP.\n\nThe answer comes as soon as everything has arrived, which may take up to ten minutes. A superbill with mistakes is listed among the items and does not stop the others. If you send a batch again with the same \`Idempotency-Key\`, nothing is issued twice.`,
				headers: IdempotencyKey,
				querystring: BatchQuery,
				body: published(PublishedBatch),
				'x-examples': BATCH_EXAMPLES,
				'x-other-bodies': STREAMED_BODIES,
				response: {
					200: json('How the upload was understood. Nothing was stored.', DryRunSchema),
					202: json('The batch has arrived, and work on it begins.', BatchSchema),
				},
				'x-response-headers': {
					202: {
						Location: {
							description: 'The path of the batch.',
							example: '/v1/batches/00000000-0000-4000-8000-000000000701',
						},
						...REPLAYED,
					},
				},
			},
		},
		async (request, reply) => {
			const body = bodyOf(request, 'not-batch');
			const { kind, pieces } = body instanceof UploadedBody ? body : new UploadedBody('json', []);
			const { form, isDryRun, again, ...asked } = readAsked(request.query, kind);
			return uploads.read(form, pieces, async ({ options, items }) => {
				if (isDryRun) return dryRunBody(await tryOut(request, items));
				const { mode, splitBy = 'none' } = options ?? asked;
				const key = request.headers['idempotency-key'];
				const received = { mode, again, asked: splitBy, key };
				const { batch, replayed } = await batches.receive(callOf(request), received, items);
				return reply
					.status(202)
					.headers({ Location: `/v1/batches/${batch.id}`, ...replayedHeader(replayed) })
					.send(batchBody(batch));
			});
		},
	);

	function tryOut(request: FastifyRequest, items: PackedItems) {
		const call = callOf(request);
		return dryRun(items, async (body) => {
			// Lets other requests run between two items.
			await breathe();
			const { practice } = await records.practiceFor(call, body);
			return service.validate(body, practice).findings;
		});
	}
}
