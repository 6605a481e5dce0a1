import { DIAGNOSIS_LETTERS, dottedDiagnosis } from '../../superbill/diagnosis-code.ts';
import type { Rule } from '../rule.ts';
import { capitalsOr } from '../wording.ts';

/** Rules on the list of diagnoses (CMS-1500 box 21) that need no code set. */

/** ICD-9-CM and DSM-IV: three digits, or E and three digits, and up to two more after a dot. */
const ICD9 = /^(?:\d{3}(?:\.?\d{1,2})?|E\d{3}(?:\.\d)?)$/;

const FORM = 'Write a letter, two letters or digits, and up to four more after a dot, like F33.2.';

export const diagnosisFormat: Rule = {
	id: 'diagnosis-format',
	severity: 'error',
	requirement: 'Every diagnosis has the form of an ICD-10-CM code.',
	why: 'ICD-10-CM is the only code set for diagnoses (45 CFR 162.1002; CMS-1500 box 21). A code is a letter, two letters or digits, and up to four more after a dot.',
	fix: FORM,
	*check({ request }) {
		for (const [i, { code }] of request.diagnoses.entries()) {
			if (dottedDiagnosis(code) !== undefined) continue;
			yield {
				at: ['diagnoses', i, 'code'],
				message: `"${code}" does not have the form of an ICD-10-CM code.`,
				help: ICD9.test(code)
					? 'It looks like ICD-9-CM or DSM-IV, which ended on 2015-09-30. Look up the diagnosis in ICD-10-CM.'
					: capitalsOr(code, (capitals) => dottedDiagnosis(capitals) !== undefined, FORM),
			};
		}
	},
};

export const diagnosisDuplicate: Rule = {
	id: 'diagnosis-duplicate',
	severity: 'error',
	requirement: 'No diagnosis is listed twice.',
	why: 'A code may be reported only once for an encounter (ICD-10-CM Official Guidelines, section I.B.12). Two letters for one diagnosis make the pointers in box 24E ambiguous.',
	fix: 'Remove one of the two, and point the lines to the one that you keep.',
	*check({ request }) {
		const letters = new Map<string, string>();
		for (const [i, { code: written }] of request.diagnoses.entries()) {
			const code = dottedDiagnosis(written) ?? written;
			const letter = letters.get(code);
			if (letter === undefined) {
				letters.set(code, DIAGNOSIS_LETTERS.charAt(i));
				continue;
			}
			yield {
				at: ['diagnoses', i, 'code'],
				message: `${code} is listed twice, as diagnoses ${letter} and ${DIAGNOSIS_LETTERS.charAt(i)}.`,
				help: `Remove the second one and point its lines to ${letter}. The letters after it move up.`,
			};
		}
	},
};

export const diagnosisUnreferenced: Rule = {
	id: 'diagnosis-unreferenced',
	severity: 'info',
	requirement: 'Every diagnosis has a service line that points to it.',
	why: 'A payer decides on a service by the diagnoses that its line points to (CMS-1500 box 24E). A diagnosis without a line supports no service.',
	fix: 'Point a line to the diagnosis, or remove it if it was not treated.',
	*check({ request }) {
		const referenced = new Set(request.serviceLines.flatMap((line) => line.diagnosisPointers));
		for (const [i, { code }] of request.diagnoses.entries()) {
			const letter = DIAGNOSIS_LETTERS.charAt(i);
			if (referenced.has(letter)) continue;
			yield {
				at: ['diagnoses', i],
				message: `No service line points to diagnosis ${letter} (${code}).`,
				help: `Add "${letter}" to the line where it was treated, or remove ${code}.`,
			};
		}
	},
};
