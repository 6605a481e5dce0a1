import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SuperbillService } from '../../service/service.ts';
import { object } from '../../superbill/fields.ts';
import { json } from '../answers/answer.ts';
import { bothLanguages, string } from '../answers/fields.ts';

const PayerSchema = object('Payer', 'A payer profile.', {
	id: string('The id by which requests and practices choose the profile.', 'champva'),
	payer: string('The name of the payer.', 'CHAMPVA'),
	source: string(
		'The documents of the payer from which the profile was made.',
		'Claim form and instructions of the payer',
	),
	checked: string('The day on which they were last read.', '2026-11-30'),
	notice: bothLanguages('The title of the page for the patient.')
		.nullable()
		.describe('The title of the page for the patient that the profile adds. Null if it adds none.'),
});

const PayerList = object('PayerList', 'The payer profiles.', {
	items: z.array(PayerSchema).describe('All profiles, in the order of the names.'),
	nextCursor: z.null().describe('Always null, because the list is complete.'),
});

export function payerRoutes(app: FastifyInstance, { payers }: SuperbillService): void {
	const items = payers
		.map(({ id, payer, source, checked, notice }) => ({
			id,
			payer,
			source,
			checked,
			notice: notice?.title ?? null,
		}))
		.sort((a, b) => a.payer.localeCompare(b.payer, 'en'));
	app.get(
		'/payers',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'listPayers',
				tags: ['Rules'],
				summary: 'List the payer profiles',
				description:
					'Lists the payers whose own requirements the service knows. A request or a practice chooses one as `payerProfile`; without it, the payer IDs and names of the coverages do.',
				response: { 200: json('The payer profiles.', PayerList) },
			},
		},
		async () => ({ items, nextCursor: null }),
	);
}
