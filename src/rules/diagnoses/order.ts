import { withinDiagnoses } from '../../superbill/diagnosis-code.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { anyOf } from '../wording.ts';
import { type DatedDiagnosis, datedDiagnoses, firstOfEditions } from './dated.ts';
import { SECONDARY_ONLY } from './secondary.ts';

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

export const diagnosisSequence: Rule = {
	id: 'diagnosis-sequence',
	severity: 'warning',
	requirement:
		'The first diagnosis is one that can be listed first, and the order of diagnoses follows code-first notes.',
	why: 'The first diagnosis is the reason for the visit. An external cause (V00–Y99), a social circumstance (Z55–Z65), a body mass index (Z68), a week of pregnancy (Z3A) or the like only adds to it, and a manifestation ("in diseases classified elsewhere") follows the disease that it results from (ICD-10-CM Official Guidelines, sections I.A.13, I.B.14, I.C.20.a.6 and I.C.21; the manifestations of the Medicare Code Editor). Payers deny claims in another order.',
	fix: 'List the underlying or treated condition first, and change the letters that the lines point to.',
	*check(input) {
		const diagnoses = datedDiagnoses(input.request);
		for (const diagnosis of diagnoses) {
			const { index, code } = diagnosis;
			const secondary =
				index === 0 ? SECONDARY_ONLY.find(({ codes }) => withinDiagnoses(code, codes)) : undefined;
			if (!secondary) {
				yield* misplaced(input, diagnosis, diagnoses);
				continue;
			}
			yield {
				at: ['diagnoses', 0, 'code'],
				message: `Diagnosis A (${code}) is ${secondary.is}, which cannot be listed first.`,
				help: `List the condition that was treated before ${code}, and change the letters that the lines point to.`,
			};
		}
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
	} else if (index === 0 && (manifestation || codes.editorLists(code).includes('manifestation'))) {
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

export const diagnosisAdditionalCode: Rule = {
	id: 'diagnosis-additional-code',
	severity: 'info',
	requirement: 'Every diagnosis that always needs a further code has one.',
	why: 'A "use additional code" note in the tabular list asks for a second code that completes the first (ICD-10-CM Official Guidelines, section I.A.17). Notes that say "if applicable" or the like are not checked.',
	fix: 'Add the code if the record supports it.',
	*check({ request, knowledge: { codes } }) {
		const diagnoses = datedDiagnoses(request);
		for (const { index, code, days } of diagnoses) {
			const { useAdditional } = codes.sequencing(code, days[0] as string);
			const unmet = useAdditional.find((wanted) =>
				diagnoses.every((other) => !wanted.codes.some((entry) => withinDiagnoses(other.code, entry))),
			);
			if (!unmet) continue;
			yield {
				at: ['diagnoses', index, 'code'],
				message: `The tabular list says at ${unmet.at}: use additional ${unmet.note.replace(/\.$/, '')}. No such code is listed.`,
				help: `Add one after ${code} if the record supports it (${anyOf(unmet.codes)}).`,
			};
		}
	},
};
