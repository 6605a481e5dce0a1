import { z } from 'zod';
import { PROCEDURE_CODE } from '../../superbill/code-forms.ts';

/**
 * A payer profile: what one payer asks for beyond what every superbill has, which codes it does not take, and what its
 * members do with the paper. Each fact has its source. `openapi/payer-profile.schema.json` is made from this schema.
 */

const filled = (max: number) =>
	z.string('must be text').trim().min(1, 'must not be empty').max(max, `must have at most ${max} characters`);

/** Capitals, spaces and punctuation differ between cards. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const ID_ERROR = 'must be at most 50 lowercase letters, digits and hyphens';
const CODE_ERROR = 'must be a CPT or HCPCS Level II code in quotes, like "99417"';

const day = z.iso.date('must be a date in year-month-day order, like 2026-01-01');

const list = <T extends z.ZodType>(entry: T, description: string) =>
	z.array(entry, 'must be a list').default([]).describe(description);

const bilingual = (max: number) =>
	z.strictObject({
		en: filled(max).describe('In English.'),
		es: filled(max).describe('In Spanish. A Spanish superbill prints it before the English text.'),
	});

/** Things that a superbill may lack and that a payer can ask for. */
export const ASKED = [
	'accident',
	'employer',
	'group-number',
	'license',
	'patient-phone',
	'person',
	'taxonomy',
	'title',
] as const;
export type AskedDetail = (typeof ASKED)[number];

const Ask = z
	.strictObject({
		for: z.enum(ASKED, { error: `must be one of ${ASKED.join(', ')}` }).describe('The thing asked for.'),
		severity: z
			.enum(['warning', 'info'], { error: 'must be "warning" or "info"' })
			.default('info')
			.describe('`warning` if the payer returns a superbill without it.'),
	})
	.describe('Something that the payer asks for.');

const NotPaid = z
	.strictObject({
		codes: z
			.array(z.string(CODE_ERROR).regex(PROCEDURE_CODE, CODE_ERROR), 'must be a list of codes')
			.min(1, 'must name at least one code')
			.describe('CPT or HCPCS Level II codes, in quotes.'),
		instead: filled(300).describe('What to bill instead, as a sentence.'),
		source: filled(300).describe('Where this is written.'),
		from: day.optional().describe('First date of service. Default: no limit.'),
		to: day.optional().describe('Last date of service. Default: no limit.'),
	})
	.describe('Codes that the payer does not take from anybody.');

export const PayerProfile = z
	.strictObject({
		id: z
			.string(ID_ERROR)
			.regex(/^[a-z0-9][a-z0-9-]{0,49}$/, ID_ERROR)
			.describe(
				"Id by which requests and practices name the profile. An operator's profile replaces a shipped one with the same id.",
			),
		version: z.int('must be a whole number').min(1, 'must be at least 1'),
		payer: filled(100).describe('Name of the payer in messages.'),
		payerIds: list(
			filled(80),
			'Electronic payer IDs, in quotes, by which `coverages[].payerId` selects the profile.',
		),
		names: list(
			filled(200).transform(plain),
			'Names by which `coverages[].payerName` selects the profile. Capitals, spaces and punctuation do not matter.',
		),
		source: filled(500).describe('The documents of the payer from which the profile was made.'),
		checked: day.describe('The day on which the sources were last read.'),
		asks: list(Ask, 'Things that the payer asks for.'),
		notPaid: list(NotPaid, 'Codes that the payer does not take.'),
		remark: z
			.strictObject({ message: filled(300), help: filled(300) })
			.describe('Something that staff should know about every superbill for this payer, as an info.')
			.optional(),
		notice: z
			.strictObject({ title: bilingual(100), text: bilingual(4000) })
			.describe(
				'A page for the patient. Empty lines separate paragraphs; lines that start with a number and a period are the steps of a list.',
			)
			.optional(),
	})
	.meta({ title: 'Payer profile', description: 'What a payer asks for, with its sources.' });

export type PayerProfile = z.output<typeof PayerProfile>;

/** The parts of a request that select profiles. */
interface Payable {
	readonly payerProfile?: string | undefined;
	readonly coverages?:
		| readonly { readonly payerName: string; readonly payerId?: string | undefined }[]
		| undefined;
}

/**
 * Selects profiles for a request: the one that it names, or else those of its coverages, or else the one that its practice
 * names.
 */
export function selectPayers(
	profiles: readonly PayerProfile[],
	{ payerProfile, coverages = [] }: Payable,
	ofPractice?: string,
): readonly PayerProfile[] {
	const named = (id: string | undefined) => profiles.filter((profile) => profile.id === id);
	if (payerProfile !== undefined) return named(payerProfile);
	const covered = coverages.map(({ payerId, payerName }) => ({ payerId, name: plain(payerName) }));
	const covering = profiles.filter(({ payerIds, names }) =>
		covered.some(
			({ payerId, name }) => (payerId !== undefined && payerIds.includes(payerId)) || names.includes(name),
		),
	);
	return covering.length > 0 ? covering : named(ofPractice);
}
