import { z } from 'zod';
import { IDENTIFIER } from '../superbill/fields.ts';
import { LABEL_KEYS, type Label } from './labels.ts';
import {
	CONDITIONS,
	LEAST_CONTRAST,
	LOGO_HEIGHT,
	MOST_BYTES,
	OPTIONAL_COLUMNS,
	PAGE_SIZES,
	REQUIRED_COLUMNS,
	SECTIONS,
	sizeText,
} from './vocabulary.ts';

export const COLOUR = /^#[0-9a-f]{6}$/;

const identifier = z
	.string()
	.regex(IDENTIFIER, 'must be at most 50 lowercase letters, digits and hyphens')
	.meta({ examples: ['our-clinic'] });

const line = (max: number) =>
	z
		.string()
		.trim()
		.min(1)
		.max(max)
		.regex(/^[^\n\r]*$/, 'must be on one line')
		.normalize('NFC');

const bilingual = <T extends z.ZodType>(text: T) =>
	z.strictObject({
		en: text.describe('In English.'),
		es: text.describe('In Spanish. A Spanish superbill prints it before the English text.'),
	});

const liquid = (max: number) =>
	bilingual(z.string().trim().min(1).max(max).normalize('NFC')).describe(
		'Liquid text with variables of the superbill, such as "{{ clinic.name }}". The output is text, never markup.',
	);

/** The name of a file in the template's folder or below. */
const fileName = (what: string) => z.string().trim().min(1).max(200).describe(what);

const eachOnce =
	(required: readonly string[]) =>
	(given: readonly string[]): boolean =>
		new Set(given).size === given.length && required.every((item) => given.includes(item));

const OwnLabel = bilingual(line(60)).optional();

const Notice = z.strictObject({
	id: identifier.describe('Id by which requests name the notice.'),
	when: z.enum(CONDITIONS).describe('Condition under which the notice is printed.'),
	title: bilingual(line(100))
		.describe('A heading. With one, the notice gets a separate page for the patient.')
		.optional(),
	text: liquid(4000),
});

/**
 * The schema of a page template, which is a YAML file. A template decides where things go, which statements are printed
 * and how they are worded; it cannot leave out anything that a superbill must show. The messages here complete a sentence
 * that starts with the key; `plain-words.ts` makes the other messages from the schema.
 */
export const Template = z.strictObject({
	id: identifier.describe(
		'Id by which requests name the template. A file with the id of a shipped template replaces it.',
	),
	version: z.int().min(1).describe('Increase it with every change.'),
	title: line(100).describe('Name that people see when they choose a template.'),
	description: line(500).describe('When to choose the template.'),
	page: z
		.strictObject({
			size: z.enum(PAGE_SIZES).describe('US Letter or ISO A4.'),
			margin: z.number().min(28).max(90).describe('Margin on all four sides, in points.'),
		})
		.describe('The paper.'),
	density: z
		.enum(['regular', 'compact'])
		.default('regular')
		.describe('`compact` is always set closely, `regular` only to keep a document on one sheet.'),
	accent: z
		.string()
		.regex(COLOUR, 'must be a colour like #123a5e, in lowercase')
		.meta({ examples: ['#123a5e'] })
		.describe(
			`Colour of the divider and the headings. Its contrast with white must be ${LEAST_CONTRAST}:1 or more.`,
		),
	dates: z.enum(['us', 'iso']).default('us').describe('MM/DD/YYYY or YYYY-MM-DD.'),
	qrCode: z
		.boolean()
		.default(true)
		.describe(
			'Prints a QR code with the numbers, codes, dates and amounts, unless a request says otherwise.',
		),
	logo: z
		.strictObject({
			file: fileName(`PNG, JPEG or SVG file in the template's folder, at most ${sizeText(MOST_BYTES.logo)}.`),
			height: z.number().min(12).max(96).default(LOGO_HEIGHT).describe('Height in points.'),
			alt: line(200).describe('Text for people who cannot see the logo.'),
		})
		.describe("The clinic's logo, on the left of the letterhead.")
		.optional(),
	fonts: z
		.strictObject({
			fallback: z
				.array(
					z.strictObject({
						regular: fileName(
							`TrueType file in the template's folder, at most ${sizeText(MOST_BYTES.font)}.`,
						),
						bold: fileName('Its bold weight. Default: the regular file.').optional(),
					}),
				)
				.max(4)
				.describe('Fonts for characters that Noto Sans lacks, tried in order.'),
		})
		.describe('Fonts for other scripts.')
		.optional(),
	recipient: z
		.enum(['none', 'window'])
		.default('none')
		.describe('`window` places the recipient for a #10 window envelope.'),
	sections: z
		.array(z.enum(SECTIONS))
		.refine(eachOnce(SECTIONS), `must name each of ${SECTIONS.join(', ')} once`)
		.describe('Order of the sections on the page.'),
	services: z
		.strictObject({
			columns: z
				.array(z.enum([...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS]))
				.refine(
					eachOnce(REQUIRED_COLUMNS),
					`must name each of ${REQUIRED_COLUMNS.join(', ')} once, and may name ${OPTIONAL_COLUMNS.join(', ')}`,
				)
				.describe('Order of the columns in the table.'),
			visits: z
				.enum(['plain', 'grouped'])
				.default('plain')
				.describe('`grouped` prints the date once per visit.'),
			drug: z
				.enum(['line', 'table'])
				.default('line')
				.describe('`table` prints the drugs in a table of their own, `line` each below its service.'),
		})
		.describe('The table of service lines.'),
	notices: z
		.array(Notice)
		.max(30)
		.refine(
			(notices) => new Set(notices.map(({ id }) => id)).size === notices.length,
			'must not have two notices with the same id',
		)
		.describe('Statements, in the order in which they are printed.'),
	signature: z
		.strictObject({
			style: z
				.enum(['line', 'typed', 'none'])
				.describe('A line to sign on, a typed attestation, or neither.'),
			statement: liquid(1000).describe('Statement that the signature confirms, as Liquid text.'),
		})
		.describe('Signature of the rendering provider.'),
	labels: z
		.strictObject(
			Object.fromEntries(LABEL_KEYS.map((key) => [key, OwnLabel])) as Record<Label, typeof OwnLabel>,
		)
		.describe('Your own labels for values.')
		.optional(),
	preview: fileName(
		`JSON file in the template's folder with the request that a preview shows, at most ${sizeText(MOST_BYTES.preview)}.`,
	).optional(),
});

/** Keys that every file must have, even if it extends another template. */
export const NEVER_INHERITED = ['id', 'version'] as const;

/** The `extends` key of a file, which is resolved before the template is read. */
export const Extends = identifier.describe(
	'Id of the template to start from. Keys that this file does not have are taken from there.',
);

export type Template = z.output<typeof Template>;
export type Notice = Template['notices'][number];
