import { z } from 'zod';
import type { Records } from '../../records/records.ts';
import { SIBLINGS } from '../../superbill/sibling.ts';
import { pdfAnswer } from '../answers/answer.ts';
import { noteWork, SERVER_TIMING } from '../observe/work.ts';
import { callOf } from '../requests/authorization.ts';
import type { Api } from '../requests/parameters.ts';
import { SuperbillPath } from './record-schemas.ts';

const SiblingPath = SuperbillPath.extend({
	document: z
		.enum(SIBLINGS)
		.describe(
			'`proof-of-payment` shows what was paid for the services, `hsa-receipt` is for the administrator of an HSA or FSA, and `how-to-submit` is for the patient.',
		),
});

export function siblingRoutes(app: Api, records: Pick<Records, 'sibling'>): void {
	app.get(
		'/superbills/:id/documents/:document',
		{
			config: { scope: 'superbills:read', work: 'draws' },
			schema: {
				operationId: 'getSuperbillDocument',
				tags: ['Issued superbills'],
				summary: 'Make another document from an issued superbill',
				description:
					'Makes a proof of payment, a receipt for an HSA or FSA, or the page that tells the patient how to submit the superbill. It has the number of the superbill and none of its own, includes the payments recorded since, and is dated today. It is made from the record each time and not stored: on one day, with the same template, it has the same bytes. A proof of payment and a receipt name no diagnosis, neither on the page nor in the attached data. A void or replaced superbill has no such documents.',
				params: SiblingPath,
				'x-problems': ['already-void', 'already-replaced', 'purged', 'refused'],
				response: { 200: pdfAnswer('The document. Press **Download file** to save it.') },
				'x-response-headers': {
					200: {
						'Content-Disposition': {
							description: "The file name, with the superbill number and never a person's name.",
							example: 'attachment; filename="proof-of-payment-SB-2026-000101.pdf"',
						},
						...SERVER_TIMING,
					},
				},
			},
		},
		async (request, reply) => {
			const { id, document } = request.params;
			const sibling = await records.sibling(callOf(request), id, document);
			noteWork(request, sibling, 'drawn');
			return reply
				.header('Content-Disposition', `attachment; filename="${sibling.fileName}"`)
				.type('application/pdf')
				.send(sibling.pdf);
		},
	);
}
