import { setImmediate as breathe } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Batches } from '../../batches/batches.ts';
import type { BatchMode } from '../../intake/batch-request.ts';
import { dryRun } from '../../intake/dry-run.ts';
import type { UploadForm } from '../../intake/read.ts';
import type { OpenUpload, UploadReader } from '../../intake/thread/upload-reader.ts';
import { LIMITS } from '../../intake/upload/limits.ts';
import type { SplitBy } from '../../intake/visits/split-by.ts';
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
import { BATCH_EXAMPLES, LinesBody, PublishedBatch, TableBody } from './batch-bodies.ts';
import {
	formOfLines,
	JsonQuery,
	LinesCheckQuery,
	LinesQuery,
	TableCheckQuery,
	TableQuery,
} from './batch-query.ts';
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
	const upload = uploading(parts);
	app.register(async (tables) => {
		readUploads(tables, parts.room, 'csv');
		tableUploads(tables, upload);
	});
	app.register(async (batches) => {
		readUploads(batches, parts.room, 'json');
		jsonUploads(batches, upload);
	});
	app.register(async (lines) => {
		readUploads(lines, parts.room, 'ndjson');
		lineUploads(lines, upload);
	});
	app.register(async (sent) => {
		batchProgressRoutes(sent, parts);
		batchDocumentRoutes(sent, parts);
	});
}

const TAKES = `It may have up to ${LIMITS.items.toLocaleString('en-US')} superbills or visits and ${LIMITS.bytes / 1024 / 1024} MiB, and all of a caller's unanswered uploads together may have as much.`;

const ANSWERED =
	'The answer comes as soon as everything has arrived, which may take up to ten minutes. A superbill with mistakes is listed among the items and does not stop the others. If you send a batch again with the same `Idempotency-Key`, nothing is issued twice.';

/** The common part of all operations that make a batch. */
const making = {
	tags: ['Batches'],
	headers: IdempotencyKey,
	response: { 202: json('The batch has arrived, and work on it begins.', BatchSchema) },
	'x-response-headers': {
		202: {
			Location: {
				description: 'The path of the batch.',
				example: '/v1/batches/00000000-0000-4000-8000-000000000701',
			},
			...REPLAYED,
		},
	},
};

/** The common part of all operations that only check. */
const checking = {
	tags: ['Batches'],
	response: { 200: json('How the upload was understood. Nothing was stored.', DryRunSchema) },
};

const MAKES = { scope: 'superbills:write', arrivesWithin: LONGEST_MS } as const;

function tableUploads(app: Api, { make, check }: Uploading): void {
	const consumes = ['text/csv'];
	app.post(
		'/batches/csv/check',
		{
			config: MAKES,
			schema: {
				...checking,
				operationId: 'checkTable',
				summary: 'Check a table of visits',
				description: `Says how a table (CSV) with one row per service is understood, and what is wrong with it. Nothing is stored.\n\n**At the front desk:** download the [sample table](/v1/batches/sample.csv) with *Download a sample table to fill in*, fill it in, choose your file here, and press **Execute**. Once nothing is wrong with it, use *Send a table of visits*.`,
				querystring: TableCheckQuery,
				consumes,
				body: published(TableBody),
			},
		},
		async (request) => check(request, formOfTable(request.query)),
	);
	app.post(
		'/batches/csv',
		{
			config: MAKES,
			schema: {
				...making,
				operationId: 'createBatchFromTable',
				summary: 'Send a table of visits',
				description: `Takes a table (CSV) with one row per service, and combines its visits into superbills. ${TAKES}\n\n**At the front desk:** check the table first with *Check a table of visits*. Choose the \`mode\` and your file, and press **Execute**. Look at the batch with *See the progress of a batch* until its state is \`done\`, and download the ZIP.\n\n${ANSWERED}`,
				querystring: TableQuery,
				consumes,
				body: published(TableBody),
			},
		},
		async (request, reply) => make(request, reply, formOfTable(request.query), request.query),
	);
}

function formOfTable({ splitBy = 'none' }: z.output<typeof TableCheckQuery>): UploadForm {
	return { kind: 'csv', splitBy };
}

