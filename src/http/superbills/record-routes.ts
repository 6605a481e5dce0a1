import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../calls/refusal.ts';
import { SentSuperbill } from '../../practices/sent.ts';
import type { Issued } from '../../records/issue.ts';
import type { Records } from '../../records/records.ts';
import { LegalHoldRequest, ReplacementRequest, VoidRequest } from '../../records/requests.ts';
import { pdfFileName } from '../../service/service.ts';
import { findingsHeader } from '../../superbill/finding.ts';
import { json, pdfAnswer } from '../answers/answer.ts';
import { matches } from '../answers/conditions.ts';
import { string } from '../answers/fields.ts';
import { ACCEPT_RANGES, CONTENT_RANGE, rangeHeaders, sendPart } from '../answers/ranges.ts';
import { EXAMPLES } from '../examples/index.ts';
import { PRACTICE_ON_FILE } from '../examples/practices-on-file.ts';
import { noteWork, SERVER_TIMING } from '../observe/work.ts';
import { callOf } from '../requests/authorization.ts';
import { IdempotencyKey, REPLAYED, replayedHeader } from '../requests/idempotency-key.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import { flag } from '../requests/query.ts';
import { LegalHoldSchema, RecordSchema, RequestLike, recordBody, SuperbillPath } from './record-schemas.ts';

const IssueQuery = z.strictObject({
	again: flag(
		'With `true`, the superbill is issued even if the same services were issued less than a day ago.',
	),
});

const PdfHeaders = z.object({
	...rangeHeaders,
	'If-None-Match': string(
		'For programs: the `ETag` of the PDF that you already have. If the PDF has not changed, the answer is 304.',
	).optional(),
});

const AsQuery = z.strictObject({
	as: z
		.enum(['issued'])
		.optional()
		.describe(
			'Send `issued` for the file exactly as it was issued, even if the superbill does not count any more. By default, a void or replaced superbill says so on every page.',
		),
});

const PublishedReplacement = ReplacementRequest.extend({
	superbill: SentSuperbill.describe('The complete corrected superbill request.'),
}).meta({
	id: 'ReplacementRequest',
	description: 'A corrected superbill, and the reason for the correction.',
});

const ISSUED_HEADERS = {
	Location: {
		description: 'The path of the record.',
		example: '/v1/superbills/00000000-0000-4000-8000-000000000101',
	},
	'Superbill-Id': { description: 'The id of the record.', example: '00000000-0000-4000-8000-000000000101' },
	'Superbill-Number': { description: 'The printed number.', example: 'SB-2026-000101' },
	'Content-Disposition': {
		description: "The file name, with the superbill number and never a person's name.",
		example: 'attachment; filename="superbill-SB-2026-000101.pdf"',
	},
	'Superbill-Findings': {
		description: 'The number of findings of each severity. The record lists them.',
		example: 'errors=0, warnings=1, infos=2',
	},
	...SERVER_TIMING,
	...REPLAYED,
};

const PDF_HEADERS = {
	ETag: {
		description: 'Changes only if the superbill is voided or replaced.',
		example: `"${'0'.repeat(64)}"`,
	},
	'Content-Disposition': ISSUED_HEADERS['Content-Disposition'],
};

