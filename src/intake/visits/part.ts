import canonicalize from 'canonicalize';
import { pointer } from '../../superbill/finding.ts';
import { visitsFinding } from './finding.ts';
import type { Origin, SourcedFinding } from './origins.ts';
import type { ReadFrom } from './sent.ts';
import { sourceIn, type VisitBody } from './visit.ts';

/** A visit, or the lines of it that one clinician provided. */
export interface Part {
	readonly sent: ReadFrom;
	readonly visit: VisitBody;
	/** Indexes of the lines, in order. */
	readonly lines: readonly number[];
	/** True if the superbill is for a single clinician. */
	readonly isOfOne: boolean;
}

export type Parts = readonly [Part, ...Part[]];
export type VisitLine = VisitBody['serviceLines'][number];
/** Records where the parts of a merged superbill came from, and how they differ. */
export class Notes {
	readonly origins = new Map<string, Origin>();
	readonly findings: SourcedFinding[] = [];

	/** Records that a place of the superbill came from a place of a part. */
	from(path: readonly PropertyKey[], { sent }: Part, there: readonly PropertyKey[] = path): void {
		const source = sourceIn(sent, pointer(there));
		if (source) this.origins.set(pointer(path), source);
	}

	/** Records that a part differs from those before it. */
	differs(
		path: readonly PropertyKey[],
		part: Part,
		there: readonly PropertyKey[],
		message: string,
		help: string,
	): void {
		this.findings.push(visitsFinding('warning', path, message, help, sourceIn(part.sent, pointer(there))));
	}
}

/** The provider of a line, and the path in the visit where that is given. */
export function providerOf(
	{ visit }: Part,
	line: number,
): { value: VisitBody['renderingProvider']; path: readonly PropertyKey[] } {
	const own = visit.serviceLines[line]?.renderingProvider;
	return own
		? { value: own, path: ['serviceLines', line, 'renderingProvider'] }
		: { value: visit.renderingProvider, path: ['renderingProvider'] };
}

/** Compares values of a request, ignoring the order of properties. */
export function same(a: unknown, b: unknown): boolean {
	return canonicalize(a) === canonicalize(b);
}
