import { z } from 'zod';
import { MAX_DIAGNOSES } from './diagnosis-code.ts';
import { date, identifier, list, object, ofList, oneOf, pattern, state, text } from './fields.ts';
import { LANGUAGES } from './language.ts';
import { Metadata } from './metadata.ts';
import { Adjustment, OtherItem, Payment, Refund } from './money-rows.ts';
import { MAX_NUMBER_LENGTH, SUPERBILL_NUMBER } from './numbering.ts';
import {
	BillingProvider,
	Clinician,
	Coverage,
	Guarantor,
	Patient,
	ReferringProvider,
	ServiceFacility,
} from './parties.ts';
import { ServiceLine } from './service-line.ts';

/**
 * One or more visits with their billing codes. The schema checks each field by itself; the rules check what codes mean
 * and how fields fit together. Unknown fields are refused at every level, because a misspelled one would otherwise be
 * lost. Boxes in the descriptions are those of the CMS-1500 (02/12) claim form.
 */

const Diagnosis = object('Diagnosis', 'A diagnosis (box 21). The first in the list is A, the twelfth is L.', {
	code: text(10, 'ICD-10-CM code, with or without its dot. It is printed with the dot.', 'F33.2'),
	description: text(
		300,
		'Printed next to the code.',
		'Major depressive disorder, recurrent severe without psychotic features',
	).optional(),
});

const superbillNumber = (description: string) =>
	pattern(
		SUPERBILL_NUMBER,
		`is not a superbill number. Use 1 to ${MAX_NUMBER_LENGTH} capital letters, digits, periods, hyphens or slashes, like "SB-2026-000101"`,
		description,
		'SB-2026-000101',
	);

const Replaces = object(
	'Replaces',
	'Makes this a corrected superbill: frequency code 7, replacement of a prior claim (box 22).',
	{
		number: superbillNumber('Number of the superbill to be replaced.'),
		issuedOn: date('Issue date of that superbill.'),
		reason: text(200, 'What was wrong with it, in plain words.', 'Wrong place of service on one line'),
		payerClaimNumber: text(
			50,
			"The payer's number for the original claim, if it was processed (box 22).",
			'FICTCLM0001',
		).optional(),
	},
);

const yes = (description: string) => z.boolean().meta({ description, examples: [true] });

const AutoAccident = object('AutoAccident', 'An auto accident (box 10b).', {
	state: state('The state of the accident.', 'CA'),
});

const ConditionRelatedTo = object('ConditionRelatedTo', 'What the condition is related to (box 10).', {
	employment: yes('True for a condition from work (box 10a).').optional(),
	autoAccident: AutoAccident.optional(),
	otherAccident: yes('True for another accident (box 10c).').optional(),
});

/** Qualifiers of boxes 14 and 15: NUCC, 1500 Claim Form Reference Instruction Manual. */
const Onset = object('Onset', 'When the condition began (box 14).', {
	date: date('The day.', '2026-09-01'),
	of: oneOf(
		['onset', 'lastMenstrualPeriod'],
		'What began then: current symptoms (qualifier 431), or the last menstrual period (484).',
		'onset',
	),
});

const OtherDate = object('OtherDate', 'Another date in the course of the condition (box 15).', {
	date: date('The day.', '2026-09-15'),
	of: oneOf(
		['initialTreatment', 'firstVisit', 'lastSeen', 'acuteManifestation', 'lastXRay'],
		'What happened then: the initial treatment (qualifier 454), the first visit or consultation (444), the latest visit (304), the acute manifestation of a chronic condition (453), or the last X-ray (455).',
		'initialTreatment',
	),
});

export const MAX_SERVICE_LINES = 200;
const AT_LEAST_ONE = ofList('is empty. Add at least one entry');

