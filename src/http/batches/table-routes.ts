import { z } from 'zod';
import { COLUMNS } from '../../intake/table/columns.ts';
import { sampleTable } from '../../intake/table/sample.ts';
import { synonymsOf } from '../../intake/table/synonyms.ts';
import { object } from '../../superbill/fields.ts';
import { fileAnswer, json } from '../answers/answer.ts';
import { string } from '../answers/fields.ts';
import type { Api } from '../requests/parameters.ts';

const SampleQuery = z.strictObject({
	clinic: z
		.enum(['spelled-out', 'on-file'])
		.default('spelled-out')
		.describe(
			'How the table identifies the clinic: `spelled-out` in its own columns, or `on-file` by the ids of a practice and a clinician.',
		),
});

/** Routes about tables of visits: a sample to fill in, and the columns that a table may have. */
export function tableRoutes(app: Api): void {
	sampleRoute(app);
	columnsRoute(app);
}

const ColumnsSchema = object('TableColumns', 'The columns that a table of visits may have.', {
	items: z
		.array(
			object('KnownColumn', 'A column of a table.', {
				name: string('The name of the column.', 'patient_birth_date'),
				means: string('What its cells are.', 'Date of birth.'),
				synonyms: z.array(z.string()).meta({
					description: 'Names by which tables of other programs are understood, too.',
					examples: [['DOB', 'Date of Birth']],
				}),
			}),
		)
		.describe('All columns, in the order of the documentation.'),
});

function columnsRoute(app: Api): void {
	const items = COLUMNS.map((column) => ({
		name: column.name,
		means: column.means,
		synonyms: [...synonymsOf(column)],
	}));
	app.get(
		'/batches/columns',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'listTableColumns',
				tags: ['Batches'],
				summary: 'List the columns of a table',
				description:
					'Returns the columns that a table of visits may have, with the names by which tables of other programs are understood. Capitals, spaces and punctuation do not matter.',
				response: { 200: json('The columns.', ColumnsSchema) },
			},
		},
		async () => ({ items }),
	);
}

const SAMPLE_ATTACHMENT = 'attachment; filename="superbills-sample.csv"';

function sampleRoute(app: Api): void {
	app.get(
		'/batches/sample.csv',
		{
			config: { scope: 'any', withoutStore: true },
			schema: {
				operationId: 'getSampleTable',
				tags: ['Batches'],
				summary: 'Download a sample table to fill in',
				description:
					'Returns a table with three fictitious patients and one row per service, which Excel and other spreadsheet programs can open. Delete the sample rows, type yours under the header, and save the file as "CSV UTF-8". You may delete columns that you do not need.',
				querystring: SampleQuery,
				response: { 200: fileAnswer('text/csv', 'The table. Press **Download file** to save it.') },
				'x-response-headers': {
					200: { 'Content-Disposition': { description: 'The file name.', example: SAMPLE_ATTACHMENT } },
				},
			},
		},
		async (request, reply) => {
			const table = sampleTable(request.query.clinic === 'on-file' ? 'on file' : 'spelled out');
			return (
				reply
					.header('Content-Disposition', SAMPLE_ATTACHMENT)
					.type('text/csv; charset=utf-8')
					// Without a byte order mark, Excel reads the file in another encoding.
					.send(`\ufeff${table}`)
			);
		},
	);
}