function jsonUploads(app: Api, { make, check }: Uploading): void {
	const form: UploadForm = { kind: 'json' };
	app.post(
		'/batches/check',
		{
			config: MAKES,
			schema: {
				...checking,
				operationId: 'checkBatch',
				summary: 'Check a batch',
				description:
					'Says what the checks find in the superbills, or in the superbills that visits are combined into. Nothing is stored.',
				body: published(PublishedBatch),
				'x-examples': BATCH_EXAMPLES,
			},
		},
		async (request) => check(request, form),
	);
	app.post(
		'/batches',
		{
			config: MAKES,
			schema: {
				...making,
				operationId: 'createBatch',
				summary: 'Send many superbills at once',
				description: `Takes superbills, or visits to combine into superbills, as one JSON object. ${TAKES}\n\n${ANSWERED}`,
				querystring: JsonQuery,
				body: published(PublishedBatch),
				'x-examples': BATCH_EXAMPLES,
			},
		},
		async (request, reply) => make(request, reply, form, request.query),
	);
}

function lineUploads(app: Api, { make, check }: Uploading): void {
	const consumes = ['application/x-ndjson'];
	app.post(
		'/batches/ndjson/check',
		{
			config: MAKES,
			schema: {
				...checking,
				operationId: 'checkLines',
				summary: 'Check superbills as lines of JSON',
				description:
					'Says what the checks find in superbills that are sent as NDJSON, with one JSON object per line. Nothing is stored.',
				querystring: LinesCheckQuery,
				consumes,
				body: published(LinesBody),
			},
		},
		async (request) => check(request, formOfLines(request.query)),
	);
	app.post(
		'/batches/ndjson',
		{
			config: MAKES,
			schema: {
				...making,
				operationId: 'createBatchFromLines',
				summary: 'Send superbills as lines of JSON',
				description: `Takes superbills, or visits to combine into superbills, as NDJSON with one JSON object per line. A program can write it while it sends. ${TAKES}\n\n${ANSWERED}`,
				querystring: LinesQuery,
				consumes,
				body: published(LinesBody),
			},
		},
		async (request, reply) => make(request, reply, formOfLines(request.query), request.query),
	);
}

interface Uploading {
	/** @param asked the options outside of the upload; JSON has its own inside */
	make(
		request: FastifyRequest,
		reply: FastifyReply,
		form: UploadForm,
		asked: {
			readonly mode?: BatchMode | undefined;
			readonly splitBy?: SplitBy | undefined;
			readonly again?: boolean | undefined;
		},
	): Promise<z.input<typeof BatchSchema>>;
	check(request: FastifyRequest, form: UploadForm): Promise<z.input<typeof DryRunSchema>>;
}

function uploading({ batches, records, service, uploads }: BatchRouteParts): Uploading {
	const read = <T>(request: FastifyRequest, form: UploadForm, work: (upload: OpenUpload) => Promise<T>) => {
		const body = bodyOf(request, form.kind === 'json' ? 'not-json' : 'not-batch');
		return uploads.read(form, body instanceof UploadedBody ? body.pieces : [], work);
	};
	return {
		make(request, reply, form, { again = false, mode = 'render', splitBy }) {
			return read(request, form, async ({ options = { mode, splitBy }, items }) => {
				const key = request.headers['idempotency-key'] as string | undefined;
				const { batch, replayed } = await batches.receive(
					callOf(request),
					{ mode: options.mode, again, asked: options.splitBy ?? 'none', key },
					items,
				);
				reply.status(202).headers({ Location: `/v1/batches/${batch.id}`, ...replayedHeader(replayed) });
				return batchBody(batch);
			});
		},
		check(request, form) {
			const call = callOf(request);
			return read(request, form, async ({ items }) =>
				dryRunBody(
					await dryRun(items, async (body) => {
						// Lets other requests run between two items.
						await breathe();
						const { practice } = await records.practiceFor(call, body);
						return service.validate(body, practice).findings;
					}),
				),
			);
		},
	};
}
