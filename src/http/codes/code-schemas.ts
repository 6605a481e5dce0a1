import { z } from 'zod';
import { NOTE_KINDS } from '../../codes/notes.ts';

/** The shapes of answers about codes. */

const day = (description: string) =>
	z
		.string()
		.nullable()
		.meta({ format: 'date', description, examples: ['2025-10-01'] });

const EditionSchema = z
	.strictObject({
		edition: z.string().meta({ description: 'Name of the edition.', examples: ['2026'] }),
		from: day('First day in force; null where the list itself has no date.'),
		to: day('Last day in force; null where it has no end yet.'),
		rows: z.int().meta({ description: 'How many rows it has.', examples: [98186] }),
		billable: z
			.int()
			.nullable()
			.meta({ description: 'How many of them may be billed; null where it is no list of codes.' }),
		sha256: z.string().meta({
			description: 'SHA-256 of the rows.',
			examples: ['5b6fcd98882d0000000000000000000000000000000000000000000000000000'],
		}),
		source: z
			.string()
			.meta({ description: 'Name of the file that it was read from.', examples: ['icd10cm-order-2026.txt'] }),
	})
	.meta({ id: 'CodeSetEdition', description: 'An edition of a code set.' });

const CodeSetSchema = z
	.strictObject({
		set: z.string().meta({ description: 'Name of the set.', examples: ['icd10cm'] }),
		title: z.string().meta({ description: 'What it is.', examples: ['ICD-10-CM diagnosis codes'] }),
		loaded: z
			.boolean()
			.meta({ description: 'Whether any edition is loaded; if not, nothing of it is judged.' }),
		editions: z.array(EditionSchema).meta({ description: 'The editions that are loaded, the oldest first.' }),
	})
	.meta({ id: 'CodeSet', description: 'A code set and what is loaded of it.' });

export const CodeSetList = z
	.strictObject({
		items: z.array(CodeSetSchema).meta({ description: 'Every set, loaded or not.' }),
		nextCursor: z.null().meta({ description: 'Always null: the list is whole.' }),
	})
	.meta({ id: 'CodeSetList', description: 'The code sets.' });

const code = z.string().meta({ description: 'The code as it is printed.', examples: ['F33.2'] });

const listedFields = {
	code,
	title: z
		.string()
		.nullable()
		.meta({
			description: 'Official title in the edition of the date; null where no loaded edition has one.',
			examples: ['Major depressive disorder, recurrent severe without psychotic features'],
		}),
	billable: z.boolean().meta({ description: 'Whether it may be billed on the date.' }),
	from: day('First day of the code, where the loaded editions tell it.'),
	to: day('Last day of the code, where the loaded editions tell it.'),
};

export const CodePage = z
	.strictObject({
		items: z
			.array(z.strictObject(listedFields).meta({ id: 'ListedCode', description: 'A code that was found.' }))
			.meta({ description: 'Codes that hold on the date, the best first.' }),
		nextCursor: z
			.string()
			.nullable()
			.meta({ description: 'Send it as `cursor` for more; null at the end.', examples: ['20'] }),
	})
	.meta({ id: 'CodePage', description: 'Codes that were found.' });

const TitledCodeSchema = z
	.strictObject({
		code,
		title: z.string().meta({
			description: 'Official title; empty where no loaded edition has one.',
			examples: ['Major depressive disorder, recurrent'],
		}),
	})
	.meta({ id: 'TitledCode', description: 'A code with its title.' });

const NoteSchema = z
	.strictObject({
		at: z.string().meta({ description: 'The code at which the note stands.', examples: ['F33'] }),
		kind: z.enum(NOTE_KINDS).meta({ description: 'What the tabular list calls it.' }),
		text: z.string().meta({ description: 'The note.', examples: ['bipolar disorder (F31.-)'] }),
	})
	.meta({ id: 'CodeNote', description: 'A note of the tabular list.' });

export const CodeSchema = z
	.strictObject({
		...listedFields,
		state: z.enum(['billable', 'header', 'not-yet-valid', 'ended', 'unknown', 'no-edition']).meta({
			description:
				'How it stands on the date. A header only heads others; no-edition says that no edition of the date is loaded.',
		}),
		parent: z.union([TitledCodeSchema, z.null()]).meta({ description: 'The code above it.' }),
		children: z.array(TitledCodeSchema).meta({ description: 'The codes right below it.' }),
		notes: z.array(NoteSchema).meta({ description: 'Its own notes, then those of the codes above it.' }),
		successors: z.array(TitledCodeSchema).meta({ description: 'What came in its place, where it ended.' }),
	})
	.meta({ id: 'Code', description: 'What is known of a code on a date.' });
