import { MODIFIER } from '../../superbill/code-forms.ts';
import { DIAGNOSIS_LETTERS } from '../../superbill/diagnosis-code.ts';
import type { RequestPath, Rule } from '../rule.ts';
import { eachLine } from '../walk.ts';
import { capitalsOr } from '../wording.ts';

/** Rules on the modifiers (CMS-1500 box 24D) and diagnosis pointers (box 24E) of a line. */

/** Finds the repetitions in a list. */
function* repeated(list: readonly string[], at: RequestPath): Generator<{ entry: string; at: RequestPath }> {
	for (const [i, entry] of list.entries()) {
		if (list.indexOf(entry) < i) yield { entry, at: [...at, i] };
	}
}

export const modifierFormat: Rule = {
	id: 'modifier-format',
	severity: 'error',
	requirement: 'Every modifier is two capital letters or digits.',
	why: 'CPT and HCPCS modifiers have this form, and a claim line has four places of two characters (CMS-1500 box 24D).',
	fix: 'Write two capital letters or digits in each entry, like "25" or "GT".',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			for (const [i, modifier] of line.modifiers.entries()) {
				if (MODIFIER.test(modifier)) continue;
				yield {
					at: [...at, 'modifiers', i],
					message: `"${modifier}" is not a valid modifier.`,
					help: capitalsOr(
						modifier,
						(code) => MODIFIER.test(code),
						'Write two capital letters or digits in each entry, like "25" or "GT".',
					),
				};
			}
		}
	},
};

export const modifierDuplicate: Rule = {
	id: 'modifier-duplicate',
	severity: 'error',
	requirement: 'No modifier is listed twice on a line.',
	why: 'A repeated modifier adds nothing and takes one of four places (CMS-1500 box 24D). Payers reject it.',
	fix: 'Remove one of the two.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			for (const { entry, at: where } of repeated(line.modifiers, [...at, 'modifiers'])) {
				yield {
					at: where,
					message: `Modifier ${entry} is listed twice for ${line.code} on ${line.date}.`,
					help: 'Remove one of the two.',
				};
			}
		}
	},
};

export const pointerOutOfRange: Rule = {
	id: 'pointer-out-of-range',
	severity: 'error',
	requirement: 'Every diagnosis pointer is the letter of a listed diagnosis.',
	why: 'A line points to the diagnoses that are the medical reason for the service (CMS-1500 box 24E, 837P SV107). A letter without a diagnosis gives no reason.',
	fix: 'Use the letter of a listed diagnosis, or add the diagnosis.',
	*check({ request }) {
		const letters = DIAGNOSIS_LETTERS.slice(0, request.diagnoses.length);
		for (const { line, at } of eachLine(request)) {
			for (const [i, letter] of line.diagnosisPointers.entries()) {
				if (letters.includes(letter)) continue;
				yield {
					at: [...at, 'diagnosisPointers', i],
					message: `${line.code} on ${line.date} points to diagnosis ${letter}, which is not listed.`,
					help: `Use ${letters.length === 1 ? 'A' : `a letter from A to ${letters.at(-1)}`}, or add the diagnosis.`,
				};
			}
		}
	},
};

export const pointerDuplicate: Rule = {
	id: 'pointer-duplicate',
	severity: 'error',
	requirement: 'No line points to the same diagnosis twice.',
	why: 'A line has up to four pointers in order of importance (CMS-1500 box 24E, 837P SV107). Payers reject a repeated one.',
	fix: 'Remove one of the two.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			for (const { entry, at: where } of repeated(line.diagnosisPointers, [...at, 'diagnosisPointers'])) {
				yield {
					at: where,
					message: `${line.code} on ${line.date} points to diagnosis ${entry} twice.`,
					help: 'Remove one of the two.',
				};
			}
		}
	},
};
