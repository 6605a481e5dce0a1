import { z } from 'zod';
import { MODIFIER, PROCEDURE_CODE } from '../../superbill/code-forms.ts';
import { MINUTES_PER_DAY } from '../../superbill/dates.ts';

/**
 * A rule pack: facts about procedure codes that no public file states, such as which codes are add-ons to which, how
 * minutes become units, and what a code includes. It contains code numbers and the author's own words, because CPT
 * descriptors belong to the American Medical Association. `openapi/rule-pack.schema.json` is made from this schema.
 */

const CODE_ERROR = 'must be a CPT or HCPCS Level II code in quotes, like "96365"';

const code = z
	.string(CODE_ERROR)
	.regex(PROCEDURE_CODE, CODE_ERROR)
	.meta({ description: 'A CPT or HCPCS Level II code, in quotes.', examples: ['96365'] });

const RANGE = /^([A-V]?)(\d{4,5})-\1(\d{4,5})$/;
const MOST_IN_RANGE = 200;

/** Lists the codes of `98000-98015`, and a single code as itself. */
function expanded(codeOrRange: string): readonly string[] {
	const [, letter = '', first = '', last = ''] = RANGE.exec(codeOrRange) ?? [];
	if (first === '') return [codeOrRange];
	return Array.from(
		{ length: Math.max(0, Number(last) - Number(first) + 1) },
		(_, i) => letter + String(Number(first) + i).padStart(first.length, '0'),
	);
}

const CODES_ERROR = `${CODE_ERROR}, or a range of codes, like "98000-98015"`;

const codeOrRange = z
	.string(CODES_ERROR)
	.regex(/^(?:\d{5}(?:-\d{5})?|\d{4}[FTUMA]|[A-V]\d{4}(?:-[A-V]\d{4})?)$/, CODES_ERROR)
	.refine((text) => {
		const { length } = expanded(text);
		return length > 0 && length <= MOST_IN_RANGE && PROCEDURE_CODE.test(expanded(text)[0] as string);
	}, `must be a range from a lower to a higher code, of at most ${MOST_IN_RANGE} codes`)
	.meta({
		description: 'A CPT or HCPCS Level II code in quotes, or a range.',
		examples: ['96365', '98000-98015'],
	});

const codes = z
	.array(codeOrRange, 'must be a list of codes, like ["96365"]')
	.min(1, 'must name at least one code')
	.transform((listed) => listed.flatMap(expanded));

const MODIFIER_ERROR = 'must be a modifier in quotes, like "59"';

const modifiers = z
	.array(z.string(MODIFIER_ERROR).regex(MODIFIER, MODIFIER_ERROR), 'must be a list of modifiers, like ["59"]')
	.meta({ description: 'Modifiers, in quotes.', examples: [['59', 'XE']] });

const words = (description: string, example: string) =>
	z
		.string('must be text')
		.min(1, 'must not be empty')
		.meta({ description, examples: [example] });

const day = z.iso.date('must be a date in year-month-day order, like 2026-01-01');

/** The dates of service to which an entry applies, first and last included. */
const dated = {
	from: day.optional().describe('First date of service. Default: no limit.'),
	to: day.optional().describe('Last date of service. Default: no limit.'),
};

const minutes = z
	.int('must be a whole number of minutes')
	.min(1, 'must be at least 1')
	.max(MINUTES_PER_DAY, `must be at most ${MINUTES_PER_DAY}, the minutes of a day`);

const list = <T extends z.ZodType>(entry: T, description: string) =>
	z.array(entry, 'must be a list').default([]).describe(description);

const AddOn = z
	.strictObject({
		codes,
		primaries: codes.describe('One of these must be billed on the same date.'),
		called: words('Words for a primary in messages.', 'an office visit').optional(),
		alone: z
			.record(code, code, 'must list codes by add-on code, like "90833": "90832"')
			.default({})
			.meta({
				description: 'Codes to bill when there is no primary, by add-on code.',
				examples: [{ '90833': '90832' }],
			}),
		provider: z
			.enum(['same', 'any'], { error: 'must be "same" or "any"' })
			.default('same')
			.describe('Rendering provider of the primary: `same` as for the add-on, or `any`.'),
		day: z
			.enum(['same', 'any'], { error: 'must be "same" or "any"' })
			.default('same')
			.describe('Date of the primary: `same` as the add-on, or `any` on the superbill.'),
		severity: z
			.enum(['error', 'warning'], { error: 'must be "error" or "warning"' })
			.default('error')
			.describe('`warning` if the code means something without a primary, although few payers pay it.'),
		...dated,
	})
	.describe('Codes that are billed only with one of their primaries. Entries for the same code add up.');

const TimeBand = z
	.strictObject({
		family: z
			.string('must be a name')
			.min(1, 'must be a name')
			.describe('Name of a group of bands that are alternatives to each other.'),
		code,
		least: minutes.default(1).describe('Fewest minutes.'),
		most: minutes.default(MINUTES_PER_DAY).describe('Most minutes.'),
		...dated,
	})
	.refine(({ least, most }) => least <= most, { path: ['most'], error: 'must not be less than least' })
	.describe('A code for a range of minutes, billed as one unit.');

