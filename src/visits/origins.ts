import type { Finding } from '../superbill/finding.ts';
import { placeOf } from '../superbill/read.ts';

/** Where a part of a superbill came from. */
export interface Origin {
	/** Of a visit that was sent as JSON, from 1. */
	readonly visit?: number;
	/** Of the part in its visit (RFC 6901). */
	readonly pointer?: string;
	/** Of a table, as a spreadsheet counts them; of NDJSON the line. */
	readonly row?: number;
	readonly column?: string;
}

/** By pointers into the superbill; a part that is not listed came from where the nearest part around it did. */
export type Origins = Readonly<Record<string, Origin>>;

/** A finding that also says where in the upload to look. */
export interface SourcedFinding extends Finding {
	readonly source?: Origin;
}

/** Leads findings about a superbill back to what it was made of. */
export function atSource(
	findings: readonly Finding[],
	origins: Origins | undefined,
): readonly SourcedFinding[] {
	return origins ? findings.map((finding) => sourced(finding, origins)) : findings;
}

function sourced(finding: Finding, origins: Origins): SourcedFinding {
	const place = placeOf(finding.pointer, new Set(Object.keys(origins))) ?? '';
	const origin = origins[place];
	return origin ? { ...finding, source: origin } : finding;
}
