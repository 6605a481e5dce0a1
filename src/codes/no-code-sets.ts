import type { CodeSets } from './code-sets.ts';

const NO_EDITION = { state: 'no-edition' } as const;

/** Code sets of an installation that has imported none: no code can be checked. */
export const NO_CODE_SETS: CodeSets = {
	diagnosis: () => NO_EDITION,
	procedure: () => NO_EDITION,
	modifier: () => NO_EDITION,
	taxonomy: () => NO_EDITION,
	excludes1: () => undefined,
	sequencing: () => ({ manifestation: false, codeFirst: [] }),
	codePair: () => undefined,
	unitsLimit: () => undefined,
	addOn: () => undefined,
	editorLists: () => [],
	missing: [
		'icd10cm',
		'icd10cm-tabular',
		'hcpcs',
		'modifiers',
		'place-of-service',
		'taxonomy',
		'mce',
		'ncci-ptp',
		'ncci-mue',
		'ncci-add-on',
	],
};
