import type { IsoDate } from './dates.ts';
import type { Payment } from './money-rows.ts';
import type { Clinician, Party } from './parties.ts';
import type { ServiceLineRequest, SuperbillRequest } from './request.ts';

/** Siblings of a superbill: documents that are drawn from the same request. */
export const SIBLINGS = ['proof-of-payment', 'hsa-receipt', 'how-to-submit'] as const;

export type SiblingName = (typeof SIBLINGS)[number];

/** Every document that a request can be drawn as. */
export const DOCUMENTS = ['superbill', ...SIBLINGS] as const;

export type DocumentName = (typeof DOCUMENTS)[number];

/** A sibling and the day on which it is drawn, which it prints. */
export interface Sibling {
	readonly name: SiblingName;
	readonly drawnOn: IsoDate;
}

/** Siblings that others than the patient read. */
export type ReceiptName = Exclude<SiblingName, 'how-to-submit'>;

export type PaymentRow = Pick<
	NonNullable<SuperbillRequest['payments']>[number],
	Exclude<keyof typeof Payment.shape, 'id'>
>;

/**
 * The part of a request that a proof of payment or a receipt for an HSA or FSA prints, which is also the data attached to
 * it. Everything else is absent, most of all diagnoses. What is added to requests later stays out until it is listed here.
 */
export function receiptData(request: SuperbillRequest, name: ReceiptName) {
	const proves = name === 'proof-of-payment';
	const { payments, adjustments, refunds, otherItems, guarantor } = request;
	return {
		...picked(request, 'number', 'issuedOn', 'language', 'qrCode'),
		billingProvider: picked(
			request.billingProvider,
			'name',
			'doingBusinessAs',
			'npi',
			'taxId',
			'address',
			'payToAddress',
			'phone',
			'fax',
			'email',
			'website',
		),
		renderingProvider: clinician(request.renderingProvider),
		patient: personName(request.patient),
		...(guarantor && { guarantor: { ...personName(guarantor), relationship: guarantor.relationship } }),
		serviceLines: request.serviceLines.map((line) => serviceLine(line, proves)),
		...(otherItems && { otherItems }),
		...(adjustments && { adjustments }),
		...(payments && {
			payments: payments.map((payment) =>
				proves
					? picked(payment, 'date', 'amount', 'method', 'reference', 'note')
					: picked(payment, 'date', 'amount', 'method'),
			),
		}),
		...(refunds && {
			refunds: refunds.map((refund) => (proves ? refund : picked(refund, 'date', 'amount', 'method'))),
		}),
	};
}

/** The same data with empty lists in place of those that it leaves out, so that it can be composed like a request. */
export function receiptRequest(data: ReturnType<typeof receiptData>): SuperbillRequest {
	const serviceLines = data.serviceLines.map((line) => ({ modifiers: [], diagnosisPointers: [], ...line }));
	return { ...data, diagnoses: [], serviceLines } as unknown as SuperbillRequest;
}

function serviceLine(line: ServiceLineRequest, withCode: boolean) {
	const { renderingProvider } = line;
	return {
		...(withCode
			? picked(line, 'date', 'code', 'modifiers', 'description', 'units', 'charge', 'paid')
			: picked(line, 'date', 'description', 'charge', 'paid')),
		...(renderingProvider && { renderingProvider: clinician(renderingProvider) }),
	};
}

const personName = (person: Party) => picked(person, 'name', 'firstName', 'middleName', 'lastName', 'suffix');

const clinician = (person: Clinician) => ({ ...personName(person), ...picked(person, 'credentials', 'npi') });

/** The given properties of an object, as far as it has them. */
function picked<T extends object, K extends keyof T>(from: T, ...names: readonly K[]): Pick<T, K> {
	return Object.fromEntries(
		names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
	) as Pick<T, K>;
}
