import type { Finding } from '../../superbill/finding.ts';
import { placeOf } from '../../superbill/read.ts';

/** The place in an upload that a part of a superbill came from. */
export interface Origin {
	/** For JSON: the number of the visit, from 1. */
	readonly visit?: number;
	/** For JSON: an RFC 6901 pointer into the visit. */
	readonly pointer?: string;
	/** The row of a table as a spreadsheet counts it (the header is row 1), or the line of NDJSON. */
	readonly row?: number;
	/** For a table. */
	readonly column?: string;
}

/** Origins by pointers into the superbill. A part that is not listed has the origin of the part around it. Plain JSON. */
export type Origins = Readonly<Record<string, Origin>>;

/** A finding with the place in the upload that it is about. */
export interface SourcedFinding extends Finding {
	readonly source?: Origin;
}

/** The origin of a place; `undefined` if it came from several. */
export function originOf(place: string, origins: Origins): Origin | undefined {
	const known = placeOf(place, { has: (known) => Object.hasOwn(origins, known) }) ?? '';
	const origin = origins[known];
	if (origin?.pointer === undefined) return origin;
	return { ...origin, pointer: origin.pointer + place.slice(known.length) };
}

export function withSource(finding: Finding, source: Origin | undefined): SourcedFinding {
	return source ? { ...finding, source } : finding;
}