export function recordRoutes(app: Api, records: Records): void {
	app.post(
		'/superbills',
		{
			config: { scope: 'superbills:write', work: 'draws' },
			schema: {
				operationId: 'issueSuperbill',
				tags: ['Issued superbills'],
				summary: 'Issue a superbill: number it, make it, store it',
				description:
					'Checks the request, gives it the next number of the practice if it has none, makes the PDF, and stores everything before it answers with the PDF. The header `Superbill-Id` has the id of the record. With an `Idempotency-Key`, a request that is sent twice issues only one superbill. Without one, a superbill with the same practice, patient and services as one of the last 24 hours is refused (409), and the answer names that one; `again=true` issues it all the same.',
				headers: IdempotencyKey,
				querystring: IssueQuery,
				body: published(SentSuperbill),
				'x-examples': ISSUE_EXAMPLES,
				'x-problems': ['number-taken', 'issued-here', 'practice-archived', 'repeated', 'refused', 'purged'],
				response: { 201: pdfAnswer('The issued superbill. Press **Download file** to save it.') },
				'x-response-headers': { 201: ISSUED_HEADERS },
			},
		},
		async (request, reply) =>
			sendIssued(
				reply,
				await noted(
					request,
					records.issue(callOf(request), bodyOf(request), {
						key: request.headers['idempotency-key'],
						again: request.query.again ?? false,
					}),
				),
			),
	);

	app.post(
		'/superbills/:id/replacements',
		{
			config: { scope: 'superbills:write', work: 'draws' },
			schema: {
				operationId: 'replaceSuperbill',
				tags: ['Issued superbills'],
				summary: 'Correct an issued superbill',
				description:
					'Issues a corrected superbill with a new number. It says which superbill it replaces and why (claim frequency code 7), and the status of the original becomes `replaced`. Send the complete corrected request as `superbill`: the `payload` of the original with your changes, or any other request. The number in that payload is that of the original, and the correction gets its own.',
				headers: IdempotencyKey,
				params: SuperbillPath,
				body: published(PublishedReplacement),
				'x-examples': REPLACEMENT_EXAMPLES,
				'x-problems': [
					'number-taken',
					'already-void',
					'already-replaced',
					'practice-archived',
					'repeated',
					'refused',
					'purged',
				],
				response: { 201: pdfAnswer('The corrected superbill. Press **Download file** to save it.') },
				'x-response-headers': { 201: ISSUED_HEADERS },
			},
		},
		async (request, reply) =>
			sendIssued(
				reply,
				await noted(
					request,
					records.replace(
						callOf(request),
						request.params.id,
						bodyOf(request),
						request.headers['idempotency-key'],
					),
				),
			),
	);

	app.post(
		'/superbills/:id/void',
		{
			config: { scope: 'superbills:write' },
			schema: {
				operationId: 'voidSuperbill',
				tags: ['Issued superbills'],
				summary: 'Void an issued superbill',
				description:
					'Voids the superbill: from then on, its PDF has VOID across every page. The original bytes are kept inside it. Voiding cannot be undone. To correct a superbill, use *Correct an issued superbill* instead.',
				params: SuperbillPath,
				body: published(VoidRequest),
				'x-examples': {
					'no-visit': {
						summary: 'A visit that did not take place',
						value: { reason: 'Issued for a visit that did not take place' },
					},
				},
				'x-problems': ['already-void', 'already-replaced', 'purged', 'invalid-body'],
				response: { 200: json('The record of the void superbill.', RecordSchema) },
			},
		},
		async (request) => recordBody(await records.void(callOf(request), request.params.id, bodyOf(request))),
	);

	app.put(
		'/superbills/:id/legal-hold',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'holdSuperbill',
				tags: ['Issued superbills'],
				summary: 'Put a superbill on legal hold',
				description:
					'Keeps the superbill from being purged at the end of its retention period. Doing it again changes the reason, which is stored encrypted and shown in the record.',
				params: SuperbillPath,
				body: published(LegalHoldRequest),
				'x-examples': {
					letter: {
						summary: 'A letter that asks you to preserve records',
						value: { reason: 'Letter from the insurer, 2026-11-02: preserve all records' },
					},
				},
				'x-problems': ['purged', 'invalid-body'],
				response: { 200: json('The superbill is on legal hold.', LegalHoldSchema) },
			},
		},
		(request) => records.hold(callOf(request), request.params.id, bodyOf(request)),
	);

	app.delete(
		'/superbills/:id/legal-hold',
		{
			config: { scope: 'admin' },
			schema: {
				operationId: 'releaseSuperbill',
				tags: ['Issued superbills'],
				summary: 'End a legal hold',
				description:
					'Ends the legal hold. If the retention period of the superbill is over, it is purged within the hour. Without a legal hold, nothing changes.',
				params: SuperbillPath,
				response: { 200: json('The superbill is not on legal hold.', LegalHoldSchema) },
			},
		},
		(request) => records.release(callOf(request), request.params.id),
	);

	app.get(
		'/superbills/:id',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'getSuperbill',
				tags: ['Issued superbills'],
				summary: 'Read the record of a superbill',
				description:
					'Shows the request, what the checks found, the totals, the status, and the hash of the PDF.',
				params: SuperbillPath,
				response: { 200: json('The record.', RecordSchema) },
			},
		},
		async (request) => recordBody(await records.record(callOf(request), request.params.id)),
	);

	app.get(
		'/superbills/:id/request',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'getSuperbillRequest',
				tags: ['Issued superbills'],
				summary: 'Get the request for another superbill like this one',
				description:
					'Returns the request with which another superbill of the same patient, or a correction of this one, can be made: change what is different and send it to `POST /v1/superbills`, or as `superbill` to `POST /v1/superbills/{id}/replacements`. It has no number and no issue date, and names the practice on file and its clinicians instead of spelling them out. Payments that were recorded later are not in it.',
				params: SuperbillPath,
				'x-problems': ['purged'],
				response: { 200: json('The request.', RequestLike) },
			},
		},
		async (request) => ({ ...(await records.request(callOf(request), request.params.id)) }),
	);

	app.get(
		'/superbills/:id/pdf',
		{
			config: { scope: 'superbills:read' },
			schema: {
				operationId: 'getSuperbillPdf',
				tags: ['Issued superbills'],
				summary: 'Download an issued superbill again',
				description:
					'Returns exactly the bytes that were issued. If the superbill is void or was replaced, an update after them says so on every page, first in the structure for screen readers, in the title, in the metadata and as `status` in the attached data. The issued bytes are still the start of the file; `?as=issued` returns only them.',
				params: SuperbillPath,
				querystring: AsQuery,
				'x-problems': ['purged', 'out-of-range'],
				headers: PdfHeaders,
				response: {
					200: pdfAnswer('The superbill. Press **Download file** to save it.'),
					206: pdfAnswer('The part of the superbill that the header `Range` asks for.'),
					304: z.null().describe('The PDF has not changed.'),
				},
				'x-response-headers': {
					200: { ...PDF_HEADERS, ...ACCEPT_RANGES },
					206: { ...PDF_HEADERS, ...ACCEPT_RANGES, ...CONTENT_RANGE },
					304: { ETag: PDF_HEADERS.ETag },
				},
			},
		},
		async (request, reply) => {
			const { number, pdf, tag } = await records.pdf(callOf(request), request.params.id, request.query.as);
			const etag = `"${tag}"`;
			reply.header('ETag', etag);
			if (matches(request.headers['if-none-match'], etag)) return reply.status(304).send();
			reply.header('Content-Disposition', attachmentOf(number)).type('application/pdf');
			return sendPart(request, reply, pdf, etag);
		},
	);
}

