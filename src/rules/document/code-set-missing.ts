import type { CodeSetName } from '../../codes/index/sets.ts';
import { datedDiagnoses, firstOfEditions } from '../diagnoses/dated.ts';
import type { Rule, RuleInput } from '../rule.ts';
import { eachLine } from '../walk.ts';

/** The sets that rules ask, in words. Places of service are built in, and no rule looks a taxonomy up. */
const ASKED: Readonly<Partial<Record<CodeSetName, string>>> = {
	icd10cm: 'ICD-10-CM',
	'icd10cm-tabular': 'ICD-10-CM tabular list',
	hcpcs: 'HCPCS Level II',
	modifiers: 'HCPCS Level II modifiers',
	'ncci-ptp': 'NCCI code pairs',
	'ncci-mue': 'NCCI medically unlikely edits',
	'ncci-add-on': 'NCCI add-on codes',
};

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Sets that are loaded, but have no edition for a date of service of this request. */
function* editionsMissing({ request, knowledge: { codes } }: RuleInput): Generator<string> {
	if (!codes.missing.includes('icd10cm')) {
		for (const { code, days } of datedDiagnoses(request)) {
			const day = firstOfEditions(days).find((date) => codes.diagnosis(code, date).state === 'no-edition');
			if (day !== undefined) yield `ICD-10-CM for ${day}`;
		}
	}
	if (!codes.missing.includes('hcpcs')) {
		for (const { line } of eachLine(request)) {
			if (!/^[A-V]/.test(line.code) || codes.procedure(line.code, line.date).state !== 'no-edition') continue;
			yield `HCPCS Level II for ${line.date}`;
		}
	}
}

export const codeSetMissing: Rule = {
	id: 'code-set-missing',
	severity: 'info',
	requirement: 'Every code set that the checks use is loaded, in the editions of the dates of service.',
	why: 'What is not loaded is not judged: a superbill that passes may still have a code that a payer rejects.',
	fix: "Ask the operator to import the government's own files (superbill codes import --help).",
	*check(subject) {
		const missing = [
			...subject.knowledge.codes.missing.flatMap((set) => ASKED[set] ?? []),
			...new Set([...editionsMissing(subject)].sort()),
		];
		if (missing.length === 0) return;
		yield {
			at: [],
			message: `Not loaded, so not judged: ${list.format(missing)}.`,
			help: "The operator can import the government's own files: superbill codes import --help.",
		};
	},
};
