import { z } from 'zod';
import {
	Address,
	date,
	email,
	npi,
	oneName,
	oneOf,
	partyFields,
	personFields,
	phone,
	state,
	text,
	timeZone,
} from './fields.ts';
import { TAX_ID_TYPES } from './tax-id.ts';

/** The parties on a superbill: practice, clinicians, patient, guarantor and insurers. */

const taxonomy = (whose: string) =>
	text(20, { description: `NUCC provider taxonomy code of ${whose}.`, example: '2084P0800X' });

const TaxId = z
	.strictObject({
		type: oneOf(TAX_ID_TYPES, {
			description: 'Type of the number (box 25). An EIN keeps a social security number off the paper.',
			example: 'EIN',
		}),
		value: text(20, {
			description: 'The number, with or without hyphens. It is printed with them.',
			example: '00-0000001',
		}),
	})
	.meta({ id: 'TaxId', description: 'Federal tax identification number (box 25).' });

export const BillingProvider = z
	.strictObject({
		name: text(200, {
			description: 'Legal name of the practice, as the payer knows it (box 33).',
			example: 'Pretend Harbor Ketamine & Wellness PLLC',
		}),
		doingBusinessAs: text(200, {
			description: 'Trade name, if patients know the practice by another name. Printed below the legal name.',
			example: 'Pretend Harbor Ketamine',
		}).optional(),
		npi: npi({
			description: 'NPI of the organization, or of the clinician in a solo practice (box 33a).',
			example: '2000000028',
		}),
		taxId: TaxId.meta({ description: "The practice's federal tax identification number (box 25)." }),
		taxonomy: taxonomy('the practice (box 33b)').optional(),
		address: Address.meta({ description: 'Street address of the practice (box 33).' }),
		payToAddress: Address.meta({
			description: 'Address for payments, if different.',
		}).optional(),
		phone: phone('Phone number for questions from payers (box 33).').optional(),
		fax: phone('Fax number.').optional(),
		email: email('Email address for payers and patients.').optional(),
		website: text(200, {
			description: 'Website, printed as given.',
			example: 'pretend-harbor.example.com',
		}).optional(),
		timeZone: timeZone({
			description: "The practice's time zone (IANA name), which decides today's date. Not printed.",
		}).optional(),
	})
	.meta({ id: 'BillingProvider', description: 'The practice that charges for the services (box 33).' });

const License = z
	.strictObject({
		state: state({ description: 'The issuing state.' }),
		number: text(50, { description: 'The license number.', example: 'FICT-APN-0001' }),
	})
	.meta({ id: 'License', description: 'A state professional license.' });

const clinicianFields = {
	...partyFields,
	credentials: text(100, {
		description: 'Credentials, printed after the name.',
		example: 'DNP, PMHNP-BC',
	}).optional(),
	title: text(100, {
		description: 'Professional title in words, which some payers ask for.',
		example: 'Psychiatric nurse practitioner',
	}).optional(),
	npi: npi({ description: "The clinician's own NPI, or that of the organization." }),
	taxonomy: taxonomy('the clinician').optional(),
	license: License.meta({ description: "The clinician's state license." }).optional(),
};

export const Clinician = oneName(z.strictObject(clinicianFields)).meta({
	id: 'Clinician',
	description:
		'A rendering (boxes 24J and 31) or supervising clinician (boxes 17 and 17b), or an organization without a rendering person, such as a laboratory.',
});

export const REFERRAL_ROLES = ['referring', 'ordering'] as const;

export const ReferringProvider = oneName(
	z.strictObject({
		...clinicianFields,
		npi: clinicianFields.npi.optional(),
		role: oneOf(REFERRAL_ROLES, {
			description: 'Referred the patient (box 17, qualifier DN) or ordered the service (DK). Default: referring.',
			example: 'ordering',
		}).optional(),
	}),
).meta({
	id: 'ReferringProvider',
	description: 'The clinician who referred the patient or ordered the service (boxes 17 and 17b).',
});

