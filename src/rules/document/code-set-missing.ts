import type { CodeSetName } from '../../codes/index/sets.ts';
import { HCPCS_LEVEL_II } from '../../superbill/code-forms.ts';
import { datedDiagnoses, firstOfEditions } from '../diagnoses/dated.ts';
import type { Rule, RuleInput } from '../rule.ts';
import { eachLine } from '../walk.ts';

/** Names of the sets that rules use. Places of service are built in, and no rule looks up taxonomy codes. */
const USED: Readonly<Partial<Record<CodeSetName, string>>> = {
	icd10cm: 'ICD-10-CM',
	'icd10cm-tabular': 'ICD-10-CM tabular list',
	hcpcs: 'HCPCS Level II',
	modifiers: 'HCPCS Level II modifiers',
	'ncci-ptp': 'NCCI code pairs',
	'ncci-mue': 'NCCI medically unlikely edits',
	'ncci-add-on': 'NCCI add-on codes',
};

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Finds sets that are loaded, but without an edition for one of the dates of service. */
function* editionsMissing({ request, knowledge: { codes } }: RuleInput): Generator<string> {
	if (!codes.missing.includes('icd10cm')) {
		for (const { code, days } of datedDiagnoses(request)) {
			const day = firstOfEditions(days).find((date) => codes.diagnosis(code, date).state === 'no-edition');
			if (day !== undefined) yield `ICD-10-CM for ${day}`;
		}
	}
	if (!codes.missing.includes('hcpcs')) {
		for (const { line } of eachLine(request)) {
			if (!HCPCS_LEVEL_II.test(line.code) || codes.procedure(line.code, line.date).state !== 'no-edition')
				continue;
			yield `HCPCS Level II for ${line.date}`;
		}
	}
}

export const codeSetMissing: Rule = {
	id: 'code-set-missing',
	severity: 'info',
	requirement: 'Every code set that the checks use is loaded, in the editions for the dates of service.',
	why: 'Codes of a set that is not loaded are not checked, and a superbill that passes may still have a code that a payer rejects.',
	fix: 'The operator can import the official files with "superbill codes import".',
	*check(input) {
		const missing = [
			...input.knowledge.codes.missing.flatMap((set) => USED[set] ?? []),
			...new Set([...editionsMissing(input)].sort()),
		];
		if (missing.length === 0) return;
		yield {
			at: [],
			message: `Some codes were not checked, because these code sets are not loaded: ${list.format(missing)}.`,
			help: 'No change is needed here. The operator can import the official files with "superbill codes import".',
		};
	},
};