export const SuperbillRequest = z
	.strictObject({
		number: superbillNumber(
			"The superbill's number (box 26). Without one, a rendered document is marked DRAFT.",
		).optional(),
		issuedOn: date("Issue date. Default: today in the practice's time zone.").optional(),
		template: identifier(
			'Id of the template. Default: `standard`. `GET /v1/templates` lists those that are installed.',
			'standard',
		).optional(),
		language: oneOf(
			LANGUAGES,
			'Language of the labels: English, or Spanish next to English. Default: English.',
			'en',
		).optional(),
		qrCode: z
			.boolean()
			.meta({
				description:
					'False leaves out the QR code, which holds the numbers, codes, dates and amounts of the page for machines. Default: as the template says.',
				examples: [false],
			})
			.optional(),
		payerProfile: identifier(
			'Id of the profile of the payer that the superbill is for: what it asks for, and its page for the patient. Default: by the payer ID or name of the coverages, then as the practice says.',
			'champva',
		).optional(),
		billingProvider: BillingProvider.describe('The practice that charges for the services (box 33).'),
		renderingProvider: Clinician.describe('The clinician who provided the services (boxes 24J and 31).'),
		supervisingProvider: Clinician.describe(
			'The clinician who supervised the rendering provider (box 17, qualifier DQ).',
		).optional(),
		referringProvider: ReferringProvider.optional(),
		serviceFacility: ServiceFacility.describe(
			"The place of the services, if it is not the billing provider's address (box 32).",
		).optional(),
		patient: Patient.describe('The person who received the services (boxes 2, 3, 5 and 26).'),
		guarantor: Guarantor.describe('The person who pays, if not the patient.').optional(),
		coverages: list(Coverage, 3, 'Up to three insurances, in the order in which they pay.').optional(),
		conditionRelatedTo: ConditionRelatedTo.optional(),
		accidentDate: date('The day of the accident to which the condition is related.', '2026-10-01').optional(),
		onset: Onset.optional(),
		otherDates: list(OtherDate, 5, 'Other dates in the course of the condition (box 15).').optional(),
		releaseOfInformation: yes(
			'True if the patient has agreed in writing that the practice gives the insurer what it needs to know (box 12).',
		).optional(),
		assignmentOfBenefits: oneOf(
			['patient', 'practice'],
			'Whom the insurer should pay (box 13).',
			'patient',
		).optional(),
		acceptAssignment: yes(
			"True if the practice accepts the insurer's rate as payment in full (box 27).",
		).optional(),
		diagnoses: list(
			Diagnosis,
			MAX_DIAGNOSES,
			`One to ${MAX_DIAGNOSES} diagnoses. Their order gives them the letters A to L.`,
		).min(1, AT_LEAST_ONE),
		serviceLines: list(
			ServiceLine,
			MAX_SERVICE_LINES,
			`One to ${MAX_SERVICE_LINES} services, each with its own date.`,
		).min(1, AT_LEAST_ONE),
		payments: list(Payment, 200, 'Payments received.').optional(),
		adjustments: list(Adjustment, 50, 'Discounts and write-offs.').optional(),
		refunds: list(Refund, 50, 'Money paid back.').optional(),
		otherItems: list(
			OtherItem,
			50,
			"Items without a billing code. They count in the receipt's total and never in the claim's.",
		).optional(),
		notices: list(
			identifier('Id of a notice in the template.', 'how-to-submit'),
			20,
			'Ids of optional notices to print. `GET /v1/templates/{id}` lists those of a template.',
		).optional(),
		note: text(
			500,
			'Printed as given. Leave clinical details out: the paper passes through many hands.',
			'Please keep this receipt for your records.',
		).optional(),
		metadata: Metadata.optional(),
		replaces: Replaces.describe('On a corrected superbill, the one that it replaces (box 22).').optional(),
	})
	.describe('One or more visits with billing codes and payments.');

/** The request as a caller sends it. */
export type SuperbillInput = z.input<typeof SuperbillRequest>;

/** The request as rules see it: text trimmed and normalized, defaults filled in. */
export type SuperbillRequest = z.output<typeof SuperbillRequest>;

export type ServiceLineRequest = SuperbillRequest['serviceLines'][number];
export type ServiceLineInput = SuperbillInput['serviceLines'][number];
