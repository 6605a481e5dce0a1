import { z } from 'zod';
import type { ListPage } from '../../calls/page.ts';
import type { FoundSuperbill } from '../../records/find.ts';
import type { SuperbillRecord } from '../../records/record.ts';
import { object } from '../../superbill/fields.ts';
import { PAYMENT_METHODS } from '../../superbill/money-rows.ts';
import { hash, integer, moment, nextCursor, path, string, stringOrNull, uuid } from '../answers/fields.ts';
import { FindingSchema } from '../answers/finding-schema.ts';
import { TotalsSchema } from './validation-schemas.ts';

const day = (description: string) =>
	z.string().meta({ format: 'date', description, examples: ['2026-11-23'] });

const SUPERBILL = '00000000-0000-4000-8000-000000000101';

export const superbillId = uuid('The id of the superbill.', SUPERBILL);

export const SuperbillPath = z.strictObject({
	id: string(
		'The id of the superbill, from the header `Superbill-Id` of the answer that issued it.',
		SUPERBILL,
	),
});

export const superbillNumber = string('The printed number.', 'SB-2026-000101');

export const recordStatus = z
	.enum(['issued', 'replaced', 'void'])
	.describe('The status: `issued`, `replaced` by a corrected superbill, or `void`.');

const practiceId = string('The id of the practice that it belongs to.', 'default');

const links = object('RecordLinks', 'Paths of related resources.', {
	self: path('The record.', `/v1/superbills/${SUPERBILL}`),
	pdf: path('The PDF.', `/v1/superbills/${SUPERBILL}/pdf`),
	request: path('The request for another superbill like it.', `/v1/superbills/${SUPERBILL}/request`),
	history: path('Who did what to it, and when.', `/v1/superbills/${SUPERBILL}/history`),
});

const LinkedSuperbill = object('LinkedSuperbill', 'Another superbill.', {
	id: superbillId,
	number: superbillNumber,
});

/** Fields of a record, in the record itself and in lists. */
const recordFields = {
	id: superbillId,
	number: superbillNumber,
	status: recordStatus,
	practice: practiceId,
	issuedOn: day('The printed issue date.'),
	updatedAt: moment('When it was issued or last replaced, voided, paid, held, released or purged.'),
};

const LaterPaymentSchema = object('LaterPayment', 'A payment made after the superbill was issued.', {
	date: day('The day the payment was received.'),
	amount: string('The amount received.', '50.00'),
	method: z.enum(PAYMENT_METHODS).describe('How it was paid.'),
	reference: string('Check number or last four digits of a card.', 'last4 0000').optional(),
	note: string('A remark.', 'second part').optional(),
	recordedAt: moment('When it was recorded.'),
	recordedBy: string('Who recorded it, as named in the audit log.', 'operator'),
});

export const RecordSchema = object('SuperbillRecord', 'The record of an issued superbill.', {
	...recordFields,
	issuedAt: moment('When it was issued.'),
	issuedBy: string('Who issued it, as named in the audit log.', 'operator'),
	payload: z
		.looseObject({})
		.meta({
			'x-same-as': 'SuperbillRequestInput',
			description:
				'The request, with everything filled in that came from the practice or the service. Missing once the superbill is purged, like `findings`, `totals` and `diagnosisLetters`.',
		})
		.optional(),
	findings: z
		.array(FindingSchema)
		.optional()
		.describe('Everything that the checks found when it was issued.'),
	totals: TotalsSchema.optional().describe('The totals as printed on the superbill.'),
	laterPayments: z
		.array(LaterPaymentSchema)
		.optional()
		.describe('The payments recorded since it was issued. Missing once the superbill is purged.'),
	balance: string(
		'What is left to pay after `laterPayments`. Missing once the superbill is purged.',
		'0.00',
	).optional(),
	diagnosisLetters: z
		.record(z.string(), z.string())
		.optional()
		.meta({ description: 'The diagnosis codes by their letters.', examples: [{ A: 'F33.2' }] }),
	template: object('RecordTemplate', 'The template that it was made with.', {
		id: string('The id of the template.', 'standard'),
		version: integer('The version of the template.', 1),
		sha256: string('The SHA-256 hash of the template.', '0'.repeat(64)),
	}),
	serviceVersion: string('The version of the service that made it.', '0.1.0'),
	sha256: hash('The SHA-256 hash of the PDF as it was issued, without a VOID mark.'),
	bytes: integer('The size of that PDF in bytes.', 43210),
	replaces: LinkedSuperbill.nullable().describe(
		'The superbill that it corrects. Null if it is not a correction.',
	),
	replacedBy: LinkedSuperbill.nullable().describe('The superbill that corrects it. Null if there is none.'),
	voidedAt: moment('When it was voided. Null if it is not void.').nullable(),
	voidReason: stringOrNull('The reason why it was voided.'),
	heldAt: moment('When the legal hold began. Null if there is none.').nullable(),
	holdReason: stringOrNull('The reason for the legal hold.'),
	purgedAt: moment('When its contents were purged. Null if they were not.').nullable(),
	links,
});

export const RequestLike = z
	.looseObject({})
	.meta({ 'x-same-as': 'SuperbillRequestInput', description: 'The request.' });

const metadata = z.record(z.string(), z.string());

const FoundSchema = object('FoundSuperbill', 'An issued superbill in a list.', {
	...recordFields,
	patient: object('FoundPatient', 'The patient of a superbill.', {
		firstName: string('Given name.', 'Marlow'),
		lastName: string('Family name.', 'Fakenham'),
		birthDate: day('Date of birth. Null for superbills of versions that did not list it.').nullable(),
		accountNumber: stringOrNull("The practice's number for the patient. Null if there is none.", 'FICT-0101'),
	})
		.nullable()
		.describe(
			'The patient. Like dates of service and amounts, it is null once the superbill is purged, or if it cannot be decrypted.',
		),
	serviceFrom: day('The first date of service.').nullable(),
	serviceTo: day('The last date of service.').nullable(),
	totalCharges: stringOrNull('The total of the charges.', '150.00'),
	balance: stringOrNull('The amount that is still owed.', '0.00'),
	metadata: metadata.nullable().describe('The pairs of metadata that were sent. Null if there are none.'),
	links,
});

export const FoundPage = object('FoundPage', 'A page of superbills.', {
	items: z
		.array(FoundSchema)
		.describe('The superbills by issue date, newest first; on the same date, the last issued first.'),
	nextCursor,
});

export function foundBody({ items, nextCursor }: ListPage<FoundSuperbill>): z.input<typeof FoundPage> {
	return { items: items.map((item) => ({ ...item, links: linksOf(item.id) })), nextCursor };
}

export const LegalHoldSchema = object('LegalHold', 'The legal hold of a superbill.', {
	id: superbillId,
	number: superbillNumber,
	heldAt: moment('When the legal hold began. Null if there is none.').nullable(),
});

export function recordBody(record: SuperbillRecord): z.input<typeof RecordSchema> {
	const { findings, payload, laterPayments, ...rest } = record;
	return {
		...rest,
		...(payload && { payload: { ...payload } }),
		...(findings && { findings: [...findings] }),
		...(laterPayments && { laterPayments: [...laterPayments] }),
		links: linksOf(record.id),
	};
}

function linksOf(id: string): z.input<typeof links> {
	const self = `/v1/superbills/${id}`;
	return { self, pdf: `${self}/pdf`, request: `${self}/request`, history: `${self}/history` };
}
