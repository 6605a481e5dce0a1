import { HCPCS_LEVEL_II, MODIFIER } from '../../superbill/code-forms.ts';
import type { Rule } from '../rule.ts';
import { eachLine } from '../walk.ts';
import { notInForce, offer } from '../wording.ts';

/**
 * Rules on procedures and modifiers (CMS-1500 box 24D) in the HCPCS Level II edition of the line's date. CPT codes are
 * not looked up, because their list is licensed.
 */

export const procedureUnknown: Rule = {
	id: 'procedure-unknown',
	severity: 'error',
	requirement:
		'Every HCPCS Level II code is in the edition of its date of service. CPT codes are not looked up.',
	why: "HCPCS Level II is CMS's list of drugs, supplies and services that CPT lacks (45 CFR 162.1002; CMS-1500 box 24D). Payers reject a line whose code is not in it.",
	fix: 'Look up the drug or service in the HCPCS edition for the date of service. The finding offers a code if one is probably meant.',
	*check({ request, knowledge: { codes } }) {
		for (const { line, at } of eachLine(request)) {
			if (!HCPCS_LEVEL_II.test(line.code)) continue;
			const answer = codes.procedure(line.code, line.date);
			if (answer.state !== 'unknown') continue;
			yield {
				at: [...at, 'code'],
				message: `${line.code} is not in HCPCS Level II, edition ${answer.edition}, which applies on ${line.date}.`,
				help: offer('Perhaps you mean', answer.nearest, 'Look up the drug or service and use its code.'),
			};
		}
	},
};

export const procedureNotValidOnDate: Rule = {
	id: 'procedure-not-valid-on-date',
	severity: 'error',
	requirement:
		'Every HCPCS Level II code is in effect on the date of its line. CPT codes are checked only if a rule pack says that they were deleted.',
	why: 'HCPCS Level II changes every quarter and CPT every year, and the date of service decides which edition applies (CMS-1500 boxes 24A and 24D; 45 CFR 162.1002). Payers reject a code from the day it ends.',
	fix: 'Use the code that was in effect on the date of service.',
	*check({ request, knowledge: { codes, packs } }) {
		for (const { line, at } of eachLine(request)) {
			const deleted = packs.ended(line.code, line.date).find(({ last }) => last < line.date);
			if (deleted) {
				const successors = (deleted.instead ?? []).map((code) => ({ code, title: '' }));
				const answer = { state: 'ended', lastDay: deleted.last, successors } as const;
				yield { at: [...at, 'code'], ...notInForce(line.code, line.date, answer) };
				continue;
			}
			if (!HCPCS_LEVEL_II.test(line.code)) continue;
			const answer = codes.procedure(line.code, line.date);
			if (answer.state !== 'ended' && answer.state !== 'not-yet-valid') continue;
			yield { at: [...at, 'code'], ...notInForce(line.code, line.date, answer) };
		}
	},
};

/** CPT's own modifiers: two digits, or those of performance measures. The HCPCS file does not list them. */
const CPT_MODIFIER = /^(?:\d\d|[1238]P)$/;

export const modifierUnknown: Rule = {
	id: 'modifier-unknown',
	severity: 'warning',
	requirement:
		'Every HCPCS Level II modifier is in the list for its date of service. CPT modifiers (two digits) are not looked up.',
	why: 'Modifiers say what is special about a service (CMS-1500 box 24D). Payers reject or ignore an unknown one.',
	fix: 'Check the modifier for a typo, or remove it if the payer did not ask for it.',
	*check({ request, knowledge: { codes } }) {
		for (const { line, at } of eachLine(request)) {
			for (const [i, modifier] of line.modifiers.entries()) {
				if (!MODIFIER.test(modifier) || CPT_MODIFIER.test(modifier)) continue;
				const answer = codes.modifier(modifier, line.date);
				const where = [...at, 'modifiers', i];
				if (answer.state === 'unknown') {
					yield {
						at: where,
						message: `Modifier ${modifier} of ${line.code} is not in the list of HCPCS modifiers, edition ${answer.edition}.`,
						help: offer('Perhaps you mean', answer.nearest, 'Check it for a typo, or remove it.'),
					};
				} else if (answer.state === 'ended' || answer.state === 'not-yet-valid') {
					yield { at: where, ...notInForce(`Modifier ${modifier}`, line.date, answer) };
				}
			}
		}
	},
};
