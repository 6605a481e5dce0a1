import type { ServiceLineRequest, SuperbillRequest } from '../../superbill/request.ts';
import type { Rule } from '../rule.ts';
import { eachLine, renderingNpi } from '../walk.ts';
import { capitalsOr } from '../wording.ts';

/** What was done (CMS-1500 box 24D), and how the lines stand to one another. */

/** CPT categories I, II (F), III (T), and its U, M and A series; HCPCS Level II. */
const PROCEDURE = /^(?:\d{5}|\d{4}[FTUMA]|[A-V]\d{4})$/;

export const procedureFormat: Rule = {
	id: 'procedure-format',
	severity: 'error',
	requirement: 'Every procedure has the form of a CPT or HCPCS Level II code.',
	why: 'Those are the code sets for outpatient services (45 CFR 162.1002; CMS-1500 box 24D). CPT codes are five digits, or four and F, T, U, M or A; HCPCS Level II codes are a letter from A to V and four digits.',
	fix: 'Write five characters, like 99213 or J3490; modifiers go into their own list.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			if (PROCEDURE.test(line.code)) continue;
			yield {
				at: [...at, 'code'],
				message: `"${line.code}" does not have the form of a CPT or HCPCS code.`,
				help: capitalsOr(
					line.code,
					(code) => PROCEDURE.test(code),
					'Write five characters, like 99213 or J3490; modifiers go into their own list.',
				),
			};
		}
	},
};

export const categoryIii: Rule = {
	id: 'category-iii',
	severity: 'info',
	requirement: 'No line bills a CPT Category III code.',
	why: 'Codes of four digits and T are temporary, for new technology and procedures; few plans pay them.',
	fix: 'Nothing needs to be changed; tell the patient before the claim goes out.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			if (!/^\d{4}T$/.test(line.code)) continue;
			yield {
				at: [...at, 'code'],
				message: `${line.code} is a Category III code: few plans pay it.`,
				help: 'Tell the patient before the claim goes out; nothing needs to be changed.',
			};
		}
	},
};

/** Two lines with the same key look to a payer like one service billed twice. The order of modifiers says nothing. */
function duplicateKey(request: SuperbillRequest, line: ServiceLineRequest): string {
	return [line.date, line.code, renderingNpi(request, line), ...line.modifiers.toSorted()].join(' ');
}

export const duplicateLine: Rule = {
	id: 'duplicate-line',
	severity: 'warning',
	requirement: 'No two lines have the same date, code, modifiers and rendering provider.',
	why: 'Payers deny the second of two such lines as a duplicate (Medicare Claims Processing Manual, chapter 1, section 120).',
	fix: 'Remove the repetition, bill it as units of one line, or add the modifier that tells the two apart (such as 76 or 59).',
	*check({ request }) {
		const seen = new Set<string>();
		for (const { line, at } of eachLine(request)) {
			const key = duplicateKey(request, line);
			if (seen.has(key)) {
				yield {
					at,
					message: `${line.code} on ${line.date} stands more than once with the same modifiers and provider.`,
					help: 'Remove the repetition, bill it as units of one line, or add the modifier that tells the two apart.',
				};
			}
			seen.add(key);
		}
	},
};

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export const manyVisits: Rule = {
	id: 'many-visits',
	severity: 'info',
	requirement: 'All services are of one date and one rendering provider.',
	why: 'Every line carries its own date and provider (CMS-1500 boxes 24A and 24J), yet some payers ask members for one claim for each visit and each provider.',
	fix: 'Nothing needs to be changed; if the payer asks for it, make one superbill for each visit and provider.',
	*check({ request }) {
		const dates = new Set(request.serviceLines.map((line) => line.date)).size;
		const providers = new Set(request.serviceLines.map((line) => renderingNpi(request, line))).size;
		if (dates === 1 && providers === 1) return;
		yield {
			at: ['serviceLines'],
			message: `The services are of ${counted(dates, 'date')} and ${counted(providers, 'rendering provider')}: some payers want one claim for each.`,
			help: 'Nothing needs to be changed; if the payer asks for it, make one superbill for each visit and provider.',
		};
	},
};
