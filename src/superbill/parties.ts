import type { z } from 'zod';
import {
	Address,
	date,
	email,
	npi,
	object,
	oneName,
	oneOf,
	partyFields,
	pattern,
	personFields,
	phone,
	state,
	text,
	timeZone,
} from './fields.ts';
import { TAX_ID_TYPES } from './tax-id.ts';

/** The parties on a superbill: practice, clinicians, patient, guarantor and insurers. */

const taxonomy = (whose: string) => text(20, `NUCC provider taxonomy code of ${whose}.`, '2084P0800X');

const TaxId = object('TaxId', 'Federal tax identification number (box 25).', {
	type: oneOf(
		TAX_ID_TYPES,
		'Type of the number (box 25). An EIN keeps a social security number off the paper.',
		'EIN',
	),
	value: text(20, 'The number, with or without hyphens. It is printed with them.', '00-0000001'),
});

export const BillingProvider = object(
	'BillingProvider',
	'The practice that charges for the services (box 33).',
	{
		name: text(
			200,
			'Legal name of the practice, as the payer knows it (box 33).',
			'Pretend Harbor Ketamine & Wellness PLLC',
		),
		doingBusinessAs: text(
			200,
			'Trade name, if patients know the practice by another name. Printed below the legal name.',
			'Pretend Harbor Ketamine',
		).optional(),
		npi: npi('NPI of the organization, or of the clinician in a solo practice (box 33a).', '2000000028'),
		taxId: TaxId.describe("The practice's federal tax identification number (box 25)."),
		taxonomy: taxonomy('the practice (box 33b)').optional(),
		clia: pattern(
			/^\d{2}D\d{7}$/,
			'is not a CLIA number. Write it like "00D0000000"',
			'CLIA number, if the practice does laboratory tests itself.',
			'00D0000000',
		).optional(),
		address: Address.describe('Street address of the practice (box 33).'),
		payToAddress: Address.describe('Address for payments, if different.').optional(),
		phone: phone('Phone number for questions from payers (box 33).').optional(),
		fax: phone('Fax number.').optional(),
		email: email('Email address for payers and patients.').optional(),
		website: text(200, 'Website, printed as given.', 'pretend-harbor.example.com').optional(),
		timeZone: timeZone(
			"The practice's time zone (IANA name), which decides today's date. Not printed.",
		).optional(),
	},
);

const License = object('License', 'A state professional license.', {
	state: state('The issuing state.'),
	number: text(50, 'The license number.', 'FICT-APN-0001'),
});

const clinicianFields = {
	...partyFields,
	credentials: text(100, 'Credentials, printed after the name.', 'DNP, PMHNP-BC').optional(),
	title: text(
		100,
		'Professional title in words, which some payers ask for.',
		'Psychiatric nurse practitioner',
	).optional(),
	npi: npi(
		"The clinician's own NPI, or that of the organization.",
		'2000000010',
		'is missing. A clinician without one can apply for it, free of charge, at nppes.cms.hhs.gov. Until then, enter the supervisor as the rendering provider if the payer accepts services billed under the supervisor',
	),
	taxonomy: taxonomy('the clinician').optional(),
	license: License.describe("The clinician's state license.").optional(),
};

export const Clinician = oneName(
	object(
		'Clinician',
		'A rendering (boxes 24J and 31) or supervising clinician (boxes 17 and 17b), or an organization without a rendering person, such as a laboratory.',
		clinicianFields,
	),
);

const REFERRAL_ROLES = ['referring', 'ordering'] as const;

export const ReferringProvider = oneName(
	object(
		'ReferringProvider',
		'The clinician who referred the patient or ordered the service (boxes 17 and 17b).',
		{
			...clinicianFields,
			npi: clinicianFields.npi.optional(),
			role: oneOf(
				REFERRAL_ROLES,
				'Referred the patient (box 17, qualifier DN) or ordered the service (DK). Default: referring.',
				'ordering',
			).optional(),
		},
	),
);

export const ServiceFacility = object(
	'ServiceFacility',
	"The place of the services, if it is not the billing provider's address (box 32).",
	{
		name: text(200, 'Name of the facility (box 32).', 'Invented Infusion Suites'),
		npi: npi("The facility's NPI (box 32a).").optional(),
		address: Address.describe('Address of the facility (box 32).'),
	},
);

const SEXES = ['F', 'M', 'U', 'X'] as const;

const sex = oneOf(
	SEXES,
	'As on the insurance record (box 3): F female, M male, U unknown, or X if the record says X. Printed as given.',
	'F',
);

export const Patient = object('Patient', 'The person who received the services (boxes 2, 3, 5 and 26).', {
	...personFields,
	preferredName: text(200, 'The name that the patient goes by.', 'Mar').optional(),
	birthDate: date('Date of birth (box 3).', '1984-02-29'),
	sex,
	accountNumber: text(38, "The practice's number for the patient (box 26).", 'PT-000101').optional(),
	address: Address.describe('Home address of the patient (box 5).'),
	phone: phone('Phone number (box 5).').optional(),
	email: email('Email address.').optional(),
});

export const Guarantor = object(
	'Guarantor',
	'The person who pays, if not the patient. The document is addressed to the guarantor.',
	{
		...personFields,
		relationship: text(50, 'Relationship of the guarantor to the patient.', 'mother'),
		address: Address.describe('Address printed on the document.'),
		phone: phone('Phone number.').optional(),
	},
);

const Subscriber = oneName(
	object('Subscriber', 'The person or organization that holds the insurance (boxes 4, 7 and 11a).', {
		...partyFields,
		birthDate: date('Date of birth (box 11a).', '1979-05-05').optional(),
		sex: sex.optional(),
		address: Address.describe("The subscriber's address (box 7).").optional(),
	}),
);

export const Coverage = object(
	'Coverage',
	'An insurance of the patient. `subscriber` is required unless `relationship` is `self`.',
	{
		payerName: text(200, "The insurer's name.", 'Fictional Mutual Health Plan'),
		payerId: text(80, 'Electronic payer ID from the insurance card.', 'FICT01').optional(),
		memberId: text(80, 'Member ID from the insurance card (box 1a).', 'FICT000000101'),
		groupNumber: text(50, 'Group or policy number (box 11).', 'FICT-GRP-01').optional(),
		claimNumber: text(
			50,
			"Number of the claim with an auto, workers' compensation or other liability insurer (box 11b, qualifier Y4).",
			'FICT-CLAIM-01',
		).optional(),
		payerAddress: Address.describe('Address of the insurer to which claims are sent.').optional(),
		employer: text(200, 'Employer through which the insurance is held.', 'Imaginary Widgets Inc').optional(),
		planName: text(200, 'Plan name (box 11c).', 'Fictional PPO').optional(),
		relationship: oneOf(
			['self', 'spouse', 'child', 'other'],
			'Relationship of the patient to the subscriber (box 6).',
			'self',
		),
		subscriber: Subscriber.describe(
			'The person who holds the insurance. Required unless `relationship` is `self`.',
		).optional(),
	},
);

export type Clinician = z.output<typeof Clinician>;
export type Coverage = z.output<typeof Coverage>;
export type ReferringProvider = z.output<typeof ReferringProvider>;
/** A person, or an organization with a `name`. */
export type Party = Pick<Clinician, 'name' | 'firstName' | 'middleName' | 'lastName' | 'suffix'>;
