import { z } from 'zod';
import {
	Address,
	date,
	email,
	money,
	npi,
	oneOf,
	pattern,
	personFields,
	phone,
	state,
	text,
	time,
	timeZone,
} from './fields.ts';

/**
 * The request: one visit or several, with their billing codes, as one JSON object. Unknown properties are refused at
 * every level, so that a misspelt one is never lost in silence. Form boxes in the descriptions are those of the
 * CMS-1500 (02/12) claim form.
 *
 * What a code means, and whether money and dates fit together, is not judged here but by the rules: a shape is what
 * can be said about a field alone.
 */

const taxonomy = (whose: string) =>
	text(20, { description: `NUCC health care provider taxonomy code of ${whose}.`, example: '2084P0800X' });

const TaxId = z
	.strictObject({
		type: oneOf(['EIN', 'SSN', 'ITIN'], {
			description: 'What kind of number it is (box 25). An EIN keeps a social security number off paper.',
			example: 'EIN',
		}),
		value: text(20, {
			description: 'The number; hyphens are optional here and always printed.',
			example: '00-0000001',
		}),
	})
	.meta({ id: 'TaxId', description: 'Federal tax identification number (box 25).' });

const BillingProvider = z
	.strictObject({
		name: text(200, {
			description: 'Legal name of the practice, as the payer knows it (box 33).',
			example: 'Pretend Harbor Ketamine & Wellness PLLC',
		}),
		npi: npi({
			description: "The organisation's NPI, or the clinician's own in a solo practice (box 33a).",
			example: '2000000028',
		}),
		taxId: TaxId,
		taxonomy: taxonomy('the practice (box 33b)').optional(),
		address: Address,
		payToAddress: Address.optional(),
		phone: phone('Where a payer can ask (box 33).'),
		fax: phone('Fax number.').optional(),
		email: email('Where a payer or patient can write.').optional(),
		website: text(200, {
			description: 'Web site, printed as given.',
			example: 'pretend-harbor.example.com',
		}).optional(),
		timeZone: timeZone({
			description: "The practice's time zone (IANA name): it decides what day today is. Not printed.",
		}).optional(),
	})
	.meta({ id: 'BillingProvider', description: 'The practice that charges for the services (box 33).' });

const License = z
	.strictObject({
		state: state({ description: 'The state that issued it.' }),
		number: text(50, { description: 'The number on the licence.', example: 'FICT-APN-0001' }),
	})
	.meta({ id: 'License', description: 'A state professional licence.' });

const Clinician = z
	.strictObject({
		...personFields,
		credentials: text(100, {
			description: 'Credentials as printed after the name.',
			example: 'DNP, PMHNP-BC',
		}),
		npi: npi({ description: "The clinician's own NPI." }),
		taxonomy: taxonomy('the clinician').optional(),
		license: License.optional(),
	})
	.meta({
		id: 'Clinician',
		description: 'A clinician: rendering (box 24J and 31), supervising or referring (box 17 and 17b).',
	});

const ServiceFacility = z
	.strictObject({
		name: text(200, { description: 'Name of the place (box 32).', example: 'Invented Infusion Suites' }),
		npi: npi({ description: "The facility's NPI (box 32a)." }).optional(),
		address: Address,
	})
	.meta({
		id: 'ServiceFacility',
		description:
			"Where services were provided, only when that is not the billing provider's address (box 32).",
	});

const SEXES = ['F', 'M', 'U', 'X'] as const;

const sex = oneOf(SEXES, {
	description:
		'As on the insurance record (box 3): female, male or unknown, or X where that is what the record says. X is printed as X.',
	example: 'F',
});

const Patient = z
	.strictObject({
		...personFields,
		preferredName: text(200, { description: 'The name the patient goes by.', example: 'Mar' }).optional(),
		birthDate: date({ description: 'Date of birth (box 3).', example: '1984-02-29' }),
		sex,
		accountNumber: text(38, {
			description: "The practice's number for the patient (box 26).",
			example: 'PT-000101',
		}).optional(),
		address: Address,
		phone: phone('Telephone (box 5).').optional(),
		email: email('E-mail address.').optional(),
	})
	.meta({ id: 'Patient', description: 'The person who received the services (boxes 2, 3, 5 and 26).' });

