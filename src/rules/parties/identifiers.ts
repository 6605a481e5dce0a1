import { TAXONOMY_CODE } from '../../superbill/code-forms.ts';
import { isNpi } from '../../superbill/npi.ts';
import type { SuperbillRequest } from '../../superbill/request.ts';
import { formatTaxId, type TaxIdType } from '../../superbill/tax-id.ts';
import type { RequestPath, Rule } from '../rule.ts';
import { eachClinician } from '../walk.ts';
import { capitalsOr } from '../wording.ts';

/** Rules on NPIs, tax IDs and taxonomy codes. */

function* eachNpi(request: SuperbillRequest): Generator<{ npi: string; at: RequestPath }> {
	yield { npi: request.billingProvider.npi, at: ['billingProvider', 'npi'] };
	if (request.serviceFacility?.npi !== undefined) {
		yield { npi: request.serviceFacility.npi, at: ['serviceFacility', 'npi'] };
	}
	for (const { clinician, at } of eachClinician(request)) {
		if (clinician.npi !== undefined) yield { npi: clinician.npi, at: [...at, 'npi'] };
	}
}

export const npiCheckDigit: Rule = {
	id: 'npi-check-digit',
	severity: 'error',
	requirement: 'Every NPI is valid: its last digit is the check digit of the other nine.',
	why: 'Payers look up providers by NPI (CMS-1500 boxes 17b, 24J, 32a, 33a) and return a superbill with an NPI that cannot exist. The check digit is a Luhn digit over 80840 and the other nine (45 CFR 162.406).',
	fix: 'Copy the NPI from the registry (npiregistry.cms.hhs.gov). Usually one digit is mistyped or two are swapped.',
	*check({ request }) {
		for (const { npi, at } of eachNpi(request)) {
			if (isNpi(npi)) continue;
			yield {
				at,
				message: `${npi} is not a valid NPI; one digit is probably mistyped.`,
				help: 'Copy it from the NPI registry, npiregistry.cms.hhs.gov.',
			};
		}
	},
};

export const supervisorIsRenderer: Rule = {
	id: 'supervisor-is-renderer',
	severity: 'warning',
	requirement: 'The supervising and the rendering provider have different NPIs.',
	why: "A claim names a supervising provider (CMS-1500 box 17 with qualifier DQ, 837P loop 2310D) if somebody else rendered the service (box 24J, loop 2310B). Many groups bill an associate under the supervisor's NPI; some payers accept that.",
	fix: "Enter the associate's own NPI if there is one, or leave the supervising provider out if nobody supervised.",
	*check({ request: { supervisingProvider, renderingProvider } }) {
		if (supervisingProvider?.npi !== renderingProvider.npi) return;
		yield {
			at: ['supervisingProvider', 'npi'],
			message: `The rendering and the supervising provider have the same NPI, ${renderingProvider.npi}.`,
			help: "If the rendering provider has an NPI, enter it. If the service is billed under the supervisor's NPI, nothing needs to change.",
		};
	},
};

const TAX_ID_ADVICE: Readonly<Record<TaxIdType, string>> = {
	EIN: 'Write two digits, a hyphen and seven digits, as on the letter from the IRS: 00-0000001.',
	SSN: 'Write three, two and four digits with hyphens, or better, use an EIN.',
	ITIN: 'Write three, two and four digits with hyphens. An ITIN starts with 9.',
};

/** Two digits, a hyphen and seven digits. */
const EIN_FORM = /^\d{2}-\d{7}$/;

export const taxIdFormat: Rule = {
	id: 'tax-id-format',
	severity: 'error',
	requirement: 'The tax ID is a possible number of its type.',
	why: 'Payers report payments under this number (CMS-1500 box 25) and return superbills without a valid one. An EIN is NN-NNNNNNN with any prefix, because the IRS keeps assigning new ones; an SSN must be one that the SSA can have issued; an ITIN must have a group that the IRS assigns (Internal Revenue Manual 3.21.263).',
	fix: 'Copy the number from the IRS letter that assigned it, and check its type.',
	*check({ request }) {
		const { type, value } = request.billingProvider.taxId;
		if (formatTaxId(type, value) !== undefined) return;
		yield {
			at: ['billingProvider', 'taxId', 'value'],
			message: `The tax ID is not a valid ${type}.`,
			help:
				type !== 'EIN' && EIN_FORM.test(value)
					? 'It has the form of an EIN: set "type" to "EIN".'
					: TAX_ID_ADVICE[type],
		};
	},
};

export const taxIdIsSsn: Rule = {
	id: 'tax-id-is-ssn',
	severity: 'warning',
	requirement: "The tax ID is not a person's social security number.",
	why: 'The tax ID is printed in full, because payers need it (CMS-1500 box 25), and a superbill passes through many hands. An EIN is free, even for a sole proprietor (Form SS-4).',
	fix: 'Use an EIN instead. It is free: apply with Form SS-4.',
	*check({ request }) {
		const { type, value } = request.billingProvider.taxId;
		// A number with an EIN's hyphen has the wrong type, which is another rule's finding.
		if (type !== 'SSN' || EIN_FORM.test(value)) return;
		yield {
			at: ['billingProvider', 'taxId', 'type'],
			message: 'The tax ID is a social security number, and it is printed in full.',
			help: 'Use an EIN instead. It is free: apply with Form SS-4.',
		};
	},
};

function* eachTaxonomy(request: SuperbillRequest): Generator<{ taxonomy: string; at: RequestPath }> {
	const { taxonomy } = request.billingProvider;
	if (taxonomy !== undefined) yield { taxonomy, at: ['billingProvider', 'taxonomy'] };
	for (const { clinician, at } of eachClinician(request)) {
		if (clinician.taxonomy !== undefined) yield { taxonomy: clinician.taxonomy, at: [...at, 'taxonomy'] };
	}
}

export const taxonomyFormat: Rule = {
	id: 'taxonomy-format',
	severity: 'warning',
	requirement: 'Every taxonomy code is nine capital letters or digits followed by X.',
	why: "Codes of the NUCC's Health Care Provider Taxonomy have this form (CMS-1500 boxes 24I and 33b with qualifier ZZ, 837P PRV03). Payers compare them with the provider's enrollment.",
	fix: "Copy the code from the provider's entry in the NPI registry, or leave it out.",
	*check({ request }) {
		for (const { taxonomy, at } of eachTaxonomy(request)) {
			if (TAXONOMY_CODE.test(taxonomy)) continue;
			yield {
				at,
				message: `"${taxonomy}" is not a valid taxonomy code.`,
				help: capitalsOr(
					taxonomy,
					(code) => TAXONOMY_CODE.test(code),
					'Write ten capital letters or digits ending in X, as in the NPI registry, or leave it out.',
				),
			};
		}
	},
};
