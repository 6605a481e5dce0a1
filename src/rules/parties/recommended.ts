import type { RequestPath, Rule } from '../rule.ts';
import { eachClinician } from '../walk.ts';

/** Rules on details of people and practices that most payers want, although a claim may lack them. */

export const subscriberBirthDate: Rule = {
	id: 'subscriber-birth-date',
	severity: 'warning',
	requirement: 'Every subscriber who is a person has a date of birth.',
	why: 'Payers find a member by name and birth date (CMS-1500 box 11a). An electronic claim has none for a subscriber who is not the patient (837P loop 2330A), so a payer can do without, but may ask.',
	fix: "Add the subscriber's date of birth if you know it.",
	*check({ request }) {
		for (const [i, { subscriber }] of (request.coverages ?? []).entries()) {
			if (!subscriber || subscriber.name !== undefined || subscriber.birthDate !== undefined) continue;
			yield {
				at: ['coverages', i, 'subscriber'],
				message: `The subscriber of coverage ${i + 1} has no date of birth.`,
				help: 'Add "birthDate", written as year-month-day, if you know it.',
			};
		}
	},
};

export const practicePhone: Rule = {
	id: 'practice-phone',
	severity: 'warning',
	requirement: 'The practice has a phone number.',
	why: 'Box 33 of the CMS-1500 has a place for it, and a payer who can call does not send the superbill back (837P 2010AA PER is situational).',
	fix: 'Add the phone number at which someone can answer questions about the superbill.',
	*check({ request: { billingProvider } }) {
		if (billingProvider.phone !== undefined) return;
		yield {
			at: ['billingProvider'],
			message: 'The practice has no phone number, so a payer with a question has to write.',
			help: 'Add "phone".',
		};
	},
};

export const credentialsMissing: Rule = {
	id: 'credentials-missing',
	severity: 'warning',
	requirement: 'Every rendering or supervising clinician has credentials.',
	why: 'Payers decide by the credentials if they cover a service by this kind of clinician (CMS-1500 box 31 asks for degrees or credentials).',
	fix: 'Add the credentials as they are printed after the name, such as LCSW or DNP, PMHNP-BC.',
	*check({ request }) {
		for (const { clinician, at } of eachClinician(request)) {
			// Those who refer are known to the payer.
			if (at[0] === 'referringProvider') continue;
			if (clinician.credentials !== undefined || clinician.name !== undefined) continue;
			yield {
				at,
				message: `The ${roleOf(at)} has no credentials.`,
				help: 'Add "credentials", such as "LCSW" or "DNP, PMHNP-BC".',
			};
		}
	},
};

const ROLES: Readonly<Record<string, string>> = {
	renderingProvider: 'rendering provider',
	supervisingProvider: 'supervising provider',
};

function roleOf(at: RequestPath): string {
	const role = ROLES[String(at.at(-1))] as string;
	return at[0] === 'serviceLines' ? `${role} of line ${Number(at[1]) + 1}` : role;
}

export const referringNpi: Rule = {
	id: 'referring-npi',
	severity: 'warning',
	requirement: 'A referring or ordering provider has an NPI.',
	why: 'Payers that require a referral look the clinician up by NPI (CMS-1500 box 17b). Others accept the name alone.',
	fix: 'Look up the NPI in the registry, npiregistry.cms.hhs.gov.',
	*check({ request: { referringProvider } }) {
		if (!referringProvider || referringProvider.npi !== undefined) return;
		yield {
			at: ['referringProvider'],
			message: `The ${referringProvider.role ?? 'referring'} provider has no NPI.`,
			help: 'Look it up at npiregistry.cms.hhs.gov and add "npi".',
		};
	},
};

export const providerDetails: Rule = {
	id: 'provider-details',
	severity: 'info',
	requirement:
		'The rendering provider has a license number and a taxonomy code, and the template prints a signature.',
	why: "Most payers do without them. Workers' compensation plans ask for the license number (NUCC, 1500 Claim Form Reference Instruction Manual, qualifier 0B); Medicaid and Blue Cross Blue Shield plans compare the taxonomy code with the enrollment (qualifier ZZ); TRICARE overseas and some employer plans want the bill signed (box 31).",
	fix: 'Add them once, in the profile of the practice.',
	*check({ request: { renderingProvider }, knowledge }) {
		const { name, license, taxonomy } = renderingProvider;
		const missing = [
			...((name ?? license) === undefined
				? ["license number, which workers' compensation plans ask for"]
				: []),
			...(taxonomy === undefined
				? ['taxonomy code, which Medicaid and Blue Cross Blue Shield plans compare with the enrollment']
				: []),
		];
		if (missing.length > 0) {
			yield {
				at: ['renderingProvider'],
				message: `The rendering provider has no ${missing.join(', and no ')}.`,
				help: 'Add "license" with the state and the number, and "taxonomy" from the entry in the NPI registry.',
			};
		}
		if (!knowledge.isSigned) {
			yield {
				at: [],
				message: 'The template prints no signature, which some plans ask for (CMS-1500 box 31).',
				help: 'Choose a template with a signature, or sign by hand.',
			};
		}
	},
};
