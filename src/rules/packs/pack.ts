import { z } from 'zod';

/**
 * A rule pack: facts about procedure codes that no public file states, as an operator may know them: which codes are
 * add-ons to which, how minutes become units, what a code contains. Bare code numbers and one's own words: CPT
 * descriptors are the American Medical Association's. `openapi/rule-pack.schema.json` is made from this.
 */

const code = z
	.string('must be a code in quotes, like "96365"')
	.regex(
		/^(?:\d{5}|\d{4}[FTUMA]|[A-V]\d{4})$/,
		'must be a CPT or HCPCS Level II code in quotes, like "96365"',
	)
	.meta({ description: 'A CPT or HCPCS Level II code, in quotes.', examples: ['96365'] });

const codes = z.array(code, 'must be a list of codes, like ["96365"]').min(1, 'must name at least one code');

const day = z.iso.date('must be a date as YYYY-MM-DD, like 2026-01-01');

/** When an entry holds: both days are included, and what is left out is unbounded. */
const dated = {
	from: day.optional().meta({ description: 'First date of service on which it holds.' }),
	to: day.optional().meta({ description: 'Last date of service on which it holds.' }),
};

const minutes = z
	.int('must be a whole number of minutes')
	.min(1, 'must be at least 1')
	.max(1440, 'must be at most 1440, the minutes of a day');

const list = <T extends z.ZodType>(entry: T, description: string) =>
	z.array(entry, 'must be a list').default([]).meta({ description });

const AddOn = z
	.strictObject({
		codes,
		primaries: codes.meta({ description: 'One of them must be billed on the same date.' }),
		provider: z
			.enum(['same', 'any'], { error: 'must be "same" or "any"' })
			.default('same')
			.meta({ description: 'Whether the rendering provider of the primary must be the same.' }),
		...dated,
	})
	.meta({
		description: 'Codes that are only billed beside one of their primaries. Entries for a code add up.',
	});

const TimeBand = z
	.strictObject({
		family: z
			.string('must be a name')
			.min(1, 'must be a name')
			.meta({ description: 'Bands of a family are alternatives to one another.' }),
		code,
		least: minutes.default(1).meta({ description: 'Fewest minutes.' }),
		most: minutes.default(1440).meta({ description: 'Most minutes.' }),
		...dated,
	})
	.refine(({ least, most }) => least <= most, { path: ['most'], error: 'must not be below least' })
	.meta({ description: 'A code that stands, as one unit, for a span of minutes.' });

const TimeStep = z
	.strictObject({
		code,
		of: codes
			.optional()
			.meta({ description: "Primaries whose minutes are counted; without them, the line's own." }),
		first: minutes.meta({ description: 'Minutes in all from which the first unit may be billed.' }),
		step: minutes.meta({ description: 'Minutes more for each further unit.' }),
		...dated,
	})
	.meta({ description: 'A code whose units follow from minutes.' });

const Bundle = z
	.strictObject({
		codes,
		contains: codes.meta({ description: 'What is not billed beside it on the same date.' }),
		...dated,
	})
	.meta({ description: 'Codes that contain others.' });

const SeparateVisit = z
	.strictObject({
		visits: codes.meta({ description: 'Visits that need modifier 25 beside the services.' }),
		services: codes.meta({ description: 'Infusions, injections and the like.' }),
		...dated,
	})
	.meta({ description: 'Visits that are only paid beside a service where modifier 25 sets them apart.' });

export const RulePack = z
	.strictObject({
		id: z
			.string('must be small letters, digits and hyphens')
			.regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'must be small letters, digits and hyphens')
			.meta({ description: 'A pack of the operator with the id of a shipped one replaces it.' }),
		version: z.int('must be a whole number').min(1, 'must be at least 1'),
		title: z.string('must be text').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
		addOns: list(AddOn, 'Add-on codes and their primaries.'),
		timeBands: list(TimeBand, 'One code for each span of minutes.'),
		timeSteps: list(TimeStep, 'Codes billed by steps of minutes.'),
		bundles: list(Bundle, 'Codes that contain others.'),
		separateVisits: list(SeparateVisit, 'Where a visit needs modifier 25.'),
	})
	.meta({ title: 'Rule pack', description: 'Facts about procedure codes, each dated like the codes.' });

export type RulePack = z.output<typeof RulePack>;
export type AddOn = RulePack['addOns'][number];
export type TimeBand = RulePack['timeBands'][number];
export type TimeStep = RulePack['timeSteps'][number];
export type Bundle = RulePack['bundles'][number];
export type SeparateVisit = RulePack['separateVisits'][number];
