import type { CodeAnswer } from '../../codes/code-sets.ts';
import type { IsoDate } from '../../superbill/dates.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { notInForce, offer } from '../wording.ts';
import { type DatedDiagnosis, datedDiagnoses, firstOfEditions, icd10cmEdition } from './dated.ts';

/** Rules on diagnoses (CMS-1500 box 21) in the ICD-10-CM edition of the dates of service that point to them. */

type AnswerIn<S extends CodeAnswer['state']> = Extract<CodeAnswer, { state: S }>;

interface LookedUp<S extends CodeAnswer['state']> {
	readonly diagnosis: DatedDiagnosis;
	readonly date: IsoDate;
	readonly answer: AnswerIn<S>;
}

/** Looks up each diagnosis and yields the first date with one of these answers. One finding is enough to fix a code. */
function* answered<S extends CodeAnswer['state']>(
	{ request, knowledge }: RuleInput,
	...states: readonly S[]
): Generator<LookedUp<S>> {
	for (const diagnosis of datedDiagnoses(request)) {
		for (const date of firstOfEditions(diagnosis.days)) {
			const answer = knowledge.codes.diagnosis(diagnosis.code, date);
			if (!(states as readonly string[]).includes(answer.state)) continue;
			yield { diagnosis, date, answer: answer as AnswerIn<S> };
			break;
		}
	}
}

/** ICD-9-CM's V codes have the form of ICD-10-CM codes. */
const ICD9_V_CODE = /^V\d{2}(?:\.\d{1,2})?$/;

const pathOf = ({ index }: DatedDiagnosis): RuleFinding['at'] => ['diagnoses', index, 'code'];

export const diagnosisUnknown: Rule = {
	id: 'diagnosis-unknown',
	severity: 'error',
	requirement: 'Every diagnosis is in the ICD-10-CM edition of the dates of service that point to it.',
	why: 'Diagnoses must be ICD-10-CM codes that are valid on the date of service (45 CFR 162.1000 and 162.1002; CMS-1500 box 21). Payers reject any other code.',
	fix: 'Look up the diagnosis in the edition for the date of service. The finding offers a code if one is probably meant.',
	*check(input) {
		for (const { diagnosis, date, answer } of answered(input, 'unknown')) {
			yield {
				at: pathOf(diagnosis),
				message: `${diagnosis.code} is not in ${icd10cmEdition(date)}, the edition for services on ${date}.`,
				help: offer(
					'Perhaps you mean',
					answer.nearest,
					ICD9_V_CODE.test(diagnosis.code)
						? 'It may be an ICD-9-CM code, which ended on 2015-09-30. Look up the diagnosis in ICD-10-CM.'
						: 'Look up the diagnosis and use its code.',
				),
			};
		}
	},
};

export const diagnosisNotBillable: Rule = {
	id: 'diagnosis-not-billable',
	severity: 'error',
	requirement: 'Every diagnosis is a billable code and not a category.',
	why: 'A code is invalid unless it has all the characters that its category requires (ICD-10-CM Official Guidelines, section I.B.2; CMS-1500 box 21). Payers reject categories.',
	fix: 'Choose the code within the category that the record supports. The finding lists them.',
	*check(input) {
		for (const { diagnosis, date, answer } of answered(input, 'header')) {
			yield {
				at: pathOf(diagnosis),
				message: `${diagnosis.code} is a category in ${icd10cmEdition(date)}.`,
				help: offer('Choose one of', answer.children, 'Choose a longer code that begins with it.'),
			};
		}
	},
};

export const diagnosisNotValidOnDate: Rule = {
	id: 'diagnosis-not-valid-on-date',
	severity: 'error',
	requirement: 'Every diagnosis is valid on each date of service that points to it.',
	why: 'ICD-10-CM changes on October 1 and sometimes on April 1. The date of service decides which edition applies (45 CFR 162.1000; CMS-1500 boxes 21 and 24A).',
	fix: 'Use the code that was in effect on the date of service. If both an old and a new code are needed, point each line to the one for its date.',
	*check(input) {
		for (const { diagnosis, date, answer } of answered(input, 'not-yet-valid', 'ended')) {
			yield { at: pathOf(diagnosis), ...notInForce(diagnosis.code, date, answer) };
		}
	},
};
