import type { CodeSets } from '../codes/code-sets.ts';
import type { PlaceOfServiceAnswer } from '../codes/place-of-service.ts';
import type { IsoDate } from '../superbill/dates.ts';
import type { Severity } from '../superbill/finding.ts';
import type { SuperbillRequest } from '../superbill/request.ts';
import type { Totals } from '../superbill/totals.ts';
import type { RulePacks } from './packs/packs.ts';

/** What the rules know beside the request. What is not loaded is not judged. */
export interface Knowledge {
	/** CMS's place-of-service list on a date of service. */
	placeOfService(code: string, date: IsoDate): PlaceOfServiceAnswer;
	/** Whether the template's fonts can draw a code point. */
	hasGlyph(codePoint: number): boolean;
	/** Official codes by date of service. */
	readonly codes: CodeSets;
	/** Which codes go with which, and how minutes become units. */
	readonly packs: RulePacks;
}

/** Everything that one run of the checks may look at. The clock is in here, never read inside a rule. */
export interface RuleInput {
	readonly request: SuperbillRequest;
	readonly totals: Totals;
	/** The request's issue date, or today where it has none. */
	readonly issuedOn: IsoDate;
	/** Today in the practice's time zone. */
	readonly today: IsoDate;
	readonly knowledge: Knowledge;
}

/** Steps into the request; `[]` is the request itself. */
export type RequestPath = readonly (string | number)[];

/** One thing that a rule found; the catalogue adds the rule's id. */
export interface RuleFinding {
	/**
	 * Where, as precisely as may be. It must resolve in what the caller sent, and the request that rules see has
	 * defaults filled in: what may come from a default (`modifiers`, `units`, `country`) is never pointed at, and what
	 * is missing is reported at the object that lacks it.
	 */
	readonly at: RequestPath;
	/**
	 * One plain sentence with the value at fault: codes, amounts, dates of service. Never a name, a birth date, a
	 * member id or a tax id. A line is called by its code and date; its place in the list is in the pointer.
	 */
	readonly message: string;
	/** What to do about it. */
	readonly help: string;
	/** Only for a rule whose severity depends on what it found. */
	readonly severity?: Severity;
}

export interface Rule {
	readonly id: string;
	readonly severity: Severity;
	/** What holds when the rule finds nothing, in one sentence. */
	readonly requirement: string;
	/** Why: who refuses the document otherwise, with the source. */
	readonly why: string;
	/** How to mend what it finds, whatever that is; a hit's own help is more exact. */
	readonly fix: string;
	check(subject: RuleInput): Iterable<RuleFinding>;
}
