import { z } from 'zod';
import type { Batch, BatchItem } from '../../batches/batch.ts';
import type { ListPage } from '../../calls/page.ts';
import { BATCH_MODES } from '../../intake/batch-request.ts';
import type { DryRun } from '../../intake/dry-run.ts';
import type { SourcedFinding } from '../../intake/visits/origins.ts';
import { ITEM_STATES, VISIBLE_BATCH_STATES } from '../../store/tables.ts';
import { FindingSchema } from '../answers/finding-schema.ts';
import { superbillId } from '../superbills/record-schemas.ts';

const BATCH = '00000000-0000-4000-8000-000000000701';

const momentDocs = (description: string) => ({
	format: 'date-time',
	description,
	examples: ['2026-11-30T18:00:00.000Z'],
});

const moment = (description: string) => z.string().nullable().meta(momentDocs(description));

const count = (description: string, example: number) => z.int().meta({ description, examples: [example] });

const path = (description: string, rest: string) =>
	z.string().meta({ format: 'uri-reference', description, examples: [`/v1/batches/${BATCH}${rest}`] });

const batchId = z.string().meta({
	format: 'uuid',
	description: 'The `id` of the answer to whoever sent the batch.',
	examples: [BATCH],
});

export const BatchId = z.strictObject({ id: batchId });

export const itemState = z.enum(ITEM_STATES).meta({
	description:
		'`waiting` to be worked on, `checked` and without an error, as long as it is a draft, `done`, `failed` (findings or `reason` say why), or `cancelled`.',
});

const linkFields = {
	self: path('The batch with its progress.', ''),
	items: path('What became of each superbill.', '/items'),
	events: path('Progress as it is made.', '/events'),
	archive: path('All documents and the manifest as a ZIP, once it has ended.', '/archive'),
	merged: path('All documents as one PDF to print, once it has ended.', '/merged'),
};

export const BatchSchema = z
	.strictObject({
		id: batchId,
		practice: z
			.string()
			.nullable()
			.meta({
				description: 'Id of the practice whose superbills it holds; null where they are of several.',
				examples: ['harbor'],
			}),
		mode: z.enum(BATCH_MODES).meta({ description: 'What was asked for.' }),
		state: z.enum(VISIBLE_BATCH_STATES).meta({
			description:
				'`waiting` for a worker, `running`, `drafted` (checked, and waiting to be issued), `done`, or `cancelled`.',
		}),
		counts: z
			.strictObject({
				total: count('All of them.', 412),
				waiting: count('Not yet worked on.', 292),
				checked: count('Of a draft: without an error, and not issued.', 0),
				done: count('Made.', 118),
				failed: count('Not made, because something is wrong with them.', 2),
				cancelled: count('Not made, because the batch was cancelled.', 0),
			})
			.meta({ id: 'BatchCounts', description: 'How many superbills of a batch stand where.' }),
		createdAt: z.string().meta(momentDocs('When it began to arrive.')),
		createdBy: z
			.string()
			.meta({ description: 'Who sent it, as the audit log names them.', examples: ['key:abcd2345'] }),
		startedAt: moment('When work on it began; of a draft that is issued, when that began.'),
		finishedAt: moment('When there was no more to do.'),
		rate: z
			.number()
			.nullable()
			.meta({ description: 'Superbills a second since work began.', examples: [85.5] }),
		secondsLeft: z
			.number()
			.nullable()
			.meta({ description: 'Until nothing waits, at that rate.', examples: [3.4] }),
		keptUntil: moment(
			'Until when documents that were only rendered, or a draft, are kept; null: as long as superbills are.',
		),
		links: z.strictObject(linkFields).meta({ id: 'BatchLinks', description: 'Where to go from here.' }),
	})
	.meta({ id: 'Batch', description: 'Many superbills at once, and how far they are.' });

export function batchBody(batch: Batch): z.input<typeof BatchSchema> {
	const self = `/v1/batches/${batch.id}`;
	return {
		...batch,
		links: {
			self,
			items: `${self}/items`,
			events: `${self}/events`,
			archive: `${self}/archive`,
			merged: `${self}/merged`,
		},
	};
}

const SourceSchema = z
	.strictObject({
		visit: z
			.int()
			.optional()
			.meta({ description: 'Which visit of JSON or NDJSON, from 1.', examples: [1] }),
		pointer: z
			.string()
			.optional()
			.meta({ description: 'Where in that visit (RFC 6901).', examples: ['/serviceLines/0/charge'] }),
		row: z
			.int()
			.optional()
			.meta({
				description: 'The row as a spreadsheet counts them, the header being row 1, or the line of NDJSON.',
				examples: [2],
			}),
		column: z
			.string()
			.optional()
			.meta({ description: 'The column of a table.', examples: ['charge'] }),
	})
	.meta({ id: 'FindingSource', description: 'Where in the upload to look.' });

