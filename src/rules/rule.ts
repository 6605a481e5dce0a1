import type { CodeSets } from '../codes/code-sets.ts';
import type { PlaceOfServiceAnswer } from '../codes/place-of-service.ts';
import type { IsoDate } from '../superbill/dates.ts';
import type { Severity } from '../superbill/finding.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import type { Totals } from '../superbill/totals.ts';
import type { RulePacks } from './packs/packs.ts';
import type { PayerProfile } from './packs/payer-profile.ts';

/** Facts that rules look up. A code set that is not loaded checks nothing. */
export interface Knowledge {
	/** Looks up a code in CMS's place-of-service list on a date of service. */
	placeOfService(code: string, date: IsoDate): PlaceOfServiceAnswer;
	/** Tests whether the template's fonts can draw a code point. */
	hasGlyph(codePoint: number): boolean;
	/** The template has a place for a signature. */
	readonly isSigned: boolean;
	/** Official codes by date of service. */
	readonly codes: CodeSets;
	/** Facts about codes that no public file states. */
	readonly packs: RulePacks;
}

/** Everything that rules may look at. A rule never reads the clock. */
export interface RuleInput {
	readonly request: SuperbillRequest;
	readonly totals: Totals;
	/** The issue date of the request. Default: today. */
	readonly issuedOn: IsoDate;
	/** Today in the practice's time zone. */
	readonly today: IsoDate;
	/** Profiles of the payers to which the superbill goes. */
	readonly payers: readonly PayerProfile[];
	readonly knowledge: Knowledge;
}

/** Steps from the root of the request; `[]` is the request itself. */
export type RequestPath = readonly (string | number)[];

/** A finding before the rule's id is added. */
export interface RuleFinding {
	/**
	 * The place at fault. It must exist in what the caller sent, but rules see defaults filled in: never point at a field
	 * that may have come from a default (`modifiers`, `units`, `country`), and report a missing field at its parent.
	 */
	readonly at: RequestPath;
	/**
	 * One plain sentence with the value at fault: codes, amounts, dates of service. Never a name, birth date, member ID or
	 * tax ID. It names a service by its code and date; the pointer has the place in the list.
	 */
	readonly message: string;
	/** The next step, such as what to type. */
	readonly help: string;
	/** Overrides the rule's severity. */
	readonly severity?: Severity;
}

export interface Rule {
	readonly id: string;
	readonly severity: Severity;
	/** One sentence that is true of every superbill without findings of this rule. */
	readonly requirement: string;
	/** The reason, with its source, such as who returns the superbill otherwise. */
	readonly why: string;
	/** General advice; the help of a finding is more specific. */
	readonly fix: string;
	check(input: RuleInput): Iterable<RuleFinding>;
}
