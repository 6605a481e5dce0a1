import { DIAGNOSIS_LETTERS } from '../../superbill/diagnosis-code.ts';
import type { RequestPath, Rule } from '../rule.ts';
import { eachLine } from '../walk.ts';
import { capitalsOr } from '../wording.ts';

/** The short lists of a line: modifiers (CMS-1500 box 24D) and diagnosis pointers (box 24E). */

/** The entries of a list that stand in it earlier, too. */
function* repeated(list: readonly string[], at: RequestPath): Generator<{ entry: string; at: RequestPath }> {
	for (const [i, entry] of list.entries()) {
		if (list.indexOf(entry) < i) yield { entry, at: [...at, i] };
	}
}

const MODIFIER = /^[A-Z0-9]{2}$/;

export const modifierFormat: Rule = {
	id: 'modifier-format',
	severity: 'error',
	requirement: 'Every modifier is two capital letters or digits.',
	why: 'That is the form of CPT and HCPCS modifiers; a claim line has four places of two characters for them (CMS-1500 box 24D).',
	fix: 'Write one modifier of two capital letters or digits in each entry, like "25" or "GT".',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			for (const [i, modifier] of line.modifiers.entries()) {
				if (MODIFIER.test(modifier)) continue;
				yield {
					at: [...at, 'modifiers', i],
					message: `"${modifier}" is not a modifier of two capital letters or digits.`,
					help: capitalsOr(
						modifier,
						(code) => MODIFIER.test(code),
						'Write one modifier in each entry, like "25" or "GT".',
					),
				};
			}
		}
	},
};

export const modifierDuplicate: Rule = {
	id: 'modifier-duplicate',
	severity: 'error',
	requirement: 'No modifier stands twice on a line.',
	why: 'A repeated modifier says nothing more, takes one of four places (CMS-1500 box 24D), and is rejected by claim editors.',
	fix: 'Remove the repetition.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			for (const { entry, at: where } of repeated(line.modifiers, [...at, 'modifiers'])) {
				yield {
					at: where,
					message: `Modifier ${entry} stands twice on ${line.code} of ${line.date}.`,
					help: 'Remove one of the two.',
				};
			}
		}
	},
};

export const pointerOutOfRange: Rule = {
	id: 'pointer-out-of-range',
	severity: 'error',
	requirement: 'Every diagnosis pointer is the letter of a diagnosis that is given.',
	why: 'A payer reads the medical reason of a line from the diagnosis it points to (CMS-1500 box 24E, 837P SV107); a letter without a diagnosis leaves the line without a reason.',
	fix: 'Use the letter of a diagnosis that is given, or add the diagnosis.',
	*check({ request }) {
		const letters = DIAGNOSIS_LETTERS.slice(0, request.diagnoses.length);
		for (const { line, at } of eachLine(request)) {
			for (const [i, letter] of line.diagnosisPointers.entries()) {
				if (letters.includes(letter)) continue;
				yield {
					at: [...at, 'diagnosisPointers', i],
					message: `${line.code} of ${line.date} points to diagnosis ${letter}, which is not given.`,
					help: `Use ${letters.length === 1 ? 'A' : `a letter from A to ${letters.at(-1)}`}, or add the diagnosis.`,
				};
			}
		}
	},
};

export const pointerDuplicate: Rule = {
	id: 'pointer-duplicate',
	severity: 'error',
	requirement: 'No line points twice to the same diagnosis.',
	why: 'A line has four pointers in order of weight (CMS-1500 box 24E, 837P SV107); claim editors reject one that is repeated.',
	fix: 'Remove the repetition.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			for (const { entry, at: where } of repeated(line.diagnosisPointers, [...at, 'diagnosisPointers'])) {
				yield {
					at: where,
					message: `${line.code} of ${line.date} points twice to diagnosis ${entry}.`,
					help: 'Remove one of the two.',
				};
			}
		}
	},
};
