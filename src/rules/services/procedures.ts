import { CATEGORY_III, HCPCS_LEVEL_II, PROCEDURE_CODE } from '../../superbill/code-forms.ts';
import type { ServiceLineRequest, SuperbillRequest } from '../../superbill/request.ts';
import type { Knowledge, Rule } from '../rule.ts';
import { eachLine, renderingNpi } from '../walk.ts';
import { capitalsOr, counted } from '../wording.ts';

/** Rules on procedures (CMS-1500 box 24D) that need no code set, and on the lines as a whole. */

const FORM = 'Write five characters, like 99213 or J3490. Put modifiers in "modifiers".';

/** True if a line can be printed with an official title, or if another rule reports its code. CPT has no titles here. */
function hasTitle(codes: Knowledge['codes'], { code, date }: ServiceLineRequest): boolean {
	if (!HCPCS_LEVEL_II.test(code)) return false;
	const answer = codes.procedure(code, date);
	return answer.state !== 'no-edition' && (!('title' in answer) || answer.title !== '');
}

export const descriptionMissing: Rule = {
	id: 'description-missing',
	severity: 'error',
	requirement: 'Every line has a description. A HCPCS Level II code with an official title needs none.',
	why: 'Payers return superbills on which a service is only a number. CPT descriptions belong to the AMA, so the clinic describes the service in its own words.',
	fix: 'Describe the service in your own words.',
	*check({ request, knowledge: { codes } }) {
		for (const { line, at } of eachLine(request)) {
			if (line.description !== undefined || hasTitle(codes, line)) continue;
			yield {
				at,
				message: `${line.code} on ${line.date} has no description.`,
				help: 'Add "description": say in your own words what was done.',
			};
		}
	},
};

/** Words that say nothing about a service. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
	'a above and attached care code drug item medical medication misc miscellaneous na none note notes of or other procedure see service services supplies supply the therapy treatment unclassified unlisted unspecified various visit'.split(
		' ',
	),
);

export const unlistedDescription: Rule = {
	id: 'unlisted-description',
	severity: 'warning',
	requirement: 'Every line with a code for unlisted services says what was done.',
	why: 'Codes such as 90899 and 99199 do not say what was done. Payers decide by the description, and return a line that says only "other service" (Medicare Claims Processing Manual, chapter 26, item 19; CMS-1500 box 24 shaded).',
	fix: 'Describe what was done, for how long and why.',
	*check({ request, knowledge: { packs } }) {
		for (const { line, at } of eachLine(request)) {
			if (packs.unlisted(line.code, line.date).length === 0) continue;
			const words = (line.description ?? '').toLowerCase().match(/\p{L}{2,}/gu) ?? [];
			if (words.some((word) => !EMPTY_WORDS.has(word))) continue;
			yield {
				at: line.description === undefined ? at : [...at, 'description'],
				message: `${line.code} on ${line.date} is a code for unlisted services, and the description does not say what was done.`,
				help: 'Describe what was done, for how long and why.',
			};
		}
	},
};

export const procedureFormat: Rule = {
	id: 'procedure-format',
	severity: 'error',
	requirement: 'Every procedure has the form of a CPT or HCPCS Level II code.',
	why: 'These are the code sets for outpatient services (45 CFR 162.1002; CMS-1500 box 24D). CPT codes are five digits, or four digits and F, T, U, M or A; HCPCS Level II codes are a letter from A to V and four digits.',
	fix: FORM,
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			if (PROCEDURE_CODE.test(line.code)) continue;
			yield {
				at: [...at, 'code'],
				message: `"${line.code}" does not have the form of a CPT or HCPCS code.`,
				help: capitalsOr(line.code, (code) => PROCEDURE_CODE.test(code), FORM),
			};
		}
	},
};

export const categoryIii: Rule = {
	id: 'category-iii',
	severity: 'info',
	requirement: 'No line has a CPT Category III code.',
	why: 'Codes of four digits and T are temporary, for new technology and procedures. Few plans pay for them.',
	fix: 'No change is needed. Tell the patient before the claim is sent.',
	*check({ request }) {
		for (const { line, at } of eachLine(request)) {
			if (!CATEGORY_III.test(line.code)) continue;
			yield {
				at: [...at, 'code'],
				message: `${line.code} is a Category III code, which few plans pay.`,
				help: 'No change is needed. Tell the patient before the claim is sent.',
			};
		}
	},
};

/**
 * Two lines with the same key look to a payer like one service billed twice. The order of modifiers does not matter. Two
 * drugs may share a code, such as J3490.
 */
function duplicateKey(request: SuperbillRequest, line: ServiceLineRequest): string {
	const ndc = line.drug?.ndc.replaceAll('-', '') ?? '';
	return [line.date, line.code, renderingNpi(request, line), ndc, ...line.modifiers.toSorted()].join(' ');
}

export const duplicateLine: Rule = {
	id: 'duplicate-line',
	severity: 'warning',
	requirement: 'No two lines have the same date, code, drug, modifiers and rendering provider.',
	why: 'Payers deny the second of two such lines as a duplicate (Medicare Claims Processing Manual, chapter 1, section 120).',
	fix: 'Remove the second line, combine both into one line with more units, or add the modifier that explains the repeat, such as 76 or 59.',
	*check({ request }) {
		const seen = new Set<string>();
		for (const { line, at } of eachLine(request)) {
			const key = duplicateKey(request, line);
			if (seen.has(key)) {
				yield {
					at,
					message: `${line.code} on ${line.date} is listed more than once with the same modifiers and provider.`,
					help: 'Remove this line, combine both into one line with more units, or add the modifier that explains the repeat, such as 76 or 59.',
				};
			}
			seen.add(key);
		}
	},
};

export const manyVisits: Rule = {
	id: 'many-visits',
	severity: 'info',
	requirement: 'All services have the same date and the same rendering provider.',
	why: 'Every line has its own date and provider (CMS-1500 boxes 24A and 24J), but some payers ask members for a separate claim for each visit and provider.',
	fix: 'No change is needed. If the payer asks, make one superbill for each visit and provider.',
	*check({ request }) {
		const dates = new Set(request.serviceLines.map((line) => line.date)).size;
		const providers = new Set(request.serviceLines.map((line) => renderingNpi(request, line))).size;
		if (dates === 1 && providers === 1) return;
		yield {
			at: ['serviceLines'],
			message: `The services are on ${counted(dates, 'date')} by ${counted(providers, 'rendering provider')}; some payers want a separate claim for each.`,
			help: 'No change is needed. If the payer asks, make one superbill for each visit and provider.',
		};
	},
};
