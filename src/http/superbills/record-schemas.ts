import { z } from 'zod';
import type { ListPage } from '../../calls/page.ts';
import type { FoundSuperbill } from '../../records/find.ts';
import type { SuperbillRecord } from '../../records/record.ts';
import { moment, nextCursor } from '../answers/fields.ts';
import { FindingSchema } from '../answers/finding-schema.ts';
import { TotalsSchema } from './validation-schemas.ts';

const day = (description: string) =>
	z.string().meta({ format: 'date', description, examples: ['2026-11-23'] });

export const superbillId = z.string().meta({
	format: 'uuid',
	description: 'The id of the superbill.',
	examples: ['00000000-0000-4000-8000-000000000101'],
});

export const superbillNumber = z
	.string()
	.meta({ description: 'The printed number.', examples: ['SB-2026-000101'] });

export const recordStatus = z.enum(['issued', 'replaced', 'void']).meta({
	description: 'The status: `issued`, `replaced` by a corrected superbill, or `void`.',
});

const practiceId = z
	.string()
	.meta({ description: 'The id of the practice that it belongs to.', examples: ['default'] });

const path = (description: string, rest: string) =>
	z.string().meta({
		format: 'uri-reference',
		description,
		examples: [`/v1/superbills/00000000-0000-4000-8000-000000000101${rest}`],
	});

const links = z
	.strictObject({
		self: path('The record.', ''),
		pdf: path('The PDF.', '/pdf'),
		history: path('Who did what to it, and when.', '/history'),
	})
	.meta({ id: 'RecordLinks', description: 'Paths of related resources.' });

const amount = (description: string, example: string) =>
	z
		.string()
		.nullable()
		.meta({ description, examples: [example] });

const LinkedSuperbill = z
	.strictObject({ id: superbillId, number: superbillNumber })
	.meta({ id: 'LinkedSuperbill', description: 'Another superbill.' });

export const RecordSchema = z
	.strictObject({
		id: superbillId,
		number: superbillNumber,
		status: recordStatus,
		practice: practiceId,
		issuedOn: day('The printed issue date.'),
		issuedAt: moment('When it was issued.'),
		issuedBy: z
			.string()
			.meta({ description: 'Who issued it, as named in the audit log.', examples: ['operator'] }),
		payload: z.looseObject({}).optional().meta({
			description:
				'The `SuperbillRequest`, with everything filled in that came from the practice or the service. Missing once the superbill is purged, like `findings`, `totals` and `diagnosisLetters`.',
		}),
		findings: z
			.array(FindingSchema)
			.optional()
			.meta({ description: 'Everything that the checks found when it was issued.' }),
		totals: TotalsSchema.optional(),
		diagnosisLetters: z
			.record(z.string(), z.string())
			.optional()
			.meta({ description: 'The diagnosis codes by their letters.', examples: [{ A: 'F33.2' }] }),
		template: z
			.strictObject({
				id: z.string().meta({ description: 'The id of the template.', examples: ['standard'] }),
				version: z.int().meta({ description: 'The version of the template.', examples: [1] }),
				sha256: z
					.string()
					.meta({ description: 'The SHA-256 hash of the template.', examples: ['0'.repeat(64)] }),
			})
			.meta({ id: 'RecordTemplate', description: 'The template that it was made with.' }),
		serviceVersion: z
			.string()
			.meta({ description: 'The version of the service that made it.', examples: ['0.1.0'] }),
		sha256: z.string().meta({
			pattern: '^[0-9a-f]{64}$',
			description: 'The SHA-256 hash of the PDF as it was issued, without a VOID mark.',
			examples: ['0'.repeat(64)],
		}),
		bytes: z.int().meta({ description: 'The size of that PDF in bytes.', examples: [43210] }),
		replaces: LinkedSuperbill.nullable().meta({
			description: 'The superbill that it corrects. Null if it is not a correction.',
		}),
		replacedBy: LinkedSuperbill.nullable().meta({
			description: 'The superbill that corrects it. Null if there is none.',
		}),
		voidedAt: moment('When it was voided. Null if it is not void.').nullable(),
		voidReason: z.string().nullable().meta({ description: 'The reason why it was voided.' }),
		heldAt: moment('When the legal hold began. Null if there is none.').nullable(),
		holdReason: z.string().nullable().meta({ description: 'The reason for the legal hold.' }),
		purgedAt: moment('When its contents were purged. Null if they were not.').nullable(),
		links,
	})
	.meta({ id: 'SuperbillRecord', description: 'The record of an issued superbill.' });

const FoundSchema = z
	.strictObject({
		id: superbillId,
		number: superbillNumber,
		status: recordStatus,
		practice: practiceId,
		issuedOn: day('The printed issue date.'),
		patient: z
			.strictObject({
				firstName: z.string().meta({ description: 'Given name.', examples: ['Marlow'] }),
				lastName: z.string().meta({ description: 'Family name.', examples: ['Fakenham'] }),
			})
			.meta({ id: 'FoundPatient', description: 'The patient of a superbill.' })
			.nullable()
			.meta({
				description:
					'The patient. Like dates of service and amounts, it is null once the superbill is purged, or if it cannot be decrypted.',
			}),
		serviceFrom: day('The first date of service.').nullable(),
		serviceTo: day('The last date of service.').nullable(),
		totalCharges: amount('The total of the charges.', '150.00'),
		balance: amount('The amount that is still owed.', '0.00'),
		links,
	})
	.meta({ id: 'FoundSuperbill', description: 'An issued superbill in a list.' });

export const FoundPage = z
	.strictObject({
		items: z.array(FoundSchema).meta({
			description: 'The superbills by issue date, newest first; on the same date, the last issued first.',
		}),
		nextCursor,
	})
	.meta({ id: 'FoundPage', description: 'A page of superbills.' });

export function foundBody({ items, nextCursor }: ListPage<FoundSuperbill>): z.input<typeof FoundPage> {
	return { items: items.map((item) => ({ ...item, links: linksOf(item.id) })), nextCursor };
}

export const LegalHoldSchema = z
	.strictObject({
		id: superbillId,
		number: superbillNumber,
		heldAt: moment('When the legal hold began. Null if there is none.').nullable(),
	})
	.meta({ id: 'LegalHold', description: 'The legal hold of a superbill.' });

export function recordBody(record: SuperbillRecord): z.input<typeof RecordSchema> {
	const { findings, payload, ...rest } = record;
	return {
		...rest,
		...(payload && { payload: { ...payload } }),
		...(findings && { findings: [...findings] }),
		links: linksOf(record.id),
	};
}

function linksOf(id: string): z.input<typeof links> {
	const self = `/v1/superbills/${id}`;
	return { self, pdf: `${self}/pdf`, history: `${self}/history` };
}
