import type { EditorList } from '../../codes/code-sets.ts';
import { ageOn } from '../../superbill/dates.ts';
import type { Rule, RuleInput } from '../rule.ts';
import { eachLine } from '../walk.ts';
import { datedDiagnoses } from './dated.ts';

/** Rules on diagnoses that do not fit the patient's age or the side that was treated. */

/** Ages of the Medicare Code Editor, first and last included (CMS, Definitions of Medicare Code Edits, age conflict). */
const AGES: Readonly<Partial<Record<EditorList, readonly [first: number, last: number]>>> = {
	newborn: [0, 0],
	pediatric: [0, 17],
	maternity: [9, 64],
	adult: [15, 124],
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

function agesText(first: number, last: number): string {
	if (last === 0) return 'under 1 year';
	return first === 0 ? `up to ${last} years` : `of ${first} to ${last} years`;
}

type Side = 'left' | 'right';

/** HCPCS Level II modifiers of one side: the side itself, upper and lower eyelids, fingers and toes. */
const SIDE_OF: ReadonlyMap<string, Side> = new Map([
	...['LT', 'E1', 'E2', 'FA', 'F1', 'F2', 'F3', 'F4', 'TA', 'T1', 'T2', 'T3', 'T4'].map(
		(modifier) => [modifier, 'left'] as const,
	),
	...['RT', 'E3', 'E4', 'F5', 'F6', 'F7', 'F8', 'F9', 'T5', 'T6', 'T7', 'T8', 'T9'].map(
		(modifier) => [modifier, 'right'] as const,
	),
]);

/** Titles in which left or right is part of an organ in the middle of the body. */
const NO_SIDE = /ventric|heart|atri|bundle|coronary|colitis|quadrant/i;

function sideOf(title: string): Side | undefined {
	if (NO_SIDE.test(title)) return undefined;
	const left = /\bleft\b/i.test(title);
	return left === /\bright\b/i.test(title) ? undefined : left ? 'left' : 'right';
}

/** Finds the diagnoses of a line, with the sides in their titles. */
function* sidesOf(
	{ request, knowledge: { codes } }: RuleInput,
	line: RuleInput['request']['serviceLines'][number],
): Generator<{ code: string; side: Side | undefined; isBilateral: boolean }> {
	for (const { code, letter } of datedDiagnoses(request)) {
		if (!line.diagnosisPointers.includes(letter)) continue;
		const answer = codes.diagnosis(code, line.date);
		const title = 'title' in answer ? answer.title : '';
		yield { code, side: sideOf(title), isBilateral: /\bbilateral\b/i.test(title) };
	}
}

export const lateralityMismatch: Rule = {
	id: 'laterality-mismatch',
	severity: 'warning',
	requirement: "The side in a line's modifiers is the side of its diagnoses.",
	why: 'Payers deny a service on the right side for a diagnosis on the left, and the reverse. The title of the ICD-10-CM code names the side (Official Guidelines, section I.B.13).',
	fix: "Correct the modifier or the diagnosis, whichever differs from the record. If both sides were treated, add the other side's diagnosis.",
	*check(input) {
		for (const { line, at } of eachLine(input.request)) {
			const sides = new Set(line.modifiers.flatMap((modifier) => SIDE_OF.get(modifier) ?? []));
			const [side] = sides;
			if (sides.size !== 1 || side === undefined) continue;
			const found = [...sidesOf(input, line)];
			const opposite = found.find((diagnosis) => diagnosis.side !== undefined && diagnosis.side !== side);
			if (!opposite || found.some((diagnosis) => diagnosis.isBilateral || diagnosis.side === side)) continue;
			yield {
				at: [...at, 'modifiers'],
				message: `${line.code} on ${line.date} was done on the ${side} side, but its diagnosis ${opposite.code} is on the ${opposite.side}.`,
				help: `Correct the modifier or the diagnosis. If both sides were treated, point the line to the diagnosis of the ${side} side as well.`,
			};
		}
	},
};
