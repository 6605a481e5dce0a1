import { setImmediate as breathe } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Batches } from '../../batches/batches.ts';
import { dryRun } from '../../intake/dry-run.ts';
import { readUpload, type Upload } from '../../intake/read.ts';
import { sampleTable } from '../../intake/table/sample.ts';
import type { Records } from '../../records/records.ts';
import type { SuperbillService } from '../../service/service.ts';
import { fileAnswer, json } from '../answers/answer.ts';
import type { OnFailure } from '../answers/stream-answer.ts';
import { LONGEST_MS } from '../requests/arrival.ts';
import { callOf } from '../requests/authorization.ts';
import { IdempotencyKey } from '../requests/idempotency-key.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import { JSON_BYTES, readUploads } from '../requests/uploads.ts';
import { BATCH_EXAMPLES, PublishedBatch, STREAMED_BODIES } from './batch-bodies.ts';
import { BatchQuery, readAsked } from './batch-query.ts';
import { BatchSchema, batchBody, DryRunSchema, dryRunBody } from './batch-schemas.ts';
import { batchDocumentRoutes } from './document-routes.ts';
import { batchProgressRoutes } from './progress-routes.ts';

const API_KEY = [{ apiKey: [] }];

const SampleQuery = z.strictObject({
	clinic: z.enum(['spelled-out', 'on-file']).default('spelled-out').meta({
		description:
			'Whether its columns spell the clinic out, or name a practice and a clinician that are on file.',
	}),
});

export interface BatchRouteParts {
	readonly batches: Batches;
	readonly records: Pick<Records, 'practiceFor'>;
	readonly service: Pick<SuperbillService, 'validate'>;
	readonly onFailure: OnFailure;
}

/** Many superbills at once. */
export function batchRoutes(app: Api, parts: BatchRouteParts): void {
	sampleRoute(app);
	app.register(async (uploads) => {
		readUploads(uploads);
		receivingRoute(uploads, parts);
	});
	// After it, so that `/docs` lists them in the order in which they are used.
	app.register(async (sent) => {
		batchProgressRoutes(sent, parts);
		batchDocumentRoutes(sent, parts);
	});
}

function receivingRoute(app: Api, { batches, records, service }: BatchRouteParts): void {
	app.post(
		'/batches',
		{
			bodyLimit: JSON_BYTES,
			config: {
				scope: 'superbills:write',
				arrivesWithin: LONGEST_MS,
				whenTooLarge:
					'Send it as application/x-ndjson or text/csv, which may have more, or as several batches, each with all visits of its patients.',
			},
			schema: {
				operationId: 'createBatch',
				tags: ['Batches'],
				security: API_KEY,
				summary: 'Send many superbills at once',
				description:
					'Up to 10,000 superbills, or visits that are put together to superbills: as JSON, as NDJSON (one a line), or as a table (CSV, one row a service). **At the front desk:** get the [sample table](/v1/batches/sample.csv) with the operation below, fill it in, choose `text/csv` here, choose your file, and press **Execute**; with `dryRun` nothing is kept, and the answer says what was understood. The answer comes as soon as everything has arrived. Then look at the batch until its state is `done`, and download the archive. A superbill with mistakes is told among the items, and never stops the others. Sent again with the same `Idempotency-Key`, a batch issues nothing twice. A body may take ten minutes to arrive.',
				headers: IdempotencyKey,
				querystring: BatchQuery,
				body: published(PublishedBatch),
				'x-examples': BATCH_EXAMPLES,
				'x-other-bodies': STREAMED_BODIES,
				response: {
					200: json('What was understood; nothing was kept.', DryRunSchema),
					202: json('It has arrived and will be worked on.', BatchSchema),
				},
				'x-response-headers': {
					202: {
						Location: {
							description: 'Where the batch is.',
							example: '/v1/batches/00000000-0000-4000-8000-000000000701',
						},
					},
				},
			},
		},
		async (request, reply) => {
			const { upload, isDryRun, mode, asked } = readAsked(request.query, bodyOf(request, 'not-batch'));
			if (isDryRun) return dryRunBody(await tryOut(request, upload));
			const options = { mode, asked, key: request.headers['idempotency-key'] };
			const { batch } = await batches.receive(callOf(request), options, readUpload(upload));
			return reply.status(202).header('Location', `/v1/batches/${batch.id}`).send(batchBody(batch));
		},
	);

	function tryOut(request: FastifyRequest, upload: Upload) {
		const call = callOf(request);
		return dryRun(readUpload(upload), async (body) => {
			// Other requests wait for the same thread.
			await breathe();
			const { practice } = await records.practiceFor(call, body);
			return service.validate(body, practice).findings;
		});
	}
}

const SAMPLE_ATTACHMENT = 'attachment; filename="superbills-sample.csv"';

function sampleRoute(app: Api): void {
	app.get(
		'/batches/sample.csv',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'getSampleTable',
				tags: ['Batches'],
				security: API_KEY,
				summary: 'Download a sample table to fill in',
				description:
					'Three fictitious patients of one month, one row a service, in UTF-8 as Excel and other spreadsheets open and save it. Delete their rows, write yours under the header, and save it as "CSV UTF-8". Columns that you do not need may go.',
				querystring: SampleQuery,
				response: { 200: fileAnswer('text/csv', 'The table. Press **Download file** to save it.') },
				'x-response-headers': {
					200: { 'Content-Disposition': { description: 'The file name.', example: SAMPLE_ATTACHMENT } },
				},
			},
		},
		async (request, reply) => {
			const table = sampleTable(request.query.clinic === 'on-file' ? 'on file' : 'spelled out');
			return (
				reply
					.header('Content-Disposition', SAMPLE_ATTACHMENT)
					.type('text/csv; charset=utf-8')
					// Excel takes what has no byte order mark for another encoding.
					.send(`\ufeff${table}`)
			);
		},
	);
}
