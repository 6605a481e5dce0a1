import { ageOn } from '../../superbill/dates.ts';
import type { Rule } from '../rule.ts';
import { earliestLine } from '../walk.ts';

/** Who is insured with whom, and who pays. */

export const subscriberMissing: Rule = {
	id: 'subscriber-missing',
	severity: 'error',
	requirement: 'A coverage names its subscriber unless the patient is the subscriber.',
	why: 'A payer finds the contract by the person who holds it: name, birth date and address (CMS-1500 boxes 4, 7 and 11a; 837P loop 2010BA).',
	fix: 'Add the subscriber, or set the relationship to "self" if the patient holds the insurance.',
	*check({ request }) {
		for (const [i, { relationship, subscriber }] of (request.coverages ?? []).entries()) {
			if (relationship === 'self' || subscriber) continue;
			yield {
				at: ['coverages', i],
				message: `A coverage with relationship "${relationship}" does not name its subscriber.`,
				help: 'Add subscriber, or set relationship to "self" if the patient holds the insurance.',
			};
		}
	},
};

const MAJORITY = 18;

export const minorWithoutGuarantor: Rule = {
	id: 'minor-without-guarantor',
	severity: 'warning',
	requirement: 'A patient who was under 18 on the first date of service has a guarantor.',
	why: 'Insurers reimburse the adult who paid, and in most states a minor is not bound by an agreement to pay; without a guarantor the document is addressed to the child.',
	fix: 'Add the adult who pays as guarantor.',
	*check({ request }) {
		const { date } = earliestLine(request).line;
		if (request.guarantor || ageOn(request.patient.birthDate, date) >= MAJORITY) return;
		yield {
			at: ['patient'],
			message: `The patient was under 18 on the first date of service, ${date}, and there is no guarantor.`,
			help: 'Add guarantor: the adult who pays.',
		};
	},
};

export const coverageMissing: Rule = {
	id: 'coverage-missing',
	severity: 'info',
	requirement: 'At least one coverage is given.',
	why: 'The patient sends the superbill to an insurer, which finds the member by the ids on it (CMS-1500 boxes 1a and 11).',
	fix: 'Add the insurance of the patient, if there is one.',
	*check({ request: { coverages } }) {
		if (coverages?.length) return;
		yield {
			at: coverages ? ['coverages'] : [],
			message: 'No coverage is given: an insurer cannot find the member from this superbill alone.',
			help: 'Add the insurance of the patient, if there is one.',
		};
	},
};
