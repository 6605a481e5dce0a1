import type { Rule } from '../rule.ts';
import { eachLine } from '../walk.ts';
import { notInForce, offer } from '../wording.ts';

/** Procedures and modifiers (CMS-1500 box 24D) against HCPCS Level II as it was on the line's date. */

/** CPT codes begin with a digit; they are not judged, because their list is licensed. */
const HCPCS_LEVEL_II = /^[A-V]\d{4}$/;

export const procedureUnknown: Rule = {
	id: 'procedure-unknown',
	severity: 'error',
	requirement:
		'Every HCPCS Level II code is in the edition of the date of service. CPT codes are not judged.',
	why: "HCPCS Level II is CMS's list of drugs, supplies and services that CPT lacks (45 CFR 162.1002; CMS-1500 box 24D); payers reject a line with a code that is not in it.",
	fix: 'Look the drug or service up in the HCPCS edition of the date of service; the finding offers the nearest codes.',
	*check({ request, knowledge: { codes } }) {
		for (const { line, at } of eachLine(request)) {
			if (!HCPCS_LEVEL_II.test(line.code)) continue;
			const answer = codes.procedure(line.code, line.date);
			if (answer.state !== 'unknown') continue;
			yield {
				at: [...at, 'code'],
				message: `${line.code} is not in HCPCS Level II on ${line.date}.`,
				help: offer(
					'The nearest codes are',
					answer.nearest,
					'Look the service or drug up and give its code.',
				),
			};
		}
	},
};

export const procedureNotValidOnDate: Rule = {
	id: 'procedure-not-valid-on-date',
	severity: 'error',
	requirement: 'Every HCPCS Level II code is in force on the date of its line.',
	why: 'HCPCS Level II changes every quarter, and the date of service decides (CMS-1500 boxes 24A and 24D): a drug often gets a code of its own in place of a temporary one, and payers reject the old one from that day.',
	fix: 'Use the code that was in force on the date of the line.',
	*check({ request, knowledge: { codes } }) {
		for (const { line, at } of eachLine(request)) {
			if (!HCPCS_LEVEL_II.test(line.code)) continue;
			const answer = codes.procedure(line.code, line.date);
			if (answer.state !== 'ended' && answer.state !== 'not-yet-valid') continue;
			yield { at: [...at, 'code'], ...notInForce(line.code, line.date, answer) };
		}
	},
};

/** Two digits, or a performance measure's: CPT's own modifiers, which the HCPCS file does not list. */
const CPT_MODIFIER = /^(?:\d\d|[1238]P)$/;
const MODIFIER = /^[A-Z0-9]{2}$/;

export const modifierUnknown: Rule = {
	id: 'modifier-unknown',
	severity: 'warning',
	requirement:
		'Every HCPCS Level II modifier is in the list on the date of its line. CPT modifiers (two digits) are not judged.',
	why: 'Modifiers say what is special about a service (CMS-1500 box 24D); claim editors reject or ignore one that the list does not have.',
	fix: 'Correct the modifier, or remove it if the payer did not ask for it.',
	*check({ request, knowledge: { codes } }) {
		for (const { line, at } of eachLine(request)) {
			for (const [i, modifier] of line.modifiers.entries()) {
				if (!MODIFIER.test(modifier) || CPT_MODIFIER.test(modifier)) continue;
				const answer = codes.modifier(modifier, line.date);
				const where = [...at, 'modifiers', i];
				if (answer.state === 'unknown') {
					yield {
						at: where,
						message: `Modifier ${modifier} of ${line.code} is not in the HCPCS list on ${line.date}.`,
						help: offer('The nearest modifiers are', answer.nearest, 'Correct the modifier, or remove it.'),
					};
				} else if (answer.state === 'ended' || answer.state === 'not-yet-valid') {
					yield { at: where, ...notInForce(`Modifier ${modifier}`, line.date, answer) };
				}
			}
		}
	},
};
