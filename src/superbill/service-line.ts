import { z } from 'zod';
import { MOST_POINTERS } from './diagnosis-code.ts';
import { date, money, oneOf, pattern, state, text, time } from './fields.ts';
import { Clinician } from './parties.ts';

/** One service on one day, as a claim line has it (CMS-1500 box 24, 837P loop 2400). */

const Telehealth = z
	.strictObject({
		modality: oneOf(['video', 'audio'], {
			description: 'Video with sound, or sound only.',
			example: 'video',
		}),
		patientState: state({
			description: 'The state the patient was in during the visit.',
			example: 'OR',
		}).optional(),
	})
	.meta({ id: 'Telehealth', description: 'How a visit at a distance was held.' });

const Drug = z
	.strictObject({
		ndc: text(20, {
			description:
				'National Drug Code from the package: with hyphens (4-4-2, 5-3-2, 5-4-1 or 5-4-2), or 11 digits without. Printed as 5-4-2.',
			example: '0000-1234-05',
		}),
		quantity: pattern(
			/^\d{1,8}(?:\.\d{1,3})?$/,
			'a decimal number as text with at most three decimals, like "0.8"',
			{
				description: 'How much was used, in `unit`.',
				example: '0.8',
			},
		),
		unit: oneOf(['ML', 'GR', 'ME', 'UN', 'F2'], {
			description: 'NDC unit: millilitre, gram, milligram, unit or international unit.',
			example: 'ML',
		}),
		name: text(200, {
			description: 'Name of the drug.',
			example: 'ketamine HCl (fictitious product)',
		}).optional(),
		strength: text(100, { description: 'Strength on the label.', example: '50 mg/mL' }).optional(),
		dose: text(100, { description: 'Dose given.', example: '40 mg' }).optional(),
		route: text(50, { description: 'Route of administration.', example: 'IV' }).optional(),
		wasted: text(50, {
			description: 'Amount discarded from a single-dose package.',
			example: '0',
		}).optional(),
	})
	.meta({ id: 'Drug', description: 'The drug of a drug line (box 24, shaded half).' });

const units = z
	.number()
	.positive('must be greater than 0')
	.max(9999.9, 'must be at most 9999.9')
	.refine((value) => Math.round(value * 10) / 10 === value, 'must have at most one decimal')
	.default(1)
	.meta({
		description: 'Number of units (box 24G): above 0, at most 9999.9, at most one decimal.',
		examples: [1],
	});

const minutes = z
	.int('must be a whole number of minutes')
	.min(1, 'must be at least 1')
	.max(1440, 'must be at most 1440, the minutes of a day')
	.meta({ description: 'Documented time of the service in minutes.', examples: [60] });

export const ServiceLine = z
	.strictObject({
		date: date({ description: 'Date of service: one day, never a range (box 24A).' }),
		placeOfService: pattern(/^\d{2}$/, 'two digits, like "11" for an office', {
			description:
				"CMS place-of-service code (box 24B): 11 office, 10 telehealth in the patient's home, 02 telehealth elsewhere.",
			example: '11',
		}),
		code: text(10, { description: 'Procedure: a CPT or HCPCS Level II code (box 24D).', example: '96365' }),
		modifiers: z
			.array(text(10, { description: 'Two letters or digits.', example: '25' }))
			.max(4, 'must have at most 4 entries')
			.default([])
			.meta({ description: 'Up to four modifiers (box 24D).', examples: [['25']] }),
		description: text(300, {
			description: "What was done, in the clinic's own words.",
			example: 'IV infusion, first hour',
		}),
		diagnosisPointers: z
			.array(
				pattern(/^[A-Z]$/, 'one capital letter of a diagnosis, like "A"', {
					description: 'Letter of a diagnosis.',
					example: 'A',
				}),
			)
			.min(1, 'must name at least one diagnosis, like ["A"]')
			.max(
				MOST_POINTERS,
				`must have at most ${MOST_POINTERS} entries: a claim line points to no more than four diagnoses`,
			)
			.meta({
				description: 'One to four diagnosis letters, the main one first (box 24E).',
				examples: [['A']],
			}),
		units,
		charge: money({
			description: "The line's total charge in US dollars (box 24F), never a price per unit.",
			example: '300.00',
		}),
		minutes: minutes.optional(),
		startTime: time({ description: 'Start, local time.' }).optional(),
		endTime: time({ description: 'End, local time.', example: '11:40' }).optional(),
		telehealth: Telehealth.meta({ description: 'How a visit at a distance was held.' }).optional(),
		renderingProvider: Clinician.meta({
			description: "Who provided this service, when that is not the request's rendering provider (box 24J).",
		}).optional(),
		drug: Drug.meta({ description: 'The drug that this line charges for.' }).optional(),
	})
	.meta({ id: 'ServiceLine', description: 'One service on one day (box 24).' });
