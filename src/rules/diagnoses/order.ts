import { withinDiagnoses } from '../../superbill/diagnosis-code.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { anyOf } from '../wording.ts';
import { type DatedDiagnosis, datedDiagnoses, firstOfEditions } from './dated.ts';

/** How diagnoses stand to one another, by the notes of the tabular list of ICD-10-CM. */

/**
 * The pairs that are coded together. Excludes1 is about one encounter (guidelines, I.A.12.a), which on a superbill is
 * a date of service: two diagnoses are compared where lines of the same day point to both. A working diagnosis that
 * gave way to another at a later visit is no conflict.
 */
function* pairs(
	diagnoses: readonly DatedDiagnosis[],
): Generator<{ first: DatedDiagnosis; second: DatedDiagnosis; days: readonly string[] }> {
	for (const [i, second] of diagnoses.entries()) {
		for (const first of diagnoses.slice(0, i)) {
			const days = second.days.filter((day) => first.days.includes(day));
			if (first.code !== second.code) yield { first, second, days: firstOfEditions(days) };
		}
	}
}

export const diagnosisExcludes1: Rule = {
	id: 'diagnosis-excludes1',
	severity: 'warning',
	requirement: 'No two diagnoses exclude one another by an Excludes1 note of the tabular list.',
	why: 'An Excludes1 note means "not coded here": the two are not reported together for an encounter, unless they are unrelated (ICD-10-CM Official Guidelines, section I.A.12.a; CMS-1500 box 21). Payers edit claims by it.',
	fix: 'Keep the diagnosis that the record of that day supports; keep both only where they are unrelated and the record says so.',
	*check({ request, knowledge: { codes } }) {
		for (const { first, second, days } of pairs(datedDiagnoses(request))) {
			for (const day of days) {
				const note = codes.excludes1(first.code, second.code, day);
				if (!note) continue;
				yield {
					at: ['diagnoses', second.index, 'code'],
					message: `Diagnoses ${first.letter} (${first.code}) and ${second.letter} (${second.code}) exclude one another on ${day}: Excludes1 at ${note.at}, "${note.note}".`,
					help: `Keep the one that the record of ${day} supports; both only if they are unrelated, and the record says so.`,
				};
				break;
			}
		}
	},
};

/** Chapter 20 of ICD-10-CM, V00–Y99. */
const EXTERNAL_CAUSE = /^[V-Y]/;

export const diagnosisSequence: Rule = {
	id: 'diagnosis-sequence',
	severity: 'warning',
	requirement:
		'The first diagnosis is neither an external cause (V00–Y99) nor a manifestation, and what a code-first note names stands before the code with the note.',
	why: 'A code of chapter 20 says how an injury came about, a code "in diseases classified elsewhere" how a disease shows itself: neither is ever first-listed, and the underlying condition is sequenced first (ICD-10-CM Official Guidelines, sections I.C.20.a.6 and I.A.13).',
	fix: 'Put the underlying or treated condition first, and change the pointers of the lines with the letters.',
	*check(subject) {
		const diagnoses = datedDiagnoses(subject.request);
		const first = diagnoses.find(({ index }) => index === 0);
		if (first && EXTERNAL_CAUSE.test(first.code)) {
			yield {
				at: ['diagnoses', 0, 'code'],
				message: `Diagnosis A is ${first.code}, an external cause.`,
				help: 'Put the injury or condition that was treated first, and the external cause after it.',
			};
		}
		for (const diagnosis of diagnoses) yield* misplaced(subject, diagnosis, diagnoses);
	},
};

function* misplaced(
	{ knowledge: { codes } }: RuleInput,
	diagnosis: DatedDiagnosis,
	diagnoses: readonly DatedDiagnosis[],
): Generator<RuleFinding> {
	const { index, letter, code } = diagnosis;
	const { manifestation, codeFirst } = codes.sequencing(code, diagnosis.days[0] as string);
	const at = ['diagnoses', index, 'code'];
	const underlying = diagnoses.filter((other) =>
		codeFirst.some((entry) => withinDiagnoses(other.code, entry)),
	);
	if (underlying.some((other) => other.index < index)) return;
	const later = underlying.find((other) => other.index > index);
	if (later) {
		yield {
			at,
			message: `Diagnosis ${letter} (${code}) stands before ${later.letter} (${later.code}), which its code-first note puts first.`,
			help: `Move ${later.code} before ${code}, and change the pointers of the lines with the letters.`,
		};
	} else if (manifestation && index === 0) {
		yield {
			at,
			message: `Diagnosis A is ${code}, a manifestation of a disease that is classified elsewhere.`,
			help:
				codeFirst.length > 0
					? `Put the underlying disease first: ${anyOf(codeFirst)}.`
					: 'Put the underlying disease first, and this code after it.',
		};
	}
}
