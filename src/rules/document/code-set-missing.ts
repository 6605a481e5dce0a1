import type { CodeSets, TitledCode } from '../../codes/code-sets.ts';
import { HCPCS_LEVEL_II } from '../../superbill/code-forms.ts';
import { dottedDiagnosis, withPlaceholders } from '../../superbill/diagnosis-code.ts';
import { datedDiagnoses, firstOfEditions } from '../diagnoses/dated.ts';
import type { Rule, RuleInput } from '../rule.ts';
import { eachLine } from '../walk.ts';
import { offer } from '../wording.ts';

interface NotChecked {
	readonly at: readonly (string | number)[];
	readonly code: string;
	readonly set: string;
	readonly date: string;
	/** The code that is probably meant. */
	readonly meant?: TitledCode | undefined;
}

/** Finds codes of loaded sets that no edition can judge. The operator learns of sets that are not loaded at start-up. */
function* notChecked({ request, knowledge: { codes } }: RuleInput): Generator<NotChecked> {
	if (!codes.missing.includes('icd10cm')) {
		for (const { code, index, days } of datedDiagnoses(request)) {
			const date = firstOfEditions(days).find((day) => codes.diagnosis(code, day).state === 'no-edition');
			if (date === undefined) continue;
			const meant = paddedDiagnosis(codes, code, date);
			yield { at: ['diagnoses', index, 'code'], code, set: 'ICD-10-CM', date, meant };
		}
	}
	if (!codes.missing.includes('hcpcs')) {
		for (const { line, at } of eachLine(request)) {
			if (!HCPCS_LEVEL_II.test(line.code) || codes.procedure(line.code, line.date).state !== 'no-edition')
				continue;
			yield { at: [...at, 'code'], code: line.code, set: 'HCPCS Level II', date: line.date };
		}
	}
}

/** The code with its placeholders, if that is a billable one. */
function paddedDiagnosis(codes: CodeSets, code: string, date: string): TitledCode | undefined {
	const padded = dottedDiagnosis(withPlaceholders(code.replace('.', ''))) as string;
	const answer = codes.diagnosis(padded, date);
	return answer.state === 'billable' ? { code: padded, title: answer.title } : undefined;
}

export const codeSetMissing: Rule = {
	id: 'code-set-missing',
	severity: 'info',
	requirement: 'Each ICD-10-CM and HCPCS Level II code can be checked in an edition for its date of service.',
	why: 'A code that is not in the newest loaded edition may be new or mistyped. Only the edition for that date can tell.',
	fix: 'Check the code. The operator can import the edition for that date with "superbill codes fetch" or "superbill codes import".',
	*check(input) {
		for (const { at, code, set, date, meant } of notChecked(input)) {
			yield {
				at,
				message: `${code} was not checked, because no complete edition of ${set} for ${date} is loaded and the loaded ones do not have it.`,
				help: meant
					? offer('Perhaps you mean', [meant], '')
					: 'Make sure that the code is typed correctly. The operator can import the edition for that date with "superbill codes fetch" or "superbill codes import".',
			};
		}
	},
};
