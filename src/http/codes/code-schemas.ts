import { z } from 'zod';
import { NOTE_KINDS } from '../../codes/notes.ts';
import { nextCursor } from '../answers/fields.ts';

const day = (description: string) =>
	z
		.string()
		.nullable()
		.meta({ format: 'date', description, examples: ['2025-10-01'] });

const EditionSchema = z
	.strictObject({
		edition: z.string().meta({ description: 'The name of the edition.', examples: ['2026'] }),
		from: day('The first day on which it is in force. Null if the list has no dates.'),
		to: day('The last day on which it is in force. Null if it has no end yet.'),
		origin: z.enum(['shipped', 'imported']).meta({
			description: 'Whether it comes with the program or was imported by the operator.',
			examples: ['shipped'],
		}),
		completeUntil: day(
			'The last day on which a code that it does not list is an error. On later dates such a code is not judged. Null if it has no end, or if it is derived.',
		),
		derived: z.boolean().meta({
			description:
				"True if it was rebuilt from other lists than the publisher's own file. A code that it does not list is never an error.",
		}),
		rows: z.int().meta({ description: 'The number of rows.', examples: [98186] }),
		billable: z
			.int()
			.nullable()
			.meta({ description: 'The number of codes that can be billed. Null if it is not a list of codes.' }),
		sha256: z.string().meta({
			description: 'The SHA-256 hash of the rows.',
			examples: ['5b6fcd98882d0000000000000000000000000000000000000000000000000000'],
		}),
		source: z.string().meta({
			description: 'The name of the file that it was imported from.',
			examples: ['icd10cm-order-2026.txt'],
		}),
	})
	.meta({ id: 'CodeSetEdition', description: 'An edition of a code set.' });

const CodeSetSchema = z
	.strictObject({
		set: z.string().meta({ description: 'The name of the code set.', examples: ['icd10cm'] }),
		title: z
			.string()
			.meta({ description: 'The title of the code set.', examples: ['ICD-10-CM diagnosis codes'] }),
		loaded: z
			.boolean()
			.meta({ description: 'True if an edition is loaded. Otherwise its codes are not checked.' }),
		editions: z.array(EditionSchema).meta({ description: 'The loaded editions, oldest first.' }),
		reminder: z.string().nullable().meta({
			description: 'What the operator should do to keep the set up to date. Null if there is nothing to do.',
		}),
	})
	.meta({ id: 'CodeSet', description: 'A code set and its loaded editions.' });

export const CodeSetList = z
	.strictObject({
		items: z.array(CodeSetSchema).meta({ description: 'All code sets, loaded or not.' }),
		nextCursor: z.null().meta({ description: 'Always null, because the list has only one page.' }),
	})
	.meta({ id: 'CodeSetList', description: 'All code sets.' });

const code = z
	.string()
	.meta({ description: 'The code as it is printed, with its dot.', examples: ['F33.2'] });

const listedFields = {
	code,
	title: z
		.string()
		.nullable()
		.meta({
			description: 'The official title on the date. Null if no loaded edition has one.',
			examples: ['Major depressive disorder, recurrent severe without psychotic features'],
		}),
	billable: z.boolean().meta({ description: 'True if the code can be billed on the date.' }),
	from: day('The first day of the code. Null if the loaded editions do not say.'),
	to: day('The last day of the code. Null if it has no end, or if the loaded editions do not say.'),
};

export const CodePage = z
	.strictObject({
		items: z
			.array(z.strictObject(listedFields).meta({ id: 'ListedCode', description: 'A code in a list.' }))
			.meta({ description: 'Codes that are valid on the date, best match first.' }),
		nextCursor,
	})
	.meta({ id: 'CodePage', description: 'A page of codes.' });

const TitledCodeSchema = z
	.strictObject({
		code,
		title: z.string().meta({
			description: 'The official title. Empty if no loaded edition has one.',
			examples: ['Major depressive disorder, recurrent'],
		}),
	})
	.meta({ id: 'TitledCode', description: 'A code with its title.' });

const NoteSchema = z
	.strictObject({
		at: z.string().meta({ description: 'The code that the note belongs to.', examples: ['F33'] }),
		kind: z.enum(NOTE_KINDS).meta({ description: 'The kind of note, as in the tabular list.' }),
		text: z.string().meta({ description: 'The text of the note.', examples: ['bipolar disorder (F31.-)'] }),
	})
	.meta({ id: 'CodeNote', description: 'A note of the tabular list.' });

export const CodeSchema = z
	.strictObject({
		...listedFields,
		state: z.enum(['billable', 'header', 'not-yet-valid', 'ended', 'unknown', 'no-edition']).meta({
			description:
				'The state of the code on the date. `header`: it is a category, so choose one of the codes below it. `no-edition`: no edition for that date is loaded.',
		}),
		parent: z
			.union([TitledCodeSchema, z.null()])
			.meta({ description: 'The code directly above it. Null at the top.' }),
		children: z.array(TitledCodeSchema).meta({ description: 'The codes directly below it.' }),
		notes: z.array(NoteSchema).meta({ description: 'Its own notes, then those of the codes above it.' }),
		successors: z
			.array(TitledCodeSchema)
			.meta({ description: 'The codes that replaced it, if it has ended.' }),
	})
	.meta({ id: 'Code', description: 'A code on a date of service.' });
