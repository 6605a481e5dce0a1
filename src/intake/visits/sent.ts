import type { Origins, SourcedFinding } from './origins.ts';

/** Where a visit is in an upload. */
export interface ReadFrom {
	/** Counts from 1 in the order of the upload. */
	readonly position: number;
	/** The name of the visit in messages: `visit 3`, `line 7`, `rows 2 to 5`. */
	readonly name: string;
	/** First and last row that it was read from. */
	readonly rows?: readonly [first: number, last: number];
	/** For a table only: where the parts of the body came from. */
	readonly origins?: Origins;
}

export interface SentVisit extends ReadFrom {
	/** A superbill request without `replaces` whose service lines all have the same date; not yet checked. */
	readonly body: unknown;
	/** Errors found while reading it. No further findings are made about their places. */
	readonly findings: readonly SourcedFinding[];
}
