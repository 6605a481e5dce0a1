export type CodeSetName =
	| 'icd10cm'
	| 'icd10cm-tabular'
	| 'hcpcs'
	| 'modifiers'
	| 'place-of-service'
	| 'taxonomy'
	| 'mce'
	| 'ncci-ptp'
	| 'ncci-mue'
	| 'ncci-add-on';

/** The contents of a set. Each kind has its own index. */
export type CodeSetKind = 'codes' | 'notes' | 'lists' | 'pairs' | 'limits' | 'add-ons';

export interface SetFacts {
	readonly title: string;
	readonly kind: CodeSetKind;
	/** Each code carries its own first and last day. In other sets a code is valid while its edition is. */
	readonly datedRows: boolean;
	/** A code is below every code that it begins with, and is printed with a dot after the third character. */
	readonly tree: boolean;
}

const FLAT = { kind: 'codes', datedRows: true, tree: false } as const;

export const CODE_SETS: Readonly<Record<CodeSetName, SetFacts>> = {
	icd10cm: { title: 'ICD-10-CM diagnosis codes', kind: 'codes', datedRows: false, tree: true },
	'icd10cm-tabular': { title: 'ICD-10-CM tabular list: notes', kind: 'notes', datedRows: false, tree: true },
	hcpcs: { title: 'HCPCS Level II procedure codes', ...FLAT },
	modifiers: { title: 'HCPCS Level II modifiers', ...FLAT },
	'place-of-service': { title: 'CMS places of service', ...FLAT },
	taxonomy: { title: 'NUCC provider taxonomy', ...FLAT },
	mce: { title: 'Medicare Code Editor: diagnosis lists', kind: 'lists', datedRows: false, tree: false },
	'ncci-ptp': { title: 'NCCI procedure-to-procedure edits', kind: 'pairs', datedRows: true, tree: false },
	'ncci-mue': { title: 'NCCI medically unlikely edits', kind: 'limits', datedRows: false, tree: false },
	'ncci-add-on': { title: 'NCCI add-on codes', kind: 'add-ons', datedRows: true, tree: false },
};

/** Facts about a set. A list that an operator imports under a name of their own is flat, with dates in its rows. */
export function factsOf(set: string): SetFacts {
	return Object.hasOwn(CODE_SETS, set) ? CODE_SETS[set as CodeSetName] : { title: set, ...FLAT };
}

/** A code as it is printed, with its dot. */
export function printedCode(bare: string, { tree }: Pick<SetFacts, 'tree'>): string {
	return tree && bare.length > 3 ? `${bare.slice(0, 3)}.${bare.slice(3)}` : bare;
}
