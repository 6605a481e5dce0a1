import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { printOfBatch, zipOfBatch } from '../../batches/archive/downloads.ts';
import { DEFAULT_NAMES, namesMistake } from '../../batches/archive/file-names.ts';
import type { Batch, BatchDocument } from '../../batches/batch.ts';
import type { Batches } from '../../batches/batches.ts';
import { fileAnswer, pdfAnswer } from '../answers/answer.ts';
import { type OnFailure, sendStream } from '../answers/stream-answer.ts';
import { callOf } from '../requests/authorization.ts';
import type { Api } from '../requests/parameters.ts';
import { BatchId } from './batch-schemas.ts';

const ArchiveQuery = z.strictObject({
	names: z
		.string()
		.superRefine((pattern, context) => {
			const message = namesMistake(pattern);
			if (message !== undefined) context.addIssue({ code: 'custom', message });
		})
		.default(DEFAULT_NAMES)
		.describe(
			'A pattern for the file names, without `.pdf`, such as `{issuedOn} {number}`. It may contain `{number}`, `{position}` (in the upload), `{issuedOn}` and `{batch}` (its id), but nothing that identifies a patient.',
		),
});

/**
 * Routes that download the documents of a batch. ZIP and PDF have a path each, because Swagger UI shows no download link
 * for an answer with two media types.
 */
export function batchDocumentRoutes(
	app: Api,
	{ batches, onFailure }: { readonly batches: Batches; readonly onFailure: OnFailure },
): void {
	app.get(
		'/batches/:id/archive',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'getBatchArchive',
				tags: ['Batches'],
				summary: 'Download all documents of a batch as a ZIP file',
				description:
					'Returns a ZIP file with each superbill as `<number>.pdf`, or under the name that your pattern gives it, and a manifest as `manifest.json` and `manifest.csv`. The manifest lists every superbill, including failed ones, with its number, hash, state and findings. Void superbills have VOID across every page. While the batch is still being worked on, the answer is 409.',
				params: BatchId,
				querystring: ArchiveQuery,
				'x-problems': ['batch-not-issued', 'batch-unfinished', 'documents-deleted'],
				response: { 200: fileAnswer('application/zip', 'The ZIP file. Press **Download file** to save it.') },
				'x-response-headers': attachmentHeaders('zip'),
			},
		},
		async (request, reply) => {
			const { batch, documents } = await documentsOf(request, request.params.id);
			reply.header('Content-Disposition', attachmentOf(batch.id, 'zip')).type('application/zip');
			return sendStream(request, reply, zipOfBatch(batch, documents, request.query.names), onFailure);
		},
	);

	app.get(
		'/batches/:id/merged',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'getMergedBatch',
				tags: ['Batches'],
				summary: 'Download all documents of a batch as one PDF to print',
				description:
					'Returns a PDF of all superbills in the order of the upload, with a bookmark for each. It is tagged and archivable like each of them (PDF/UA-1, PDF/A-3a). While the batch is still being worked on, the answer is 409.',
				params: BatchId,
				'x-problems': [
					'batch-not-issued',
					'batch-unfinished',
					'batch-without-documents',
					'documents-deleted',
					'too-large',
				],
				response: { 200: pdfAnswer('The PDF. Press **Download file** to save it.') },
				'x-response-headers': attachmentHeaders('pdf'),
			},
		},
		async (request, reply) => {
			const { batch, documents } = await documentsOf(request, request.params.id);
			const pdf = await printOfBatch(batch, documents);
			reply.header('Content-Disposition', attachmentOf(batch.id, 'pdf')).type('application/pdf');
			return sendStream(request, reply, pdf, onFailure);
		},
	);

	async function documentsOf(
		request: Pick<FastifyRequest, 'actor' | 'id'>,
		id: string,
	): Promise<{ readonly batch: Batch; readonly documents: AsyncIterable<BatchDocument> }> {
		const batch = await batches.find(callOf(request), id);
		return { batch, documents: await batches.documents(callOf(request), id) };
	}
}

function attachmentOf(id: string, extension: 'zip' | 'pdf'): string {
	return `attachment; filename="superbills-${id.slice(0, 8)}.${extension}"`;
}

function attachmentHeaders(extension: 'zip' | 'pdf') {
	return {
		200: {
			'Content-Disposition': {
				description: 'The file name, with the start of the id of the batch.',
				example: attachmentOf('00000000-0000-4000-8000-000000000701', extension),
			},
		},
	};
}
