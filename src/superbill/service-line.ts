import { z } from 'zod';
import { MINUTES_PER_DAY } from './dates.ts';
import { MAX_DIAGNOSIS_POINTERS } from './diagnosis-code.ts';
import { date, list, money, object, ofList, oneOf, ownId, pattern, state, text, time } from './fields.ts';
import { Clinician } from './parties.ts';

/** One service on one day (CMS-1500 box 24, 837P loop 2400). */

const Telehealth = object('Telehealth', 'Details of a telehealth visit.', {
	modality: oneOf(['video', 'audio'], 'By video, or by phone (audio only).', 'video'),
	patientState: state('The state where the patient was during the visit.', 'OR').optional(),
});

const Drug = object('Drug', 'The drug on a drug line (box 24, shaded half).', {
	ndc: text(
		20,
		'National Drug Code from the package: with its hyphens (4-4-2, 5-3-2, 5-4-1 or 5-4-2), or 11 digits. Printed as 5-4-2.',
		'0000-1234-05',
	),
	quantity: pattern(
		/^\d{1,8}(?:\.\d{1,3})?$/,
		'is not a quantity. Write a number in quotes, with at most three decimals, like "0.8"',
		'The quantity used, in `unit`.',
		'0.8',
	),
	unit: oneOf(
		['ML', 'GR', 'ME', 'UN', 'F2'],
		'NDC unit: ML milliliter, GR gram, ME milligram, UN unit, F2 international unit.',
		'ML',
	),
	name: text(200, 'Name of the drug.', 'ketamine HCl (fictitious product)').optional(),
	strength: text(100, 'Strength on the label.', '50 mg/mL').optional(),
	dose: text(100, 'The dose given.', '40 mg').optional(),
	route: text(50, 'Route of administration.', 'IV').optional(),
	wasted: text(50, 'The amount discarded from a single-dose package.', '0').optional(),
});

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
	.meta({ description: 'Documented time of the service in minutes, also of anesthesia.', examples: [60] });

/** Box 24D has four places. */
const MAX_MODIFIERS = 4;

export const ServiceLine = object('ServiceLine', 'One service on one day (box 24).', {
	id: ownId('line').optional(),
	date: date('Date of service: one day, never a range (box 24A).'),
	placeOfService: pattern(
		/^\d{2}$/,
		'is not a place of service. Write two digits in quotes, like "11" for an office',
		"CMS place-of-service code (box 24B): 11 office, 10 telehealth in the patient's home, 02 telehealth elsewhere.",
		'11',
	),
	code: text(10, 'CPT or HCPCS Level II code of the service (box 24D).', '96365'),
	modifiers: list(
		text(10, 'Two letters or digits.', '25'),
		MAX_MODIFIERS,
		`Up to ${MAX_MODIFIERS} modifiers (box 24D).`,
	).default([]),
	description: text(
		300,
		"The service, in the clinic's own words. Required for CPT codes; a HCPCS Level II code without one is printed with its official title.",
		'IV infusion, first hour',
	).optional(),
	diagnosisPointers: z
		.array(
			pattern(
				/^[A-Z]$/,
				'is not a diagnosis letter. Write one capital letter, like "A"',
				'Letter of a diagnosis.',
				'A',
			),
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
	charge: money('Total charge of the line in US dollars (box 24F), not the price of a unit.', '300.00'),
	paid: money(
		'What the patient paid for this line, in US dollars. A printed column where present.',
		'300.00',
	).optional(),
	minutes: minutes.optional(),
	emergency: z
		.boolean()
		.meta({ description: 'True if the service was an emergency (box 24C).', examples: [true] })
		.optional(),
	note: text(
		80,
		'What else the payer must know about this line, printed after its description (box 24, shaded half).',
		'Second session of the day, at 4 pm',
	).optional(),
	startTime: time('Start time, local.').optional(),
	endTime: time('End time, local.', '11:40').optional(),
	telehealth: Telehealth.describe('Details of a telehealth visit.').optional(),
	renderingProvider: Clinician.describe(
		"The clinician who provided this service, if not the superbill's rendering provider (box 24J).",
	).optional(),
	drug: Drug.describe('The drug on this line.').optional(),
});