const Guarantor = z
	.strictObject({
		...personFields,
		relationship: text(50, { description: 'What the guarantor is to the patient.', example: 'mother' }),
		address: Address,
		phone: phone('Telephone.').optional(),
	})
	.meta({
		id: 'Guarantor',
		description: 'Who pays, where that is not the patient. The document is addressed to the guarantor.',
	});

const Subscriber = z
	.strictObject({
		...personFields,
		birthDate: date({ description: 'Date of birth (box 11a).', example: '1979-05-05' }),
		sex: sex.optional(),
		address: Address.optional(),
	})
	.meta({ id: 'Subscriber', description: 'The person who holds the insurance (boxes 4, 7 and 11a).' });

const Coverage = z
	.strictObject({
		payerName: text(200, { description: "The insurer's name.", example: 'Fictional Mutual Health Plan' }),
		payerId: text(80, {
			description: 'Electronic payer id from the insurance card.',
			example: 'FICT01',
		}).optional(),
		memberId: text(80, {
			description: 'Member id from the insurance card (box 1a).',
			example: 'FICT000000101',
		}),
		groupNumber: text(50, {
			description: 'Group or policy number (box 11).',
			example: 'FICT-GRP-01',
		}).optional(),
		planName: text(200, { description: 'Plan name (box 11c).', example: 'Fictional PPO' }).optional(),
		relationship: oneOf(['self', 'spouse', 'child', 'other'], {
			description: 'What the patient is to the subscriber (box 6).',
			example: 'self',
		}),
		subscriber: Subscriber.optional(),
	})
	.meta({
		id: 'Coverage',
		description:
			'An insurance that the patient may claim from. `subscriber` is required unless `relationship` is `self`.',
	});

const Diagnosis = z
	.strictObject({
		code: text(10, {
			description: 'ICD-10-CM code; the dot is optional here and always printed.',
			example: 'F33.2',
		}),
		description: text(300, {
			description: 'Printed beside the code.',
			example: 'Major depressive disorder, recurrent severe without psychotic features',
		}).optional(),
	})
	.meta({
		id: 'Diagnosis',
		description: 'A diagnosis (box 21). The order of the list gives the letters A to L.',
	});

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

const ServiceLine = z
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
			.max(4, 'must have at most 4 entries: a claim line points to no more than four diagnoses')
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
		telehealth: Telehealth.optional(),
		renderingProvider: Clinician.optional(),
		drug: Drug.optional(),
	})
	.meta({ id: 'ServiceLine', description: 'One service on one day (box 24).' });

const Payment = z
	.strictObject({
		date: date({ description: 'Day it was received.' }),
		amount: money({ description: 'Amount received, in US dollars.' }),
		method: oneOf(['card', 'cash', 'check', 'ach', 'hsa', 'fsa', 'insurance', 'other'], {
			description: 'How it was paid.',
			example: 'card',
		}),
		reference: text(30, {
			description: 'Check number or card ending. Never a full card number.',
			example: 'last4 0000',
		}).optional(),
		note: text(200, { description: 'Printed beside the payment.', example: 'deposit' }).optional(),
	})
	.meta({ id: 'Payment', description: 'A payment received (box 29).' });

const Adjustment = z
	.strictObject({
		date: date({ description: 'Day it was granted.' }).optional(),
		amount: money({ description: 'By how much it lowers what is due, in US dollars.', example: '50.00' }),
		reason: text(200, { description: 'Why, in plain words.', example: 'Prompt-pay discount' }),
	})
	.meta({ id: 'Adjustment', description: 'A discount or write-off.' });