/** Leaves out the number, because issuing assigns the next one. */
function unnumbered({
	value,
}: {
	readonly value: SentSuperbill;
}): Omit<SentSuperbill, 'number' | 'replaces'> {
	const { number: _number, replaces: _replaces, ...superbill } = value;
	return superbill;
}

const FIRST = Object.entries({ ...EXAMPLES, 'practice-on-file': PRACTICE_ON_FILE }).filter(
	([, { value }]) => !('replaces' in value),
);

const ISSUE_EXAMPLES = Object.fromEntries(
	FIRST.map(([name, example]) => [name, { summary: example.summary, value: unnumbered(example) }]),
);

const REPLACEMENT_EXAMPLES = Object.fromEntries(
	FIRST.map(([name, example]) => [
		name,
		{
			summary: `Corrected: ${example.summary}`,
			value: { reason: 'Wrong place of service on one line', superbill: unnumbered(example) },
		},
	]),
);

/** Notes the work of a request. Nothing is drawn for an Idempotency-Key that was used before. */
async function noted(request: FastifyRequest, issuing: Promise<Issued>): Promise<Issued> {
	try {
		const issued = await issuing;
		if (issued.timings.draw === undefined) noteWork(request, { timings: issued.timings });
		else noteWork(request, issued, 'drawn');
		return issued;
	} catch (error) {
		if (error instanceof Refusal && error.findings) {
			noteWork(request, { timings: error.timings, findings: error.findings }, 'refused');
		}
		throw error;
	}
}

function sendIssued(reply: FastifyReply, { id, number, pdf, findings, replayed }: Issued): FastifyReply {
	return reply
		.status(201)
		.headers({
			Location: `/v1/superbills/${id}`,
			'Superbill-Id': id,
			'Superbill-Number': number,
			'Content-Disposition': attachmentOf(number),
			'Superbill-Findings': findingsHeader(findings),
			...replayedHeader(replayed),
		})
		.type('application/pdf')
		.send(pdf);
}

function attachmentOf(number: string): string {
	return `attachment; filename="${pdfFileName(number)}"`;
}
