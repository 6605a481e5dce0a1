import type { IsoDate } from '../superbill/dates.ts';

/** What the imported code sets say. A rule asks for a code on a date of service, never for "now". */
export interface CodeSets {
	/** ICD-10-CM, the dot optional. */
	diagnosis(code: string, date: IsoDate): CodeAnswer;
	/** HCPCS Level II. CPT codes are never judged: their list is licensed. */
	procedure(code: string, date: IsoDate): CodeAnswer;
	/** HCPCS Level II modifiers. */
	modifier(code: string, date: IsoDate): CodeAnswer;
	/** The note by which the tabular list excludes the two from one another (Excludes1), in either direction. */
	excludes1(a: string, b: string, date: IsoDate): Excludes1 | undefined;
	/** What the tabular list says about the order of codes. */
	sequencing(code: string, date: IsoDate): Sequencing;
	/** NCCI procedure-to-procedure edit of two codes; `undefined` where there is none, or no file is loaded. */
	codePair(a: string, b: string, date: IsoDate): CodePair | undefined;
	/** Medically unlikely edit: most units a day; `undefined` where there is none, or no file is loaded. */
	unitsLimit(code: string, date: IsoDate): number | undefined;
	/** CMS's add-on-code file: codes of which one must stand beside this one; `undefined` where it is no add-on. */
	addOn(code: string, date: IsoDate): readonly string[] | undefined;
	/** Sets of which no edition is loaded at all. */
	readonly missing: readonly CodeSetName[];
}

export type CodeSetName =
	| 'icd10cm'
	| 'icd10cm-tabular'
	| 'hcpcs'
	| 'modifiers'
	| 'place-of-service'
	| 'taxonomy'
	| 'ncci-ptp'
	| 'ncci-mue'
	| 'ncci-add-on';

/** A code as printed, with its title in the edition that was asked. */
export interface TitledCode {
	readonly code: string;
	readonly title: string;
}

export type CodeAnswer =
	| { readonly state: 'billable'; readonly title: string }
	/** It only heads others; the nearest billable ones below it, in order. */
	| { readonly state: 'header'; readonly title: string; readonly children: readonly TitledCode[] }
	| { readonly state: 'not-yet-valid'; readonly from: IsoDate }
	| { readonly state: 'ended'; readonly lastDay: IsoDate; readonly successors: readonly TitledCode[] }
	| { readonly state: 'unknown'; readonly nearest: readonly TitledCode[] }
	/** No edition is loaded for that date: nothing can be said. */
	| { readonly state: 'no-edition' };

export interface Excludes1 {
	/** The code whose entry, or whose ancestor's entry, carries the note. */
	readonly at: string;
	/** The note as the tabular list has it. */
	readonly note: string;
}

export interface Sequencing {
	/** "In diseases classified elsewhere": never first. */
	readonly manifestation: boolean;
	/** Ranges, prefixes or codes of which one goes before it, if one is given. */
	readonly codeFirst: readonly string[];
}

export interface CodePair {
	/** The code that is paid, and the one that is not. */
	readonly column1: string;
	readonly column2: string;
	readonly modifierAllowed: boolean;
}
