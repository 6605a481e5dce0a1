import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SuperbillService } from '../../service.ts';
import { countFindings, type Finding, findingsHeader } from '../../superbill/finding.ts';
import { SuperbillRequest } from '../../superbill/request.ts';
import { EXAMPLES } from '../examples/index.ts';
import { noteWork, SERVER_TIMING } from '../observe/work.ts';
import { Problem } from '../problem.ts';
import { ValidationSchema, validationBody } from '../schemas.ts';
import { json } from './answer.ts';

const API_KEY = [{ apiKey: [] }];

export function superbillRoutes(app: FastifyInstance, service: SuperbillService): void {
	app.post(
		'/superbills/render',
		{
			schema: {
				operationId: 'renderSuperbill',
				tags: ['Superbills'],
				security: API_KEY,
				summary: 'Make a superbill PDF',
				description:
					'Checks the request as a payer would and draws the superbill. Nothing is kept: the number is yours to choose, and a request without one gives a document marked DRAFT. If anything is wrong, no document is made, and the answer lists every mistake, where it is and what to do. Whatever `Accept` says, the answer is a PDF.',
				body: SuperbillRequest,
				'x-examples': EXAMPLES,
				response: {
					200: {
						description: 'The superbill. Press **Download file** to save it.',
						content: { 'application/pdf': { schema: z.string().meta({ format: 'binary' }) } },
					},
				},
				'x-response-headers': {
					200: {
						'Content-Disposition': {
							description: 'The file name: the superbill number, never a name.',
							example: 'attachment; filename="superbill-SB-2026-000101.pdf"',
						},
						'Superbill-Findings': {
							description: 'How much the checks found; `validate` lists it.',
							example: 'errors=0, warnings=1, infos=2',
						},
						...SERVER_TIMING,
					},
				},
			},
		},
		async (request, reply) => {
			const rendering = service.render(bodyOf(request));
			noteWork(request, rendering, rendering.refused ? 'refused' : 'drawn');
			if (rendering.refused) throw refusal(rendering.findings);
			return reply
				.headers({
					'Content-Disposition': `attachment; filename="${rendering.fileName}"`,
					'Superbill-Findings': findingsHeader(rendering.findings),
				})
				.type('application/pdf')
				.send(rendering.pdf);
		},
	);

	app.post(
		'/superbills/validate',
		{
			schema: {
				operationId: 'validateSuperbill',
				tags: ['Superbills'],
				security: API_KEY,
				summary: 'Check a superbill without making it',
				description:
					'Runs the same checks and tells everything that they find, with the totals and the letters of the diagnoses. Every JSON object is answered with 200, whatever is wrong with it: look at `status`.',
				body: SuperbillRequest,
				'x-examples': EXAMPLES,
				response: { 200: json('What the checks say.', ValidationSchema) },
				'x-response-headers': { 200: SERVER_TIMING },
			},
		},
		async (request) => {
			const body = bodyOf(request);
			const { timings, ...validation } = service.validate(body);
			noteWork(request, { timings, findings: validation.findings });
			if (typeof body !== 'object' || body === null || Array.isArray(body))
				throw refusal(validation.findings);
			return validationBody(validation);
		},
	);
}

/** Fastify lets a request pass that has neither a body nor a media type. */
function bodyOf({ headers, body }: FastifyRequest): unknown {
	if (headers['content-type'] === undefined) throw new Problem('NotJson');
	return body;
}

function refusal(findings: readonly Finding[]): Problem {
	const { error } = countFindings(findings);
	return new Problem(
		'Refused',
		`The request has ${error} ${error === 1 ? 'error' : 'errors'}. Nothing was made; mend what the findings name and send it again.`,
		{ findings },
	);
}
