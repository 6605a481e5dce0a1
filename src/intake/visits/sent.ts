import type { Origins, SourcedFinding } from './origins.ts';

/** A visit as it was sent. */
export interface SentVisit {
	/** From 1, in the order of the upload. */
	readonly position: number;
	/** How messages call it: `visit 3`, `line 7`, `rows 2 to 5`. */
	readonly name: string;
	/** First and last row that it was read from. */
	readonly rows?: readonly [first: number, last: number];
	/** A superbill request without `replaces` whose service lines are all of one day; not yet checked. */
	readonly body: unknown;
	/** Errors that reading it found: their pointers are places of the body about which nothing more is to be said. */
	readonly findings: readonly SourcedFinding[];
	/** Where its parts stood, of a table alone. */
	readonly origins?: Origins;
}
