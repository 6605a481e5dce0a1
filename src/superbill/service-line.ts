import { z } from 'zod';
import { MINUTES_PER_DAY } from './dates.ts';
import { MAX_DIAGNOSIS_POINTERS } from './diagnosis-code.ts';
import { date, list, money, ofList, oneOf, pattern, state, text, time } from './fields.ts';
import { Clinician } from './parties.ts';

/** One service on one day (CMS-1500 box 24, 837P loop 2400). */

const Telehealth = z
	.strictObject({
		modality: oneOf(['video', 'audio'], {
			description: 'By video, or by phone (audio only).',
			example: 'video',
		}),
		patientState: state({
			description: 'The state where the patient was during the visit.',
			example: 'OR',
		}).optional(),
	})
	.meta({ id: 'Telehealth', description: 'Details of a telehealth visit.' });

const Drug = z
	.strictObject({
		ndc: text(20, {
			description:
				'National Drug Code from the package: with its hyphens (4-4-2, 5-3-2, 5-4-1 or 5-4-2), or 11 digits. Printed as 5-4-2.',
			example: '0000-1234-05',
		}),
		quantity: pattern(
			/^\d{1,8}(?:\.\d{1,3})?$/,
			'is not a quantity. Write a number in quotes, with at most three decimals, like "0.8"',
			{ description: 'The quantity used, in `unit`.', example: '0.8' },
		),
		unit: oneOf(['ML', 'GR', 'ME', 'UN', 'F2'], {
			description: 'NDC unit: ML milliliter, GR gram, ME milligram, UN unit, F2 international unit.',
			example: 'ML',
		}),
		name: text(200, {
			description: 'Name of the drug.',
			example: 'ketamine HCl (fictitious product)',
		}).optional(),
		strength: text(100, { description: 'Strength on the label.', example: '50 mg/mL' }).optional(),
		dose: text(100, { description: 'The dose given.', example: '40 mg' }).optional(),
		route: text(50, { description: 'Route of administration.', example: 'IV' }).optional(),
		wasted: text(50, {
			description: 'The amount discarded from a single-dose package.',
			example: '0',
		}).optional(),
	})
	.meta({ id: 'Drug', description: 'The drug on a drug line (box 24, shaded half).' });

const NO_UNITS = 'is not more than 0. Write the number of units, like 1';

const units = z
	.number()
	.positive(NO_UNITS)
	.max(9999.9, 'is more than 9999.9. Write a smaller number')
	.refine(
		(value) => Math.round(value * 10) / 10 === value,
		'has more than one decimal. Round it to one decimal',
	)
	.default(1)
	.meta({
		description: 'Number of units (box 24G), more than 0 and at most 9999.9, with at most one decimal.',
		examples: [1],
	});

const minutes = z
	.int('is not a whole number. Write the minutes without quotes, like 60')
	.min(1, 'is less than 1. Write the minutes, like 60')
	.max(MINUTES_PER_DAY, `is more than the ${MINUTES_PER_DAY} minutes in a day. Write the minutes, like 60`)
	.meta({ description: 'Documented time of the service in minutes.', examples: [60] });

/** Box 24D has four places. */
const MAX_MODIFIERS = 4;

export const ServiceLine = z
	.strictObject({
		date: date({ description: 'Date of service: one day, never a range (box 24A).' }),
		placeOfService: pattern(
			/^\d{2}$/,
			'is not a place of service. Write two digits in quotes, like "11" for an office',
			{
				description:
					"CMS place-of-service code (box 24B): 11 office, 10 telehealth in the patient's home, 02 telehealth elsewhere.",
				example: '11',
			},
		),
		code: text(10, { description: 'CPT or HCPCS Level II code of the service (box 24D).', example: '96365' }),
		modifiers: list(
			text(10, { description: 'Two letters or digits.', example: '25' }),
			MAX_MODIFIERS,
			`Up to ${MAX_MODIFIERS} modifiers (box 24D).`,
		).default([]),
		description: text(300, {
			description: "The service, in the clinic's own words.",
			example: 'IV infusion, first hour',
		}),
		diagnosisPointers: z
			.array(
				pattern(/^[A-Z]$/, 'is not a diagnosis letter. Write one capital letter, like "A"', {
					description: 'Letter of a diagnosis.',
					example: 'A',
				}),
			)
			.min(1, ofList('is empty. Name at least one diagnosis, like ["A"]'))
			.max(
				MAX_DIAGNOSIS_POINTERS,
				ofList(
					`has more than ${MAX_DIAGNOSIS_POINTERS} entries. Keep the ${MAX_DIAGNOSIS_POINTERS} most important diagnoses`,
				),
			)
			.meta({
				description: 'One to four diagnosis letters, the main diagnosis first (box 24E).',
				examples: [['A']],
			}),
		units,
		charge: money({
			description: 'Total charge of the line in US dollars (box 24F), not the price of a unit.',
			example: '300.00',
		}),
		minutes: minutes.optional(),
		startTime: time({ description: 'Start time, local.' }).optional(),
		endTime: time({ description: 'End time, local.', example: '11:40' }).optional(),
		telehealth: Telehealth.meta({ description: 'Details of a telehealth visit.' }).optional(),
		renderingProvider: Clinician.meta({
			description:
				"The clinician who provided this service, if not the superbill's rendering provider (box 24J).",
		}).optional(),
		drug: Drug.meta({ description: 'The drug on this line.' }).optional(),
	})
	.meta({ id: 'ServiceLine', description: 'One service on one day (box 24).' });
