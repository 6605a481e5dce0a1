import { ageOn } from '../../superbill/dates.ts';
import type { Coverage } from '../../superbill/parties.ts';
import type { SuperbillRequest } from '../../superbill/request.ts';
import type { Rule } from '../rule.ts';
import { eachLine, earliestLine } from '../walk.ts';
import { agesText, OLDEST_AGE } from '../wording.ts';

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

type Subscriber = NonNullable<Coverage['subscriber']>;

/** Two of first name, last name and birth date make a person, because names change and have short forms. */
function isSamePerson(patient: SuperbillRequest['patient'], subscriber: Subscriber): boolean {
	const sameFirst = plain(subscriber.firstName) === plain(patient.firstName);
	const sameLast = plain(subscriber.lastName) === plain(patient.lastName);
	const { birthDate } = subscriber;
	if (birthDate === undefined) return sameFirst && sameLast;
	return birthDate === patient.birthDate && (sameFirst || sameLast);
}

const plain = (name: string | undefined): string | undefined =>
	name?.normalize('NFKD').replace(/\P{L}/gu, '').toLowerCase();

export const selfWithSubscriber: Rule = {
	id: 'self-with-subscriber',
	severity: 'warning',
	requirement: 'A patient who is the subscriber is not given another person as the subscriber.',
	why: 'With relationship "self", payers look the member up by the patient (CMS-1500 boxes 4, 6 and 11a). Another subscriber contradicts that, and the claim is returned.',
	fix: 'Set the relationship of the patient to the subscriber, or remove the subscriber.',
	*check({ request }) {
		for (const [i, { relationship, subscriber }] of (request.coverages ?? []).entries()) {
			if (relationship !== 'self' || !subscriber || isSamePerson(request.patient, subscriber)) continue;
			yield {
				at: ['coverages', i, 'subscriber'],
				message: `Coverage ${i + 1} has relationship "self", but its subscriber is not the patient.`,
				help: 'Set "relationship" to "spouse", "child" or "other", or remove "subscriber".',
			};
		}
	},
};

export const patientAge: Rule = {
	id: 'patient-age',
	severity: 'warning',
	requirement: 'The patient is at most 124 years old on every date of service.',
	why: 'The birth date is probably mistyped (CMS-1500 box 3). The Medicare Code Editor rejects ages above 124 (CMS, Definitions of Medicare Code Edits).',
	fix: "Check the year of the patient's birth date.",
	*check({ request }) {
		const { date } = earliestLine(request).line;
		const age = ageOn(request.patient.birthDate, date);
		if (age <= OLDEST_AGE) return;
		yield {
			at: ['patient', 'birthDate'],
			message: `The patient would have been ${age} years old on ${date}.`,
			help: 'Check the year of the birth date.',
		};
	},
};

/**
 * Ages for preventive visits of new and established patients, last year included (CPT, Preventive Medicine Services;
 * the same bands in state Medicaid fee schedules). They have not changed since these codes began.
 */
const PREVENTIVE_AGES: ReadonlyMap<string, readonly [first: number, last: number]> = new Map([
	['99381', [0, 0]],
	['99382', [1, 4]],
	['99383', [5, 11]],
	['99384', [12, 17]],
	['99385', [18, 39]],
	['99386', [40, 64]],
	['99387', [65, OLDEST_AGE]],
	['99391', [0, 0]],
	['99392', [1, 4]],
	['99393', [5, 11]],
	['99394', [12, 17]],
	['99395', [18, 39]],
	['99396', [40, 64]],
	['99397', [65, OLDEST_AGE]],
]);

export const procedureAge: Rule = {
	id: 'procedure-age',
	severity: 'warning',
	requirement: "A preventive visit has the code for the patient's age.",
	why: 'There is one code for each age band, 99381–99387 for new and 99391–99397 for established patients (CPT, Preventive Medicine Services). Payers deny the others.',
	fix: 'Use the code for the age on the date of service, or check the birth date.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			const [first, last] = PREVENTIVE_AGES.get(line.code) ?? [0, OLDEST_AGE];
			const age = ageOn(request.patient.birthDate, line.date);
			if (age < 0 || age > OLDEST_AGE || (age >= first && age <= last)) continue;
			const tens = line.code.slice(0, 4);
			const right = [...PREVENTIVE_AGES].find(
				([code, [from, to]]) => code.startsWith(tens) && age >= from && age <= to,
			);
			yield {
				at: [...at, 'code'],
				message: `${line.code} is for patients ${agesText(first, last)}; the patient was ${age} on ${line.date}.`,
				help: `Use ${right?.[0]}, or check the birth date.`,
			};
		}
	},
};

/** Inpatient hospital, outpatient hospital on campus, emergency room, ambulatory surgical center. */
const FACILITIES: ReadonlySet<string> = new Set(['21', '22', '23', '24']);

export const facilityMissing: Rule = {
	id: 'facility-missing',
	severity: 'info',
	requirement: 'Services in a hospital or an ambulatory surgical center (21, 22, 23, 24) name the facility.',
	why: 'Medicare and many plans match the service with the claim of the facility, and price it by its address (CMS-1500 box 32; 837P loop 2310C; Medicare Claims Processing Manual, chapter 26, 10.4). A practice that belongs to the hospital may have its address.',
	fix: 'Add the facility with its name and address.',
	*check({ request }) {
		if (request.serviceFacility) return;
		const inside = eachLine(request).filter(({ line }) => FACILITIES.has(line.placeOfService));
		const [first] = inside;
		if (!first) return;
		const places = [...new Set(inside.map(({ line }) => line.placeOfService))].sort();
		yield {
			at: [...first.at, 'placeOfService'],
			message: `Place of service ${places.join(', ')} is a facility, but the superbill names none.`,
			help: 'Add "serviceFacility". If the practice itself is the facility, enter it there as well.',
		};
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
