import type { Records } from '../../records/records.ts';
import { PaymentRequest } from '../../records/requests.ts';
import { json } from '../answers/answer.ts';
import { callOf } from '../requests/authorization.ts';
import { IdempotencyKey, REPLAYED, replayedHeader } from '../requests/idempotency-key.ts';
import { bodyOf } from '../requests/json-body.ts';
import { type Api, published } from '../requests/parameters.ts';
import { RecordSchema, recordBody, SuperbillPath } from './record-schemas.ts';

export function paymentRoutes(app: Api, records: Pick<Records, 'pay'>): void {
	app.post(
		'/superbills/:id/payments',
		{
			config: { scope: 'superbills:write' },
			schema: {
				operationId: 'recordPayment',
				tags: ['Issued superbills'],
				summary: 'Record a payment made after a superbill was issued',
				description:
					'Adds the payment to the record, where `laterPayments` lists it and `balance` takes it into account. The issued PDF stays as it is; a proof of payment shows the payment. The payment may not be larger than the balance, dated in the future, or dated before the superbill was issued. With an `Idempotency-Key`, a request that is sent twice records only one payment.',
				headers: IdempotencyKey,
				params: SuperbillPath,
				body: published(PaymentRequest),
				'x-examples': {
					rest: {
						summary: 'The rest of the balance, by card',
						value: { date: '2026-11-02', amount: '50.00', method: 'card', reference: 'last4 0000' },
					},
				},
				'x-problems': ['already-void', 'already-replaced', 'purged', 'invalid-body'],
				'x-response-headers': { 201: REPLAYED },
				response: { 201: json('The record with the payment.', RecordSchema) },
			},
		},
		async (request, reply) => {
			const { record, replayed } = await records.pay(
				callOf(request),
				request.params.id,
				bodyOf(request),
				request.headers['idempotency-key'],
			);
			return reply.status(201).headers(replayedHeader(replayed)).send(recordBody(record));
		},
	);
}