const TimeStep = z
	.strictObject({
		code,
		of: codes.optional().describe("Primaries whose minutes count. Default: the code's own minutes."),
		first: minutes.describe('Total minutes from which the first unit may be billed.'),
		step: minutes.describe('Additional minutes for each further unit.'),
		called: words('Words for what took the minutes in messages.', 'this infusion').default('the service'),
		pool: words(
			'Name of a group of codes whose minutes may also be added up before they are divided into units.',
			'timed therapy',
		).optional(),
		...dated,
	})
	.describe('A code whose units depend on minutes.');

const Bundle = z
	.strictObject({
		codes,
		contains: codes.describe('Codes that are not billed with it on the same date.'),
		provider: z
			.enum(['same', 'any'], { error: 'must be "same" or "any"' })
			.default('same')
			.describe('Rendering provider of the included service: `same`, or `any`.'),
		unless: modifiers.default([]).describe('Modifiers that mark the included service as a separate one.'),
		separate: z
			.literal('visit', 'must be "visit"')
			.optional()
			.describe(
				'`visit`: the included service is a visit, which is separate if two of these hold: another rendering provider, another diagnosis, one of the modifiers.',
			),
		help: words('What to do instead, in a sentence.', 'Bill only the higher of the two.').optional(),
		...dated,
	})
	.describe('Codes that include others.');

const Facility = z
	.strictObject({
		codes,
		places: z
			.array(z.string().regex(/^\d{2}$/, 'must be a place of service in quotes, like "22"'))
			.min(1, 'must name at least one place')
			.describe('Places of service where the facility bills the service.'),
		...dated,
	})
	.describe('Services that a clinician does not bill in a facility.');

const SeparateVisit = z
	.strictObject({
		visits: codes.describe('Visits that need modifier 25 when billed with the services.'),
		services: codes.describe('Infusions, injections and the like.'),
		...dated,
	})
	.describe('Visits that are paid with a service only if modifier 25 marks them as separate.');

const OneUnit = z
	.strictObject({ codes, ...dated })
	.describe('Codes billed with one unit, however long it took.');

const Ended = z
	.strictObject({
		codes,
		last: day.describe('Last date of service.'),
		instead: codes.optional().describe('Codes that took their place.'),
	})
	.describe('Codes that were deleted.');

const WAYS = ['in-person', 'telehealth', 'video', 'audio', 'live'] as const;

const Telehealth = z
	.strictObject({
		codes,
		way: z
			.enum(WAYS, { error: `must be one of ${WAYS.join(', ')}` })
			.describe(
				'`in-person`: never by telehealth. `telehealth`, `video`, `audio`: always, so that no modifier says so. `live`: both people are present, in person or not.',
			),
		...dated,
	})
	.describe('Codes that say by themselves how the patient was seen.');

const LineModifier = z
	.strictObject({
		codes,
		never: modifiers.optional().describe('Modifiers that these codes do not take.'),
		oneOf: modifiers.optional().describe('Modifiers of which these codes need one.'),
		payers: words('Payers that ask for it, in words.', 'Medicare').default('some payers'),
		help: words('What to do, in a sentence.', 'Use modifier 25 for a separate visit.'),
		...dated,
	})
	.describe('Modifiers that codes take or do not take.');

const ExclusiveModifiers = z
	.strictObject({
		modifiers: modifiers.min(2, 'must name at least two modifiers'),
		because: words('Why only one of them can be right, in a sentence.', 'Either there was waste or none.'),
		...dated,
	})
	.describe('Modifiers of which a line has at most one.');

const Unlisted = z
	.strictObject({ codes, ...dated })
	.describe('Codes for services without a code of their own.');

const ID_ERROR = 'must be lowercase letters, digits and hyphens';

export const RulePack = z
	.strictObject({
		id: z
			.string(ID_ERROR)
			.regex(/^[a-z0-9][a-z0-9-]{0,79}$/, ID_ERROR)
			.describe("Id of the pack. An operator's pack replaces a shipped one with the same id."),
		version: z.int('must be a whole number').min(1, 'must be at least 1'),
		title: z.string('must be text').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
		addOns: list(AddOn, 'Add-on codes and their primaries.'),
		timeBands: list(TimeBand, 'Codes for ranges of minutes.'),
		timeSteps: list(TimeStep, 'Codes billed by steps of minutes.'),
		oneUnit: list(OneUnit, 'Codes billed with one unit.'),
		bundles: list(Bundle, 'Codes that include others.'),
		facilities: list(Facility, 'Services that the facility bills.'),
		separateVisits: list(SeparateVisit, 'Visits that need modifier 25.'),
		ended: list(Ended, 'Codes that were deleted.'),
		telehealth: list(Telehealth, 'Codes that say how the patient was seen.'),
		lineModifiers: list(LineModifier, 'Modifiers of codes.'),
		exclusiveModifiers: list(ExclusiveModifiers, 'Modifiers that exclude each other.'),
		unlisted: list(Unlisted, 'Codes for unlisted services.'),
	})
	.meta({ title: 'Rule pack', description: 'Facts about procedure codes, with their dates.' });

export type RulePack = z.output<typeof RulePack>;
export type AddOn = RulePack['addOns'][number];
export type TimeBand = RulePack['timeBands'][number];
export type TimeStep = RulePack['timeSteps'][number];
export type Bundle = RulePack['bundles'][number];
export type LineModifier = RulePack['lineModifiers'][number];
export type Telehealth = RulePack['telehealth'][number];
