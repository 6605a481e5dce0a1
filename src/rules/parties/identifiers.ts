import { isNpi } from '../../superbill/npi.ts';
import type { SuperbillRequest } from '../../superbill/request.ts';
import { formatTaxId, type TaxIdType } from '../../superbill/tax-id.ts';
import type { RequestPath, Rule } from '../rule.ts';
import { eachClinician } from '../walk.ts';
import { capitalsOr } from '../wording.ts';

/** Numbers that say who charged and who rendered. */

function* eachNpi(request: SuperbillRequest): Generator<{ npi: string; at: RequestPath }> {
	yield { npi: request.billingProvider.npi, at: ['billingProvider', 'npi'] };
	if (request.serviceFacility?.npi !== undefined) {
		yield { npi: request.serviceFacility.npi, at: ['serviceFacility', 'npi'] };
	}
	for (const { clinician, at } of eachClinician(request)) yield { npi: clinician.npi, at: [...at, 'npi'] };
}

export const npiCheckDigit: Rule = {
	id: 'npi-check-digit',
	severity: 'error',
	requirement: 'Every NPI ends in the check digit that its other nine digits ask for.',
	why: 'A payer looks providers up by NPI (CMS-1500 boxes 17b, 24J, 32a, 33a) and returns a paper whose number cannot exist. The digit is a Luhn sum over 80840 and the NPI (45 CFR 162.406).',
	fix: 'Compare the number with the NPI registry (npiregistry.cms.hhs.gov); most often a digit is mistyped or two are swapped.',
	*check({ request }) {
		for (const { npi, at } of eachNpi(request)) {
			if (isNpi(npi)) continue;
			yield {
				at,
				message: `NPI ${npi} has a wrong check digit.`,
				help: 'Compare it with the NPI registry; most often a digit is mistyped or two are swapped.',
			};
		}
	},
};

export const supervisorIsRenderer: Rule = {
	id: 'supervisor-is-renderer',
	severity: 'error',
	requirement: 'The supervising and the rendering provider have different NPIs.',
	why: 'A supervising provider (CMS-1500 box 17 with qualifier DQ, 837P loop 2310D) stands on a claim only where somebody else rendered the service (box 24J, loop 2310B).',
	fix: 'Give the NPI of the clinician who supervised, or leave the supervising provider out.',
	*check({ request: { supervisingProvider, renderingProvider } }) {
		if (supervisingProvider?.npi !== renderingProvider.npi) return;
		yield {
			at: ['supervisingProvider', 'npi'],
			message: `NPI ${renderingProvider.npi} is both the rendering and the supervising provider.`,
			help: 'Give the NPI of the clinician who supervised, or leave the supervising provider out.',
		};
	},
};

const TAX_ID_ADVICE: Readonly<Record<TaxIdType, string>> = {
	EIN: 'Write an EIN as two digits, a hyphen and seven digits, as on the letter from the IRS.',
	SSN: 'Write an SSN as three, two and four digits with hyphens; better, use an EIN.',
	ITIN: 'Write an ITIN as three, two and four digits with hyphens; it starts with 9.',
};

export const taxIdFormat: Rule = {
	id: 'tax-id-format',
	severity: 'error',
	requirement: 'The tax id is a number that its type can have.',
	why: 'Payers report what they pay under this number (CMS-1500 box 25) and return papers without a valid one. Forms: EIN NN-NNNNNNN (any prefix, the IRS goes on assigning new ones); SSN as the SSA has issued them; ITIN with the groups that the IRS assigns (Internal Revenue Manual 3.21.263).',
	fix: 'Copy the number from the letter in which the IRS assigned it, and check that the type is right.',
	*check({ request }) {
		const { type, value } = request.billingProvider.taxId;
		if (formatTaxId(type, value) !== undefined) return;
		yield {
			at: ['billingProvider', 'taxId', 'value'],
			message: `The tax id is not a possible ${type}.`,
			help: TAX_ID_ADVICE[type],
		};
	},
};

export const taxIdIsSsn: Rule = {
	id: 'tax-id-is-ssn',
	severity: 'warning',
	requirement: "The tax id is not a person's social security number.",
	why: 'The tax id is printed in full, because payers need it (CMS-1500 box 25), and a superbill passes through many hands. The IRS gives an EIN free of charge, to a sole proprietor too (Form SS-4).',
	fix: 'Apply for an EIN (Form SS-4, free of charge) and use it instead.',
	*check({ request }) {
		if (request.billingProvider.taxId.type !== 'SSN') return;
		yield {
			at: ['billingProvider', 'taxId', 'type'],
			message: 'The tax id is a social security number, and it is printed in full.',
			help: 'Use an EIN, which keeps the social security number off paper.',
		};
	},
};

const TAXONOMY = /^[0-9A-Z]{9}X$/;

function* eachTaxonomy(request: SuperbillRequest): Generator<{ taxonomy: string; at: RequestPath }> {
	const { taxonomy } = request.billingProvider;
	if (taxonomy !== undefined) yield { taxonomy, at: ['billingProvider', 'taxonomy'] };
	for (const { clinician, at } of eachClinician(request)) {
		if (clinician.taxonomy !== undefined) yield { taxonomy: clinician.taxonomy, at: [...at, 'taxonomy'] };
	}
}

export const taxonomyFormat: Rule = {
	id: 'taxonomy-format',
	severity: 'error',
	requirement: 'Every taxonomy code has ten capital letters and digits, the last an X.',
	why: "That is the form of the NUCC's Health Care Provider Taxonomy (CMS-1500 boxes 24I and 33b with qualifier ZZ, 837P PRV03); payers match it with the provider's enrolment.",
	fix: "Copy the code from the provider's entry in the NPI registry, or leave it out.",
	*check({ request }) {
		for (const { taxonomy, at } of eachTaxonomy(request)) {
			if (TAXONOMY.test(taxonomy)) continue;
			yield {
				at,
				message: `Taxonomy code "${taxonomy}" is not ten capital letters and digits that end in X.`,
				help: capitalsOr(
					taxonomy,
					(code) => TAXONOMY.test(code),
					"Copy it from the provider's entry in the NPI registry, or leave it out.",
				),
			};
		}
	},
};