export const ServiceFacility = z
	.strictObject({
		name: text(200, { description: 'Name of the facility (box 32).', example: 'Invented Infusion Suites' }),
		npi: npi({ description: "The facility's NPI (box 32a)." }).optional(),
		address: Address.meta({ description: 'Address of the facility (box 32).' }),
	})
	.meta({
		id: 'ServiceFacility',
		description: "The place of the services, if it is not the billing provider's address (box 32).",
	});

const SEXES = ['F', 'M', 'U', 'X'] as const;

const sex = oneOf(SEXES, {
	description:
		'As on the insurance record (box 3): F female, M male, U unknown, or X if the record says X. Printed as given.',
	example: 'F',
});

export const Patient = z
	.strictObject({
		...personFields,
		preferredName: text(200, {
			description: 'The name that the patient goes by.',
			example: 'Mar',
		}).optional(),
		birthDate: date({ description: 'Date of birth (box 3).', example: '1984-02-29' }),
		sex,
		accountNumber: text(38, {
			description: "The practice's number for the patient (box 26).",
			example: 'PT-000101',
		}).optional(),
		address: Address.meta({ description: 'Home address of the patient (box 5).' }),
		phone: phone('Phone number (box 5).').optional(),
		email: email('Email address.').optional(),
	})
	.meta({ id: 'Patient', description: 'The person who received the services (boxes 2, 3, 5 and 26).' });

export const Guarantor = z
	.strictObject({
		...personFields,
		relationship: text(50, {
			description: 'Relationship of the guarantor to the patient.',
			example: 'mother',
		}),
		address: Address.meta({ description: 'Address printed on the document.' }),
		phone: phone('Phone number.').optional(),
	})
	.meta({
		id: 'Guarantor',
		description: 'The person who pays, if not the patient. The document is addressed to the guarantor.',
	});

const Subscriber = oneName(
	z.strictObject({
		...partyFields,
		birthDate: date({ description: 'Date of birth (box 11a).', example: '1979-05-05' }).optional(),
		sex: sex.optional(),
		address: Address.meta({ description: "The subscriber's address (box 7)." }).optional(),
	}),
).meta({
	id: 'Subscriber',
	description: 'The person or organization that holds the insurance (boxes 4, 7 and 11a).',
});

export const Coverage = z
	.strictObject({
		payerName: text(200, { description: "The insurer's name.", example: 'Fictional Mutual Health Plan' }),
		payerId: text(80, {
			description: 'Electronic payer ID from the insurance card.',
			example: 'FICT01',
		}).optional(),
		memberId: text(80, {
			description: 'Member ID from the insurance card (box 1a).',
			example: 'FICT000000101',
		}),
		groupNumber: text(50, {
			description: 'Group or policy number (box 11).',
			example: 'FICT-GRP-01',
		}).optional(),
		payerAddress: Address.meta({ description: 'Address of the insurer to which claims are sent.' }).optional(),
		employer: text(200, {
			description: 'Employer through which the insurance is held.',
			example: 'Imaginary Widgets Inc',
		}).optional(),
		planName: text(200, { description: 'Plan name (box 11c).', example: 'Fictional PPO' }).optional(),
		relationship: oneOf(['self', 'spouse', 'child', 'other'], {
			description: 'Relationship of the patient to the subscriber (box 6).',
			example: 'self',
		}),
		subscriber: Subscriber.meta({
			description: 'The person who holds the insurance. Required unless `relationship` is `self`.',
		}).optional(),
	})
	.meta({
		id: 'Coverage',
		description: 'An insurance of the patient. `subscriber` is required unless `relationship` is `self`.',
	});

export type Clinician = z.output<typeof Clinician>;
export type Coverage = z.output<typeof Coverage>;
export type ReferringProvider = z.output<typeof ReferringProvider>;
/** A person, or an organization with a `name`. */
export type Party = Pick<Clinician, 'name' | 'firstName' | 'middleName' | 'lastName' | 'suffix'>;
