import { z } from 'zod';
import type { ListPage } from '../../calls/page.ts';
import type { FoundSuperbill } from '../../records/find.ts';
import type { SuperbillRecord } from '../../records/record.ts';
import { moment } from '../answers/fields.ts';
import { FindingSchema } from '../answers/finding-schema.ts';
import { TotalsSchema } from './validation-schemas.ts';

const day = (description: string) =>
	z.string().meta({ format: 'date', description, examples: ['2026-11-23'] });

export const superbillId = z.string().meta({
	format: 'uuid',
	description: 'What operations name it by.',
	examples: ['00000000-0000-4000-8000-000000000101'],
});

export const superbillNumber = z
	.string()
	.meta({ description: 'The number that is printed.', examples: ['SB-2026-000101'] });

export const recordStatus = z.enum(['issued', 'replaced', 'void']).meta({
	description: 'Where it stands: a `replaced` one was corrected by another, a `void` one does not count.',
});

const practiceId = z
	.string()
	.meta({ description: 'Id of the practice that it belongs to.', examples: ['default'] });

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
		history: path('Who did what to it.', '/history'),
	})
	.meta({ id: 'RecordLinks', description: 'Where to go from here.' });

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
		issuedOn: day('The issue date that is printed.'),
		issuedAt: moment('When it was issued.'),
		issuedBy: z
			.string()
			.meta({ description: 'Who issued it, as the audit log names them.', examples: ['operator'] }),
		payload: z.looseObject({}).optional().meta({
			description:
				'What was asked for, with everything filled in that the practice or the service gave: a `SuperbillRequest`. Left out once purged, as are findings, totals and letters.',
		}),
		findings: z
			.array(FindingSchema)
			.optional()
			.meta({ description: 'What the checks found when it was issued.' }),
		totals: TotalsSchema.optional(),
		diagnosisLetters: z
			.record(z.string(), z.string())
			.optional()
			.meta({ description: 'The letters that the diagnoses have.', examples: [{ A: 'F33.2' }] }),
		template: z
			.strictObject({
				id: z.string().meta({ description: 'Its id.', examples: ['standard'] }),
				version: z.int().meta({ description: 'Its version.', examples: [1] }),
				sha256: z.string().meta({ description: 'Its hash.', examples: ['0'.repeat(64)] }),
			})
			.meta({ id: 'RecordTemplate', description: 'The template that it was drawn with.' }),
		serviceVersion: z.string().meta({ description: 'The version that drew it.', examples: ['0.1.0'] }),
		sha256: z.string().meta({
			pattern: '^[0-9a-f]{64}$',
			description: 'SHA-256 of the PDF that was issued. That of a void one begins with the same bytes.',
			examples: ['0'.repeat(64)],
		}),
		bytes: z.int().meta({ description: 'Length of that PDF in bytes.', examples: [43210] }),
		replaces: LinkedSuperbill.nullable().meta({ description: 'What it corrects.' }),
		replacedBy: LinkedSuperbill.nullable().meta({ description: 'What corrects it.' }),
		voidedAt: moment('When it was voided.').nullable(),
		voidReason: z.string().nullable().meta({ description: 'Why it was voided.' }),
		heldAt: moment('Since when a legal hold keeps it from being purged.').nullable(),
		holdReason: z.string().nullable().meta({ description: 'What the legal hold is for.' }),
		purgedAt: moment('When what it held was purged.').nullable(),
		links,
	})
	.meta({ id: 'SuperbillRecord', description: 'An issued superbill as it is kept.' });

const FoundSchema = z
	.strictObject({
		id: superbillId,
		number: superbillNumber,
		status: recordStatus,
		practice: practiceId,
		issuedOn: day('The issue date that is printed.'),
		patient: z
			.strictObject({
				firstName: z.string().meta({ description: 'Given name.', examples: ['Marlow'] }),
				lastName: z.string().meta({ description: 'Family name.', examples: ['Fakenham'] }),
			})
			.meta({ id: 'FoundPatient', description: 'The patient.' })
			.nullable()
			.meta({
				description:
					'The patient. Null, as are dates of service and amounts, once purged or where it cannot be opened.',
			}),
		serviceFrom: day('The first date of service.').nullable(),
		serviceTo: day('The last date of service.').nullable(),
		totalCharges: amount('Sum of the charges.', '150.00'),
		balance: amount('What is still owed.', '0.00'),
		links,
	})
	.meta({ id: 'FoundSuperbill', description: 'An issued superbill in a list.' });

export const FoundPage = z
	.strictObject({
		items: z
			.array(FoundSchema)
			.meta({ description: 'The superbills, newest issue date first, then what was issued last.' }),
		nextCursor: z
			.string()
			.nullable()
			.meta({
				description:
					'Send it as `cursor`, with everything else as it was, for the next page. Null on the last.',
				examples: ['AAAAAAAAQACAAAAAAAABAf3kqzqbS3bWmUoOj0mQxPM'],
			}),
	})
	.meta({ id: 'FoundPage', description: 'A page of superbills.' });

export function foundBody({ items, nextCursor }: ListPage<FoundSuperbill>): z.input<typeof FoundPage> {
	return { items: items.map((item) => ({ ...item, links: linksOf(item.id) })), nextCursor };
}

export const LegalHoldSchema = z
	.strictObject({
		id: superbillId,
		number: superbillNumber,
		heldAt: moment('Since when it is held.').nullable(),
	})
	.meta({ id: 'LegalHold', description: 'Whether a superbill is kept from being purged.' });

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
