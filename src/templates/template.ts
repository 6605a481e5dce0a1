import { z } from 'zod';
import { LABEL_KEYS, type Label } from './labels.ts';
import { CONDITIONS, LOGO_HEIGHT, OPTIONAL_COLUMNS, REQUIRED_COLUMNS, SECTIONS } from './vocabulary.ts';

/**
 * A page template: one YAML file. It decides what stands where, which statements are printed and in whose words; what
 * a superbill must show is not up to it. A message given here completes a sentence that starts with the key; the
 * others are worded from the schema itself (`plain-words.ts`).
 */

const identifier = z
	.string()
	.regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must have small letters, digits and hyphens only, at most 50')
	.meta({ examples: ['our-clinic'] });

/** Text of one line. */
const line = (max: number) =>
	z
		.string()
		.trim()
		.min(1)
		.max(max)
		.regex(/^[^\n\r]*$/, 'must stand in one line')
		.normalize('NFC');

const bilingual = <T extends z.ZodType>(text: T) =>
	z.strictObject({
		en: text.describe('In English.'),
		es: text.describe('In Spanish; a Spanish superbill prints it before the English one.'),
	});

const liquid = (max: number) =>
	bilingual(z.string().trim().min(1).max(max).normalize('NFC')).describe(
		'Liquid text over the superbill, such as "{{ clinic.name }}"; output is text, never markup.',
	);

/** A file that a template names, in its own folder or below. */
const fileName = (what: string) => z.string().trim().min(1).max(200).describe(what);

const eachOnce =
	(required: readonly string[]) =>
	(given: readonly string[]): boolean =>
		new Set(given).size === given.length && required.every((item) => given.includes(item));

const OwnLabel = bilingual(line(60)).optional();

const Notice = z.strictObject({
	id: identifier.describe('A request names it by this id.'),
	when: z.enum(CONDITIONS).describe('When it is printed.'),
	title: bilingual(line(100))
		.describe('A heading; the notice then has a page of its own, for the patient.')
		.optional(),
	text: liquid(4000),
});

export const Template = z.strictObject({
	id: identifier.describe(
		'A request names the template by this id; a file with the id of a shipped one replaces it.',
	),
	version: z.int().min(1).describe('Raise it with every change.'),
	title: line(100).describe('What people choose it by.'),
	description: line(500).describe('When to choose it.'),
	page: z
		.strictObject({
			size: z.enum(['LETTER', 'A4']).describe('US Letter or ISO A4.'),
			margin: z.number().min(28).max(90).describe('Points on all four sides.'),
		})
		.describe('The paper.'),
	density: z
		.enum(['regular', 'compact'])
		.default('regular')
		.describe('How large and how close things stand.'),
	accent: z
		.string()
		.regex(/^#[0-9a-f]{6}$/, 'must be a colour as #rrggbb in small letters')
		.meta({ examples: ['#123a5e'] })
		.describe('Colour of the divider and the headings; its contrast with white must be 4.5:1 or more.'),
	dates: z.enum(['us', 'iso']).default('us').describe('MM/DD/YYYY or YYYY-MM-DD.'),
	logo: z
		.strictObject({
			file: fileName("PNG, JPEG or SVG file in the template's folder, at most 512 KiB."),
			height: z.number().min(12).max(96).default(LOGO_HEIGHT).describe('Points.'),
			alt: line(200).describe('What it shows, for those who cannot see it.'),
		})
		.describe("The clinic's mark, left in the letterhead.")
		.optional(),
	fonts: z
		.strictObject({
			fallback: z
				.array(
					z.strictObject({
						regular: fileName("TrueType file in the template's folder, at most 20 MiB."),
						bold: fileName('Its bold weight; the regular one when left out.').optional(),
					}),
				)
				.max(4)
				.describe('Asked in order for characters that Noto Sans lacks.'),
		})
		.describe('Typefaces for other scripts.')
		.optional(),
	recipient: z
		.enum(['none', 'window'])
		.default('none')
		.describe('`window` sets the recipient for a #10 window envelope.'),
	sections: z
		.array(z.enum(SECTIONS))
		.refine(eachOnce(SECTIONS), `must name each of ${SECTIONS.join(', ')} once`)
		.describe('Their order on the page.'),
	services: z
		.strictObject({
			columns: z
				.array(z.enum([...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS]))
				.refine(
					eachOnce(REQUIRED_COLUMNS),
					`must name each of ${REQUIRED_COLUMNS.join(', ')} once, and may name ${OPTIONAL_COLUMNS.join(', ')}`,
				)
				.describe('Their order in the table.'),
			visits: z
				.enum(['plain', 'headed'])
				.default('plain')
				.describe('`headed` gives each date a heading of its own.'),
			drug: z.enum(['line', 'labelled']).default('line').describe('`labelled` names every detail of a drug.'),
		})
		.describe('The table of service lines.'),
	notices: z
		.array(Notice)
		.max(30)
		.refine(
			(notices) => new Set(notices.map(({ id }) => id)).size === notices.length,
			'must not have an id twice',
		)
		.describe('Statements, in the order in which they are printed.'),
	signature: z
		.strictObject({
			style: z
				.enum(['line', 'typed', 'none'])
				.describe('A line to sign on, a typed attestation, or neither.'),
			statement: liquid(1000).describe('What the signature stands for, as Liquid text.'),
		})
		.describe('The rendering provider signs.'),
	labels: z
		.strictObject(
			Object.fromEntries(LABEL_KEYS.map((key) => [key, OwnLabel])) as Record<Label, typeof OwnLabel>,
		)
		.describe('Words of your own beside the values.')
		.optional(),
	preview: fileName(
		"JSON file in the template's folder with the request that a preview shows, at most 1 MiB.",
	).optional(),
});

/** What every file says for itself, whatever it starts from. */
export const NEVER_INHERITED = ['id', 'version'] as const;

/** A key of the file that is not one of the template: it is resolved before the template is read. */
export const Extends = identifier.describe(
	'Id of the template to start from: what this file does not say is taken from there.',
);

export type Template = z.output<typeof Template>;
export type Notice = Template['notices'][number];
