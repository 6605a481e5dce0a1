import { DIAGNOSIS_LETTERS, dottedDiagnosis } from '../../superbill/diagnosis-code.ts';
import type { Rule } from '../rule.ts';
import { capitalsOr } from '../wording.ts';

/** What can be said about diagnoses (CMS-1500 box 21) without the code set. */

export const diagnosisFormat: Rule = {
	id: 'diagnosis-format',
	severity: 'error',
	requirement: 'Every diagnosis has the form of an ICD-10-CM code.',
	why: 'ICD-10-CM is the only code set for diagnoses (45 CFR 162.1002; CMS-1500 box 21). A code has a letter, two letters or digits, and up to four more after a dot.',
	fix: 'Write a capital letter, two letters or digits, and up to four more after a dot, like F33.2.',
	*check({ request }) {
		for (const [i, { code }] of request.diagnoses.entries()) {
			if (dottedDiagnosis(code) !== undefined) continue;
			yield {
				at: ['diagnoses', i, 'code'],
				message: `"${code}" does not have the form of an ICD-10-CM code.`,
				help: capitalsOr(
					code,
					(capitals) => dottedDiagnosis(capitals) !== undefined,
					'Write a letter, two letters or digits, and up to four more after a dot, like F33.2.',
				),
			};
		}
	},
};

export const diagnosisDuplicate: Rule = {
	id: 'diagnosis-duplicate',
	severity: 'error',
	requirement: 'No diagnosis stands twice in the list.',
	why: 'A code may be reported only once for an encounter (ICD-10-CM Official Guidelines, section I.B.12), and two letters for one diagnosis make the pointers of box 24E ambiguous.',
	fix: 'Remove one of the two, and point the lines at the letter that stays.',
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
				message: `Diagnosis ${code} stands twice: it is already diagnosis ${letter}.`,
				help: `Remove one of the two and point the lines at ${letter}; the letters behind it move up.`,
			};
		}
	},
};

export const diagnosisUnreferenced: Rule = {
	id: 'diagnosis-unreferenced',
	severity: 'info',
	requirement: 'Some service line points to every diagnosis.',
	why: 'A payer judges a service by the diagnoses that its line points to (CMS-1500 box 24E); one that no line points to supports nothing.',
	fix: 'Point a line to the diagnosis, or remove it if it was not treated.',
	*check({ request }) {
		const referenced = new Set(request.serviceLines.flatMap((line) => line.diagnosisPointers));
		for (const [i, { code }] of request.diagnoses.entries()) {
			const letter = DIAGNOSIS_LETTERS.charAt(i);
			if (referenced.has(letter)) continue;
			yield {
				at: ['diagnoses', i],
				message: `No line points to diagnosis ${letter} (${code}).`,
				help: 'Point a line to it, or remove it if it was not treated.',
			};
		}
	},
};
