import { z } from 'zod';
import { refused } from '../../calls/refusal.ts';
import { SentSuperbill } from '../../practices/sent.ts';
import type { Records } from '../../records/records.ts';
import type { SuperbillService } from '../../service/service.ts';
import { findingsHeader } from '../../superbill/finding.ts';
import { DOCUMENTS } from '../../superbill/sibling.ts';
import { json, pdfAnswer } from '../answers/answer.ts';
import { EXAMPLES } from '../examples/index.ts';
import { PRACTICE_ON_FILE } from '../examples/practices-on-file.ts';
import { noteWork, SERVER_TIMING } from '../observe/work.ts';
import { callOf } from '../requests/authorization.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import { ValidationSchema, validationBody } from './validation-schemas.ts';

const SENT_EXAMPLES = { ...EXAMPLES, 'practice-on-file': PRACTICE_ON_FILE };

const RenderQuery = z.strictObject({
	document: z
		.enum(DOCUMENTS)
		.default('superbill')
		.describe(
			'The document to make. `proof-of-payment` shows what was paid for the services, `hsa-receipt` is for the administrator of an HSA or FSA, and `how-to-submit` is for the patient. The first two name no diagnosis.',
		),
});

/** Routes that make and check superbills, and store nothing. */
export function superbillRoutes(
	app: Api,
	service: SuperbillService,
	{ practiceFor, validate }: Pick<Records, 'practiceFor' | 'validate'>,
): void {
	app.post(
		'/superbills/render',
		{
			config: { scope: 'superbills:write', withoutStore: true, work: 'draws' },
			schema: {
				operationId: 'renderSuperbill',
				tags: ['Superbills'],
				summary: 'Make a superbill PDF',
				description:
					'Checks the request as a payer would, and makes the superbill as a PDF. Nothing is stored. You choose the number; without one, the document is marked DRAFT. If anything is wrong, no document is made, and the answer lists every mistake, where it is, and what to do. The answer is a PDF whatever the header `Accept` says.',
				querystring: RenderQuery,
				body: published(SentSuperbill),
				'x-examples': SENT_EXAMPLES,
				'x-problems': ['refused'],
				response: {
					200: pdfAnswer('The superbill. Press **Download file** to save it.'),
				},
				'x-response-headers': {
					200: {
						'Content-Disposition': {
							description: "The file name, with the superbill number and never a person's name.",
							example: 'attachment; filename="superbill-SB-2026-000101.pdf"',
						},
						'Superbill-Findings': {
							description: 'The number of findings of each severity. `validate` lists them.',
							example: 'errors=0, warnings=1, infos=2',
						},
						...SERVER_TIMING,
					},
				},
			},
		},
		async (request, reply) => {
			const body = bodyOf(request);
			const call = callOf(request);
			const { practice } = await practiceFor(call, body);
			const { document } = request.query;
			const rendering = await service.render(body, practice, { caller: call.actor.name, document });
			noteWork(request, rendering, rendering.refused ? 'refused' : 'drawn');
			if (rendering.refused) throw refused(rendering.findings);
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
			config: { scope: 'superbills:write', withoutStore: true, work: 'checks' },
			schema: {
				operationId: 'validateSuperbill',
				tags: ['Superbills'],
				summary: 'Check a superbill without making it',
				description:
					'Runs the same checks without making a PDF, and lists everything that they find, with the totals and the letters of the diagnoses. The answer to any JSON object is 200, even if it has errors, so look at `status`. Without errors, `issuing` says which number it would get if it were issued now, and whether the same services were issued within the last day. Nothing is reserved.',
				body: published(SentSuperbill),
				'x-examples': SENT_EXAMPLES,
				'x-problems': ['refused'],
				response: { 200: json('The result of the checks.', ValidationSchema) },
				'x-response-headers': { 200: SERVER_TIMING },
			},
		},
		async (request) => {
			const body = bodyOf(request);
			const { timings, ...validation } = await validate(callOf(request), body);
			noteWork(request, { timings, findings: validation.findings });
			if (typeof body !== 'object' || body === null || Array.isArray(body))
				throw refused(validation.findings);
			return validationBody(validation);
		},
	);
}
