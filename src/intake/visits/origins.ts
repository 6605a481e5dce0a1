import type { Finding } from '../../superbill/finding.ts';
import { placeOf } from '../../superbill/read.ts';

/** Where a part of a superbill stood in the upload. */
export interface Origin {
	/** Of a visit that was sent as JSON, from 1. */
	readonly visit?: number;
	/** The part in its visit (RFC 6901). */
	readonly pointer?: string;
	/** Of a table, as a spreadsheet counts them: the header is row 1. Of NDJSON the line. */
	readonly row?: number;
	/** Of a table. */
	readonly column?: string;
}

/** By pointers into the superbill; a part that is not listed stood where the nearest part around it did. Plain JSON. */
export type Origins = Readonly<Record<string, Origin>>;

/** A finding that also says where in the upload to look. */
export interface SourcedFinding extends Finding {
	readonly source?: Origin;
}

/** Where a place came from; `undefined` where that is several. */
export function originOf(place: string, origins: Origins): Origin | undefined {
	const known = placeOf(place, new Set(Object.keys(origins))) ?? '';
	const origin = origins[known];
	if (origin?.pointer === undefined) return origin;
	return { ...origin, pointer: origin.pointer + place.slice(known.length) };
}

/** A finding with its place in the upload, where that is one. */
export function withSource(finding: Finding, source: Origin | undefined): SourcedFinding {
	return source ? { ...finding, source } : finding;
}
