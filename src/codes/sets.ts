import type { CodeSetName } from './code-sets.ts';

/** What sort of thing a set is made of; each sort has an index of its own. */
export type Kind = 'codes' | 'notes' | 'pairs' | 'limits' | 'add-ons';

export interface SetFacts {
	readonly title: string;
	readonly kind: Kind;
	/** Codes carry their own first and last days; else a code holds as long as the edition that lists it. */
	readonly datedRows: boolean;
	/** A longer code stands below the one that it begins with. Printed with a dot after the third character. */
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
	'ncci-ptp': { title: 'NCCI procedure-to-procedure edits', kind: 'pairs', datedRows: true, tree: false },
	'ncci-mue': { title: 'NCCI medically unlikely edits', kind: 'limits', datedRows: false, tree: false },
	'ncci-add-on': { title: 'NCCI add-on codes', kind: 'add-ons', datedRows: true, tree: false },
};

/** A set that an operator named for a list of their own is flat, and each of its codes carries its dates. */
export function factsOf(set: string): SetFacts {
	return Object.hasOwn(CODE_SETS, set) ? CODE_SETS[set as CodeSetName] : { title: set, ...FLAT };
}

/** A code as people write it. */
export function printedCode(bare: string, { tree }: Pick<SetFacts, 'tree'>): string {
	return tree && bare.length > 3 ? `${bare.slice(0, 3)}.${bare.slice(3)}` : bare;
}
