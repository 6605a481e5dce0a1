import type { IsoDate } from '../superbill/dates.ts';
import type { CodeSetName } from './index/sets.ts';

/** Questions that rules ask the imported code sets. Every code is looked up on a date of service, never on today. */
export interface CodeSets {
	/** ICD-10-CM, the dot optional. */
	diagnosis(code: string, date: IsoDate): CodeAnswer;
	/** HCPCS Level II. CPT codes are not looked up: their list is licensed by the AMA. */
	procedure(code: string, date: IsoDate): CodeAnswer;
	/** HCPCS Level II modifiers. */
	modifier(code: string, date: IsoDate): CodeAnswer;
	/** NUCC provider taxonomy. */
	taxonomy(code: string, date: IsoDate): CodeAnswer;
	/** The Excludes1 note of the tabular list that forbids two codes together, in either direction. */
	excludes1(a: string, b: string, date: IsoDate): Excludes1 | undefined;
	/** Rules of the tabular list about the order of codes. */
	sequencing(code: string, date: IsoDate): Sequencing;
	/** NCCI procedure-to-procedure edit for two codes; `undefined` if there is none or no file is loaded. */
	codePair(a: string, b: string, date: IsoDate): CodePair | undefined;
	/** Medically unlikely edit: the most units per day; `undefined` if there is none or no file is loaded. */
	unitsLimit(code: string, date: IsoDate): number | undefined;
	/** CMS's add-on code file: codes of which one must be billed with this one; `undefined` if it is not an add-on. */
	addOn(code: string, date: IsoDate): readonly string[] | undefined;
	/** The lists of the Medicare Code Editor that have a diagnosis. */
	editorLists(code: string): readonly EditorList[];
	/** Sets without any edition. */
	readonly missing: readonly CodeSetName[];
}

/** A code as it is printed, with its official title. */
export interface TitledCode {
	readonly code: string;
	readonly title: string;
}

export type CodeAnswer =
	| { readonly state: 'billable'; readonly title: string }
	/** A category, with the billable codes below it, in order. */
	| { readonly state: 'header'; readonly title: string; readonly children: readonly TitledCode[] }
	| { readonly state: 'not-yet-valid'; readonly from: IsoDate }
	| { readonly state: 'ended'; readonly lastDay: IsoDate; readonly successors: readonly TitledCode[] }
	/** The edition of that date is complete and does not list the code. */
	| { readonly state: 'unknown'; readonly edition: string; readonly nearest: readonly TitledCode[] }
	/** No edition that is complete on that date is loaded, so the code cannot be checked. */
	| { readonly state: 'no-edition' };

/** Lists of diagnoses in the Medicare Code Editor. */
export type EditorList = 'manifestation' | 'newborn' | 'pediatric' | 'maternity' | 'adult';

export interface Excludes1 {
	/** The code whose entry, or whose ancestor's entry, carries the note. */
	readonly at: string;
	/** The note in the words of the tabular list. */
	readonly note: string;
}

export interface Sequencing {
	/** A manifestation ("in diseases classified elsewhere"), which is never listed first. */
	readonly manifestation: boolean;
	/** Codes, prefixes or ranges. If the superbill has one of them, it must come before this code. */
	readonly codeFirst: readonly string[];
	/** Notes that ask for a further code in every case, not only "if applicable". */
	readonly useAdditional: readonly AdditionalCode[];
}

export interface AdditionalCode {
	/** The code whose entry, or whose ancestor's entry, carries the notes. */
	readonly at: string;
	/** The first note, in the words of the tabular list. */
	readonly note: string;
	/** Codes, prefixes or ranges of which one is wanted. */
	readonly codes: readonly string[];
}

export interface CodePair {
	/** The code that is paid, and the one that is denied. */
	readonly column1: string;
	readonly column2: string;
	readonly modifierAllowed: boolean;
}
