import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { eachLine, type LocatedLine } from '../walk.ts';

/** Rules on modifiers that contradict each other, the drug, the diagnoses or the code (CMS-1500 box 24D). */

const orList = new Intl.ListFormat('en', { type: 'disjunction' });

export const modifierMismatch: Rule = {
	id: 'modifier-mismatch',
	severity: 'warning',
	requirement:
		"The modifiers of a line contradict neither each other, nor the drug's waste, nor the side of the diagnosis.",
	why: 'A modifier states a fact (CMS-1500 box 24D), and payers return a line whose facts contradict each other: JW (some was discarded) with JZ (nothing was; Medicare Claims Processing Manual, chapter 17, 40), GY with GZ, or RT for a diagnosis of the left side.',
	fix: 'Keep the modifier that the record supports, and remove the other.',
	*check(input) {
		for (const located of eachLine(input.request)) {
			if (located.line.modifiers.length === 0) continue;
			const found = exclusive(input, located) ?? waste(located) ?? otherSide(input, located);
			if (found) yield found;
		}
	},
};

function exclusive({ knowledge: { packs } }: RuleInput, { line, at }: LocatedLine): RuleFinding | undefined {
	for (const [i, modifier] of line.modifiers.entries()) {
		for (const { modifiers, because } of packs.exclusiveModifiers(modifier, line.date)) {
			const first = line.modifiers
				.slice(0, i)
				.find((other) => other !== modifier && modifiers.includes(other));
			if (first === undefined) continue;
			return {
				at: [...at, 'modifiers', i],
				message: `${line.code} on ${line.date} has modifiers ${first} and ${modifier}, of which only one can be right. ${because}`,
				help: 'Remove one of the two.',
			};
		}
	}
	return undefined;
}

function waste({ line, at }: LocatedLine): RuleFinding | undefined {
	if (!line.drug) return undefined;
	const { code, date, modifiers } = line;
	const wasted = /[1-9]/.test(line.drug.wasted ?? '');
	const jz = modifiers.indexOf('JZ');
	if (jz !== -1 && wasted) {
		return {
			at: [...at, 'modifiers', jz],
			message: `${code} on ${date} has modifier JZ (nothing discarded), but "wasted" gives an amount.`,
			help: 'Bill the discarded amount on a line with modifier JW, or set "wasted" to "0".',
		};
	}
	const jw = modifiers.indexOf('JW');
	if (jw === -1 || wasted) return undefined;
	return {
		at: [...at, 'modifiers', jw],
		message: `${code} on ${date} has modifier JW (some discarded), but no discarded amount.`,
		help: 'Add the amount as "wasted", or use modifier JZ if nothing was discarded.',
	};
}

const SIDES = {
	RT: { side: 'right', other: /\bleft\b/i },
	LT: { side: 'left', other: /\bright\b/i },
} as const;
const BOTH_SIDES = /\bbilateral\b|\bleft\b.*\bright\b|\bright\b.*\bleft\b/i;

/** Reads the side of a diagnosis from its official title. One diagnosis without a side, or of this one, is enough. */
function otherSide(
	{ request, knowledge: { codes } }: RuleInput,
	{ line, at }: LocatedLine,
): RuleFinding | undefined {
	for (const [i, modifier] of line.modifiers.entries()) {
		if (modifier !== 'RT' && modifier !== 'LT') continue;
		const { side, other } = SIDES[modifier];
		const diagnoses = line.diagnosisPointers.map(
			(letter) => request.diagnoses[letter.charCodeAt(0) - 65]?.code ?? '',
		);
		const opposite = diagnoses.every((code) => {
			const answer = codes.diagnosis(code, line.date);
			return answer.state === 'billable' && other.test(answer.title) && !BOTH_SIDES.test(answer.title);
		});
		if (!opposite) continue;
		return {
			at: [...at, 'modifiers', i],
			message: `${line.code} on ${line.date} has modifier ${modifier} (${side} side), but ${diagnoses[0]} is of the other side.`,
			help: 'Fix the modifier or the diagnosis.',
		};
	}
	return undefined;
}

export const therapyModifier: Rule = {
	id: 'therapy-modifier',
	severity: 'warning',
	requirement: 'Every therapy line has modifier GP, GO or GN.',
	why: 'GP, GO and GN say under whose plan of care therapy was given (Medicare Claims Processing Manual, chapter 5, 20; CMS-1500 box 24D). Medicare, UnitedHealthcare and the VA return therapy lines without one; other payers do not need it.',
	fix: 'Add GP for a physical therapist, GO for an occupational therapist, or GN for a speech-language pathologist.',
	*check({ request, knowledge: { packs } }) {
		for (const { line, at } of eachLine(request)) {
			for (const { oneOf, payers, help } of packs.lineModifiers(line.code, line.date)) {
				if (!oneOf || oneOf.some((modifier) => line.modifiers.includes(modifier))) continue;
				yield {
					at,
					message: `${line.code} on ${line.date} has no modifier ${orList.format(oneOf)}, which ${payers} ask for.`,
					help,
				};
			}
		}
	},
};