const SourcedFindingSchema = FindingSchema.extend({ source: SourceSchema.optional() }).meta({
	id: 'SourcedFinding',
	description: 'What a check has to say about a superbill of a batch, and where in the upload that was sent.',
});

const position = z.int().meta({ description: 'Which superbill of the batch, from 1.', examples: [1] });

const rows = z
	.array(z.int())
	.length(2)
	.meta({ description: 'First and last row or line that it was made of.', examples: [[2, 5]] });

const ItemSchema = z
	.strictObject({
		position,
		rows: rows.nullable(),
		state: itemState,
		number: z
			.string()
			.nullable()
			.meta({
				description: 'The number of the superbill, or the one that its sender gave it.',
				examples: ['SB-2026-000101'],
			}),
		superbill: superbillId.nullable().meta({ description: 'Id of the superbill that was issued.' }),
		sha256: z
			.string()
			.nullable()
			.meta({ description: 'SHA-256 of the PDF.', examples: ['0'.repeat(64)] }),
		bytes: z
			.int()
			.nullable()
			.meta({ description: 'Length of the PDF in bytes.', examples: [43210] }),
		findings: z.array(SourcedFindingSchema).meta({ description: 'What the checks found.' }),
		reason: z
			.string()
			.nullable()
			.meta({
				description: 'Why it failed, where findings do not say.',
				examples: ['The number SB-2026-000101 is taken.'],
			}),
	})
	.meta({ id: 'BatchItem', description: 'What became of one superbill of a batch.' });

export const BatchItemPage = z
	.strictObject({
		items: z.array(ItemSchema).meta({ description: 'In the order of the upload.' }),
		nextCursor: z
			.string()
			.nullable()
			.meta({ description: 'Send it as `cursor`, with everything else as it was, for what follows.' }),
	})
	.meta({ id: 'BatchItemPage', description: 'A part of the superbills of a batch.' });

export function itemPageBody({ items, nextCursor }: ListPage<BatchItem>): z.input<typeof BatchItemPage> {
	return { items: items.map(itemBody), nextCursor };
}

function itemBody({ rows, findings, ...item }: BatchItem): z.input<typeof ItemSchema> {
	return { ...item, rows: rows && [...rows], findings: findings.map(findingBody) };
}

/** A finding may know more of itself than callers are told. */
function findingBody({ rule, severity, pointer, message, help, source }: SourcedFinding) {
	return { rule, severity, pointer, message, help, ...(source && { source: { ...source } }) };
}

const OutlookSchema = z
	.strictObject({
		position,
		label: z
			.string()
			.optional()
			.meta({ description: 'The number that its sender gave it.', examples: ['SB-2026-000101'] }),
		rows: rows.optional(),
		findings: z.array(SourcedFindingSchema).meta({ description: 'What the checks found.' }),
	})
	.meta({ id: 'BatchOutlook', description: 'What a superbill of a batch would be told.' });

export const DryRunSchema = z
	.strictObject({
		superbills: count('Superbills that would be made.', 3),
		refused: count('Superbills that have an error.', 0),
		rows: count('Rows below the header, or lines, that are not empty.', 8).optional(),
		visits: count('Visits that they would be made of.', 4).optional(),
		patients: count('Patients whose visits these are.', 3).optional(),
		table: z
			.strictObject({
				delimiter: z.enum(['comma', 'semicolon', 'tab']).meta({ description: 'What separates the columns.' }),
				dates: z
					.enum(['YYYY-MM-DD', 'M/D/YYYY', 'either'])
					.meta({ description: 'How dates are written; `either` where both forms stand.' }),
				columns: z
					.array(
						z
							.strictObject({
								name: z.string().meta({ description: 'As it is called.', examples: ['charge'] }),
								becomes: z.string().meta({
									description: 'Where it goes in a superbill.',
									examples: ['/serviceLines/-/charge'],
								}),
							})
							.meta({ id: 'TableColumn', description: 'A column of a table.' }),
					)
					.meta({ description: 'The columns in their order. None is ever left out.' }),
			})
			.meta({ id: 'TableUnderstood', description: 'How a table was read.' })
			.optional(),
		items: z.array(OutlookSchema).meta({ description: 'Those about which there is something to say.' }),
		unlisted: count('How many more there are.', 0),
	})
	.meta({ id: 'BatchDryRun', description: 'What was understood of an upload of which nothing was kept.' });

export function dryRunBody({ items, table, ...understood }: DryRun): z.input<typeof DryRunSchema> {
	return {
		...understood,
		...(table && { table: { ...table, columns: [...table.columns] } }),
		items: items.map(({ rows, findings, ...item }) => ({
			...item,
			...(rows && { rows: [...rows] }),
			findings: findings.map(findingBody),
		})),
	};
}
