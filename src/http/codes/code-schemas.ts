import { z } from 'zod';
import { NOTE_KINDS } from '../../codes/notes.ts';
import { object } from '../../superbill/fields.ts';
import { integer, integerOrNull, nextCursor, string, stringOrNull } from '../answers/fields.ts';

const day = (description: string) =>
	z
		.string()
		.nullable()
		.meta({ format: 'date', description, examples: ['2025-10-01'] });

const EditionSchema = object('CodeSetEdition', 'An edition of a code set.', {
	edition: string('The name of the edition.', '2026'),
	from: day('The first day on which it is in force. Null if the list has no dates.'),
	to: day('The last day on which it is in force. Null if it has no end yet.'),
	rows: integer('The number of rows.', 98186),
	billable: integerOrNull('The number of codes that can be billed. Null if it is not a list of codes.'),
	sha256: string(
		'The SHA-256 hash of the rows.',
		'5b6fcd98882d0000000000000000000000000000000000000000000000000000',
	),
	source: string('The name of the file that it was imported from.', 'icd10cm-order-2026.txt'),
});

const CodeSetSchema = object('CodeSet', 'A code set and its loaded editions.', {
	set: string('The name of the code set.', 'icd10cm'),
	title: string('The title of the code set.', 'ICD-10-CM diagnosis codes'),
	loaded: z.boolean().describe('True if an edition is loaded. Otherwise its codes are not checked.'),
	editions: z.array(EditionSchema).describe('The loaded editions, oldest first.'),
});

export const CodeSetList = object('CodeSetList', 'All code sets.', {
	items: z.array(CodeSetSchema).describe('All code sets, loaded or not.'),
	nextCursor: z.null().describe('Always null, because the list has only one page.'),
});

const code = string('The code as it is printed, with its dot.', 'F33.2');

const listedFields = {
	code,
	title: stringOrNull(
		'The official title on the date. Null if no loaded edition has one.',
		'Major depressive disorder, recurrent severe without psychotic features',
	),
	billable: z.boolean().describe('True if the code can be billed on the date.'),
	from: day('The first day of the code. Null if the loaded editions do not say.'),
	to: day('The last day of the code. Null if it has no end, or if the loaded editions do not say.'),
};

export const CodePage = object('CodePage', 'A page of codes.', {
	items: z
		.array(object('ListedCode', 'A code in a list.', listedFields))
		.describe('Codes that are valid on the date, best match first.'),
	nextCursor,
});

const TitledCodeSchema = object('TitledCode', 'A code with its title.', {
	code,
	title: string(
		'The official title. Empty if no loaded edition has one.',
		'Major depressive disorder, recurrent',
	),
});

const NoteSchema = object('CodeNote', 'A note of the tabular list.', {
	at: string('The code that the note belongs to.', 'F33'),
	kind: z.enum(NOTE_KINDS).describe('The kind of note, as in the tabular list.'),
	text: string('The text of the note.', 'bipolar disorder (F31.-)'),
});

export const CodeSchema = object('Code', 'A code on a date of service.', {
	...listedFields,
	state: z
		.enum(['billable', 'header', 'not-yet-valid', 'ended', 'unknown', 'no-edition'])
		.describe(
			'The state of the code on the date. `header`: it is a category, so choose one of the codes below it. `no-edition`: no edition for that date is loaded.',
		),
	parent: z.union([TitledCodeSchema, z.null()]).describe('The code directly above it. Null at the top.'),
	children: z.array(TitledCodeSchema).describe('The codes directly below it.'),
	notes: z.array(NoteSchema).describe('Its own notes, then those of the codes above it.'),
	successors: z.array(TitledCodeSchema).describe('The codes that replaced it, if it has ended.'),
});
