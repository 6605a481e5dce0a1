import { z } from 'zod';
import { date, identifier, oneOf, pattern, text } from './fields.ts';
import { Adjustment, Payment, Refund } from './money-rows.ts';
import { BillingProvider, Clinician, Coverage, Guarantor, Patient, ServiceFacility } from './parties.ts';
import { ServiceLine } from './service-line.ts';

/**
 * The request: one visit or several, with their billing codes, as one JSON object. Unknown properties are refused at
 * every level, so that a misspelt one is never lost in silence. Form boxes in the descriptions are those of the
 * CMS-1500 (02/12) claim form.
 *
 * What a code means, and whether money and dates fit together, is not judged here but by the rules: a shape is what
 * can be said about a field alone.
 */

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
		template: identifier(
			'Id of the template to print with; `standard` when left out. `GET /v1/templates` lists what is installed.',
			'standard',
		).optional(),
		language: oneOf(['en', 'es'], {
			description:
				'Language of the labels: English, or Spanish with the English beside it. English when left out.',
			example: 'en',
		}).optional(),
		billingProvider: BillingProvider.meta({
			description: 'The practice that charges for the services (box 33).',
		}),
		renderingProvider: Clinician.meta({ description: 'Who provided the services (boxes 24J and 31).' }),
		supervisingProvider: Clinician.meta({
			description: 'Who supervised the rendering provider (box 17, qualifier DQ).',
		}).optional(),
		referringProvider: Clinician.meta({
			description: 'Who referred the patient (box 17, qualifier DN).',
		}).optional(),
		serviceFacility: ServiceFacility.meta({
			description:
				"Where the services were provided, only when that is not the billing provider's address (box 32).",
		}).optional(),
		patient: Patient.meta({ description: 'Who received the services (boxes 2, 3, 5 and 26).' }),
		guarantor: Guarantor.meta({ description: 'Who pays, where that is not the patient.' }).optional(),
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
			"Ids of the template's notices to print beside those that it prints anyway. `GET /v1/templates/{id}` lists them.",
		).optional(),
		note: text(500, {
			description: 'Printed as it is. Not for clinical text: the paper passes through many hands.',
			example: 'Please keep this receipt for your records.',
		}).optional(),
		replaces: Replaces.meta({
			description: 'The superbill that this one corrects, for a corrected superbill (box 22).',
		}).optional(),
	})
	.meta({ description: 'A visit, or several, with billing codes and payments.' });

/** What a caller sends. */
export type SuperbillInput = z.input<typeof SuperbillRequest>;

/** A request of the right shape: text trimmed and normalised, defaults filled in. */
export type SuperbillRequest = z.output<typeof SuperbillRequest>;

export type ServiceLineRequest = SuperbillRequest['serviceLines'][number];
export type ServiceLineInput = SuperbillInput['serviceLines'][number];