const Refund = z
	.strictObject({
		date: date({ description: 'Day it was paid back.' }),
		amount: money({ description: 'Amount paid back, in US dollars.', example: '150.00' }),
		method: oneOf(['card', 'cash', 'check', 'ach', 'hsa', 'fsa', 'insurance', 'other'], {
			description: 'How it was paid back.',
			example: 'card',
		}),
		reason: text(200, { description: 'Why, in plain words.', example: 'overpayment' }).optional(),
	})
	.meta({ id: 'Refund', description: 'Money paid back.' });

const superbillNumber = (description: string) =>
	pattern(
		/^[A-Z0-9./-]{1,30}$/,
		'1 to 30 capital letters, digits, points, hyphens or slashes, like "SB-2026-000101"',
		{
			description,
			example: 'SB-2026-000101',
		},
	);

const Replaces = z
	.strictObject({
		number: superbillNumber('Number of the superbill that this one corrects.'),
		issuedOn: date({ description: 'Issue date of that superbill.' }),
		reason: text(200, {
			description: 'What was wrong, in plain words.',
			example: 'Wrong place of service on one line',
		}),
		payerClaimNumber: text(50, {
			description: "The payer's claim number of the first claim, if it was processed (box 22).",
			example: 'FICTCLM0001',
		}).optional(),
	})
	.meta({
		id: 'Replaces',
		description:
			'Makes this a corrected superbill: claim frequency code 7, replacement of a prior claim (box 22).',
	});

const identifier = (description: string, example: string) =>
	pattern(/^[a-z0-9][a-z0-9-]{0,49}$/, 'small letters, digits and hyphens', { description, example });

const list = <T extends z.ZodType>(item: T, max: number, description: string) =>
	z.array(item).max(max, `must have at most ${max} entries`).meta({ description });

export const SuperbillRequest = z
	.strictObject({
		number: superbillNumber(
			"The superbill's own number (box 26). Rendering without one gives a document marked DRAFT.",
		).optional(),
		issuedOn: date({
			description: "Issue date; today in the practice's time zone when left out.",
		}).optional(),
		template: identifier('Id of the template to print with.', 'standard').optional(),
		language: oneOf(['en', 'es'], { description: 'Language of the labels.', example: 'en' }).optional(),
		billingProvider: BillingProvider,
		renderingProvider: Clinician,
		supervisingProvider: Clinician.optional(),
		referringProvider: Clinician.optional(),
		serviceFacility: ServiceFacility.optional(),
		patient: Patient,
		guarantor: Guarantor.optional(),
		coverages: list(Coverage, 3, 'Up to three insurances, in the order in which they pay.').optional(),
		diagnoses: list(Diagnosis, 12, 'One to twelve diagnoses; their order gives the letters A to L.').min(
			1,
			'must have at least one entry',
		),
		serviceLines: list(ServiceLine, 200, 'One to 200 services, each with its own date.').min(
			1,
			'must have at least one entry',
		),
		payments: list(Payment, 200, 'Payments received.').optional(),
		adjustments: list(Adjustment, 50, 'Discounts and write-offs.').optional(),
		refunds: list(Refund, 50, 'Money paid back.').optional(),
		notices: list(
			identifier('Id of a notice of the template.', 'how-to-submit'),
			20,
			"Ids of the template's optional notices to print.",
		).optional(),
		note: text(500, {
			description: 'Printed as it is. Not for clinical text: the paper passes through many hands.',
			example: 'Please keep this receipt for your records.',
		}).optional(),
		replaces: Replaces.optional(),
	})
	.meta({ id: 'SuperbillRequest', description: 'A visit, or several, with billing codes and payments.' });

/** What a caller sends. */
export type SuperbillInput = z.input<typeof SuperbillRequest>;

/** A request of the right shape: text trimmed and normalised, defaults filled in. */
export type SuperbillRequest = z.output<typeof SuperbillRequest>;

export type ServiceLineRequest = SuperbillRequest['serviceLines'][number];
export type Clinician = z.output<typeof Clinician>;
export type Coverage = z.output<typeof Coverage>;
export type Person = Pick<Clinician, 'firstName' | 'middleName' | 'lastName' | 'suffix'>;

export type ServiceLineInput = SuperbillInput['serviceLines'][number];
