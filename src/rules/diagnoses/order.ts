import { withinDiagnoses } from '../../superbill/diagnosis-code.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { anyOf } from '../wording.ts';
import { type DatedDiagnosis, datedDiagnoses, firstOfEditions } from './dated.ts';

/** Rules on combinations and order of diagnoses, by the notes of the ICD-10-CM tabular list. */

/**
 * Pairs diagnoses that share a date of service, because an Excludes1 note is about one encounter (guidelines,
 * I.A.12.a). A working diagnosis that was replaced at a later visit is not a conflict.
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
	requirement:
		'No two diagnoses on one date of service exclude each other under an Excludes1 note in the tabular list.',
	why: 'An Excludes1 note means "not coded here": the two codes are not reported together for an encounter unless they are unrelated (ICD-10-CM Official Guidelines, section I.A.12.a; CMS-1500 box 21). Payers check claims for such pairs.',
	fix: 'Keep the diagnosis that the record of that day supports. Keep both only if they are unrelated and the record says so.',
	*check({ request, knowledge: { codes } }) {
		for (const { first, second, days } of pairs(datedDiagnoses(request))) {
			for (const day of days) {
				const note = codes.excludes1(first.code, second.code, day);
				if (!note) continue;
				yield {
					at: ['diagnoses', second.index, 'code'],
					message: `Diagnoses ${first.letter} (${first.code}) and ${second.letter} (${second.code}) exclude each other on ${day}: the Excludes1 note at ${note.at} says "${note.note}".`,
					help: `Keep the one that the record of ${day} supports. Keep both only if the record says that they are unrelated.`,
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
		'The first diagnosis is neither an external cause (V00–Y99) nor a manifestation, and the order of diagnoses follows code-first notes.',
	why: 'An external cause says how an injury happened, and a manifestation ("in diseases classified elsewhere") is a result of another disease. Neither may be listed first; the underlying condition comes first (ICD-10-CM Official Guidelines, sections I.C.20.a.6 and I.A.13).',
	fix: 'List the underlying or treated condition first, and change the letters that the lines point to.',
	*check(input) {
		const diagnoses = datedDiagnoses(input.request);
		const first = diagnoses.find(({ index }) => index === 0);
		if (first && EXTERNAL_CAUSE.test(first.code)) {
			yield {
				at: ['diagnoses', 0, 'code'],
				message: `Diagnosis A (${first.code}) is an external cause, which cannot be listed first.`,
				help: `List the treated injury or condition before ${first.code}.`,
			};
		}
		for (const diagnosis of diagnoses) yield* misplaced(input, diagnosis, diagnoses);
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
			message: `Diagnosis ${letter} (${code}) is listed before ${later.letter} (${later.code}), but its code-first note requires ${later.code} first.`,
			help: `Move ${later.code} before ${code}, and change the letters that the lines point to.`,
		};
	} else if (manifestation && index === 0) {
		yield {
			at,
			message: `Diagnosis A (${code}) is a manifestation of another disease, which must be listed first.`,
			help:
				codeFirst.length > 0
					? `List the underlying disease before ${code} (${anyOf(codeFirst)}).`
					: `List the underlying disease before ${code}.`,
		};
	}
}
