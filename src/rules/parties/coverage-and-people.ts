import { ageOn } from '../../superbill/dates.ts';
import type { Rule } from '../rule.ts';
import { earliestLine } from '../walk.ts';

/** Rules on insurances, subscribers and guarantors. */

export const subscriberMissing: Rule = {
	id: 'subscriber-missing',
	severity: 'error',
	requirement: 'Every coverage names its subscriber, unless the patient is the subscriber.',
	why: 'Payers find a contract by the name, birth date and address of the person who holds it (CMS-1500 boxes 4, 7 and 11a; 837P loop 2010BA).',
	fix: 'Add the subscriber, or set the relationship to "self" if the patient holds the insurance.',
	*check({ request }) {
		for (const [i, { relationship, subscriber }] of (request.coverages ?? []).entries()) {
			if (relationship === 'self' || subscriber) continue;
			yield {
				at: ['coverages', i],
				message: `Coverage ${i + 1} has relationship "${relationship}" but no subscriber.`,
				help: 'Add "subscriber", or set "relationship" to "self" if the patient holds the insurance.',
			};
		}
	},
};

const AGE_OF_MAJORITY = 18;

export const minorWithoutGuarantor: Rule = {
	id: 'minor-without-guarantor',
	severity: 'warning',
	requirement: 'A patient under 18 on the first date of service has a guarantor.',
	why: 'Insurers reimburse the adult who paid, and in most states an agreement to pay does not bind a minor. Without a guarantor the document is addressed to the child.',
	fix: 'Add the adult who pays as the guarantor.',
	*check({ request }) {
		const { date } = earliestLine(request).line;
		if (request.guarantor || ageOn(request.patient.birthDate, date) >= AGE_OF_MAJORITY) return;
		yield {
			at: ['patient'],
			message: `The patient was under 18 on the first date of service, ${date}, and has no guarantor.`,
			help: 'Add the adult who pays as "guarantor".',
		};
	},
};

export const coverageMissing: Rule = {
	id: 'coverage-missing',
	severity: 'info',
	requirement: 'The superbill has at least one coverage.',
	why: 'The patient sends the superbill to an insurer, who finds the member by the IDs on it (CMS-1500 boxes 1a and 11).',
	fix: "Add the patient's insurance, if there is one.",
	*check({ request: { coverages } }) {
		if (coverages?.length) return;
		yield {
			at: coverages ? ['coverages'] : [],
			message: 'The superbill has no coverage, so an insurer cannot find the member by it.',
			help: "Add the patient's insurance, if there is one.",
		};
	},
};
