import type { CodeAnswer } from '../../codes/code-sets.ts';
import type { IsoDate } from '../../superbill/dates.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { notInForce, offer } from '../wording.ts';
import { type DatedDiagnosis, datedDiagnoses, firstOfEditions, icd10cmEdition } from './dated.ts';

/** Diagnoses (CMS-1500 box 21) against ICD-10-CM as it was on the dates of service that point to them. */

type Found<S extends CodeAnswer['state']> = Extract<CodeAnswer, { state: S }>;

interface Judged<S extends CodeAnswer['state']> {
	readonly diagnosis: DatedDiagnosis;
	readonly date: IsoDate;
	readonly answer: Found<S>;
}

/** Each diagnosis with the first of its dates on which the code set answers so: one finding is enough to mend it. */
function* answered<S extends CodeAnswer['state']>(
	{ request, knowledge }: RuleInput,
	...states: readonly S[]
): Generator<Judged<S>> {
	for (const diagnosis of datedDiagnoses(request)) {
		for (const date of firstOfEditions(diagnosis.days)) {
			const answer = knowledge.codes.diagnosis(diagnosis.code, date);
			if (!(states as readonly string[]).includes(answer.state)) continue;
			yield { diagnosis, date, answer: answer as Found<S> };
			break;
		}
	}
}

const hitAt = ({ index }: DatedDiagnosis): RuleFinding['at'] => ['diagnoses', index, 'code'];

export const diagnosisUnknown: Rule = {
	id: 'diagnosis-unknown',
	severity: 'error',
	requirement:
		'Every diagnosis is a code of the ICD-10-CM edition in force on the dates of service that point to it.',
	why: 'Diagnoses must be codes of ICD-10-CM as it was on the date of service (45 CFR 162.1000 and 162.1002; CMS-1500 box 21); payers reject a claim with any other.',
	fix: 'Look the diagnosis up in the edition of the date of service; the finding offers the nearest codes.',
	*check(subject) {
		for (const { diagnosis, date, answer } of answered(subject, 'unknown')) {
			yield {
				at: hitAt(diagnosis),
				message: `${diagnosis.code} is not in ${icd10cmEdition(date)}, the edition for ${date}.`,
				help: offer('The nearest codes are', answer.nearest, 'Look the diagnosis up and give its code.'),
			};
		}
	},
};

export const diagnosisNotBillable: Rule = {
	id: 'diagnosis-not-billable',
	severity: 'error',
	requirement: 'No diagnosis is a header: every one has all the characters that its category asks for.',
	why: 'A code is invalid unless it is coded to the full number of characters (ICD-10-CM Official Guidelines, section I.B.2; CMS-1500 box 21); payers reject headers.',
	fix: 'Choose the code below the header that the record supports; the finding lists them.',
	*check(subject) {
		for (const { diagnosis, date, answer } of answered(subject, 'header')) {
			yield {
				at: hitAt(diagnosis),
				message: `${diagnosis.code} (${answer.title}) only heads other codes in ${icd10cmEdition(date)}, the edition for ${date}.`,
				help: offer(
					'Use the one below it that fits',
					answer.children,
					'Use a code below it, with more characters.',
				),
			};
		}
	},
};

export const diagnosisNotValidOnDate: Rule = {
	id: 'diagnosis-not-valid-on-date',
	severity: 'error',
	requirement: 'Every diagnosis was valid on every date of service that points to it.',
	why: 'ICD-10-CM changes on 1 October and at times on 1 April, and the date of service decides which edition counts (45 CFR 162.1000; CMS-1500 boxes 21 and 24A).',
	fix: 'Use the code that was in force on the date of service. Where an old and a new code both apply, each visit points to the one of its date.',
	*check(subject) {
		for (const { diagnosis, date, answer } of answered(subject, 'not-yet-valid', 'ended')) {
			yield { at: hitAt(diagnosis), ...notInForce(diagnosis.code, date, answer) };
		}
	},
};
