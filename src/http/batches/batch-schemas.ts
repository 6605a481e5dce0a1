import { z } from 'zod';
import type { Batch, BatchItem } from '../../batches/batch.ts';
import type { ListPage } from '../../calls/page.ts';
import { BATCH_MODES } from '../../intake/batch-request.ts';
import type { DryRun } from '../../intake/dry-run.ts';
import type { SourcedFinding } from '../../intake/visits/origins.ts';
import { ITEM_STATES, VISIBLE_BATCH_STATES } from '../../store/tables.ts';
import { object } from '../../superbill/fields.ts';
import {
	integer,
	integerOrNull,
	moment,
	nextCursor,
	path,
	string,
	stringOrNull,
	uuid,
} from '../answers/fields.ts';
import { FindingSchema } from '../answers/finding-schema.ts';
import { superbillId } from '../superbills/record-schemas.ts';

const BATCH = '00000000-0000-4000-8000-000000000701';

const ofBatch = (description: string, rest: string) => path(description, `/v1/batches/${BATCH}${rest}`);

const batchId = uuid('The id of the batch, from the answer to the request that created it.', BATCH);

export const BatchId = z.strictObject({ id: batchId });

export const itemState = z
	.enum(ITEM_STATES)
	.describe(
		'`waiting`; `checked`: without errors, in a draft that is not issued yet; `done`; `failed`: `findings` or `reason` say why; or `cancelled`.',
	);

const linkFields = {
	self: ofBatch('The batch and its progress.', ''),
	items: ofBatch('The superbills of the batch.', '/items'),
	events: ofBatch('The progress as server-sent events.', '/events'),
	archive: ofBatch('All documents and the manifest as a ZIP file, once the batch has ended.', '/archive'),
	merged: ofBatch('All documents as one PDF to print, once the batch has ended.', '/merged'),
};

export const BatchSchema = object('Batch', 'A batch of superbills, with its progress.', {
	id: batchId,
	practice: stringOrNull(
		'The id of the practice that its superbills belong to. Null if they belong to several.',
		'harbor',
	),
	mode: z.enum(BATCH_MODES).describe('What is done with its superbills.'),
	state: z
		.enum(VISIBLE_BATCH_STATES)
		.describe(
			'`waiting` for a worker, `running`, `drafted` (checked and waiting to be issued), `done`, or `cancelled`.',
		),
	counts: object('BatchCounts', 'The numbers of superbills by state.', {
		total: integer('All superbills.', 412),
		waiting: integer('Superbills that are not processed yet.', 292),
		checked: integer('Superbills of a draft that have no errors and are not issued yet.', 0),
		done: integer('Superbills that are made.', 118),
		failed: integer('Superbills that could not be made, because of mistakes in them.', 2),
		cancelled: integer('Superbills that were not made, because the batch was cancelled.', 0),
	}),
	createdAt: moment('When the upload began.'),
	createdBy: string('Who sent it, as named in the audit log.', 'key:abcd2345'),
	startedAt: moment(
		'When work on it began. For a draft that is being issued, when issuing began.',
	).nullable(),
	finishedAt: moment('When it ended.').nullable(),
	rate: z
		.number()
		.nullable()
		.meta({ description: 'Superbills per second since work began.', examples: [85.5] }),
	secondsLeft: z
		.number()
		.nullable()
		.meta({ description: 'Estimated seconds until the batch ends, at that rate.', examples: [3.4] }),
	keptUntil: moment(
		'When the documents of a `render` batch, or a draft, will be deleted. Null for issued superbills, which are kept like any other.',
	).nullable(),
	links: object('BatchLinks', 'Paths of related resources.', linkFields),
});

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

