import type { EditorList } from '../../codes/code-sets.ts';
import { ageOn } from '../../superbill/dates.ts';
import type { Rule } from '../rule.ts';
import { agesText, OLDEST_AGE } from '../wording.ts';
import { datedDiagnoses } from './dated.ts';

/** Rules on diagnoses that do not fit the patient. */

/** Ages of the Medicare Code Editor, first and last included (CMS, Definitions of Medicare Code Edits, age conflict). */
const AGES: Readonly<Partial<Record<EditorList, readonly [first: number, last: number]>>> = {
	newborn: [0, 0],
	pediatric: [0, 17],
	maternity: [9, 64],
	adult: [15, OLDEST_AGE],
};

export const diagnosisAge: Rule = {
	id: 'diagnosis-age',
	severity: 'warning',
	requirement: "Every diagnosis fits the patient's age.",
	why: 'The Medicare Code Editor, whose lists other payers use too, rejects newborn diagnoses after the first year, pediatric ones from 18, maternity ones outside 9 to 64 and adult ones under 15 (CMS, Definitions of Medicare Code Edits). Often the birth date is wrong.',
	fix: "Check the diagnosis and the patient's birth date.",
	*check({ request, knowledge: { codes } }) {
		const { birthDate } = request.patient;
		for (const { index, code, days } of datedDiagnoses(request)) {
			for (const list of codes.editorLists(code)) {
				const [first, last] = AGES[list] ?? [0, Number.POSITIVE_INFINITY];
				const age = ageOn(birthDate, days[0] as string);
				if (age < 0 || (age >= first && age <= last)) continue;
				yield {
					at: ['diagnoses', index, 'code'],
					message: `${code} is for patients ${agesText(first, last)}; the patient was ${age} on ${days[0]}.`,
					help: "Check the diagnosis and the patient's birth date.",
				};
			}
		}
	},
};