const SourceSchema = object('FindingSource', 'Where in the upload the mistake is.', {
	visit: integer('The number of the visit in JSON or NDJSON, from 1.', 1).optional(),
	pointer: string('Where in that visit, as a JSON pointer (RFC 6901).', '/serviceLines/0/charge').optional(),
	row: integer(
		'The row, counted as in a spreadsheet (the header is row 1), or the line of NDJSON.',
		2,
	).optional(),
	column: string('The name of the column.', 'charge').optional(),
});

const SourcedFindingSchema = FindingSchema.extend({ source: SourceSchema.optional() }).meta({
	id: 'SourcedFinding',
	description: 'Something that a check found in a superbill of a batch, and where in the upload it is.',
});

const position = integer('The position of the superbill in the batch, from 1.', 1);

const rows = z
	.array(z.int())
	.length(2)
	.meta({ description: 'The first and last row, or line, that it is made of.', examples: [[2, 5]] });

const ItemSchema = object('BatchItem', 'A superbill of a batch, with its state.', {
	position,
	rows: rows.nullable(),
	state: itemState,
	number: stringOrNull('The number of the superbill, or the one that was sent for it.', 'SB-2026-000101'),
	superbill: superbillId.nullable().describe('The id of the issued superbill.'),
	sha256: stringOrNull('The SHA-256 hash of the PDF.', '0'.repeat(64)),
	bytes: integerOrNull('The size of the PDF in bytes.', 43210),
	findings: z.array(SourcedFindingSchema).describe('Everything that the checks found.'),
	reason: stringOrNull('Why it failed, if the findings do not say.', 'The number SB-2026-000101 is taken.'),
	metadata: z
		.record(z.string(), z.string())
		.nullable()
		.describe('The pairs of metadata that were sent. Null if there are none, or if it is still waiting.'),
});

export const BatchItemPage = object('BatchItemPage', 'A page of the superbills of a batch.', {
	items: z.array(ItemSchema).describe('The superbills in the order of the upload.'),
	nextCursor,
});

export function itemPageBody({ items, nextCursor }: ListPage<BatchItem>): z.input<typeof BatchItemPage> {
	return { items: items.map(itemBody), nextCursor };
}

function itemBody({ rows, findings, ...item }: BatchItem): z.input<typeof ItemSchema> {
	return { ...item, rows: rows && [...rows], findings: findings.map(findingBody) };
}

/** Leaves out properties that are not for callers. */
function findingBody({ rule, severity, pointer, message, help, source }: SourcedFinding) {
	return { rule, severity, pointer, message, help, ...(source && { source: { ...source } }) };
}

const OutlookSchema = object('BatchOutlook', 'What the checks found in a superbill of a dry run.', {
	position,
	label: string('The number that was sent for it.', 'SB-2026-000101').optional(),
	rows: rows.optional(),
	findings: z.array(SourcedFindingSchema).describe('Everything that the checks found.'),
});

export const DryRunSchema = object('BatchDryRun', 'How an upload was understood. Nothing of it was stored.', {
	superbills: integer('Superbills without errors, which would be made.', 3),
	refused: integer('Superbills with errors.', 0),
	rows: integer('Rows below the header, or lines, that are not empty.', 8).optional(),
	visits: integer('Visits in the upload.', 4).optional(),
	patients: integer('Patients in the upload.', 3).optional(),
	table: object('TableUnderstood', 'How the table was understood.', {
		delimiter: z.enum(['comma', 'semicolon', 'tab']).describe('The character between the columns.'),
		dates: z
			.enum(['YYYY-MM-DD', 'M/D/YYYY', 'either'])
			.describe('The form of the dates; `either` if both forms occur.'),
		columns: z
			.array(
				object('TableColumn', 'A column of a table.', {
					name: string('The name of the column.', 'charge'),
					becomes: string('Where its values go in a superbill request.', '/serviceLines/-/charge'),
				}),
			)
			.describe('All columns in their order.'),
	}).optional(),
	items: z.array(OutlookSchema).describe('The superbills in which the checks found something.'),
	unlisted: integer('Superbills with findings that this list leaves out, because it is too long.', 0),
});

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
