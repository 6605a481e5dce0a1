import canonicalize from 'canonicalize';
import { pointer } from '../../superbill/finding.ts';
import { visitsFinding } from './finding.ts';
import type { Origin, SourcedFinding } from './origins.ts';
import type { SentVisit } from './sent.ts';
import { sourceIn, type VisitBody } from './visit.ts';

/** A visit, or those of its lines that one clinician provided. */
export interface Part {
	readonly sent: SentVisit;
	readonly visit: VisitBody;
	/** Indexes of its lines, in their order. */
	readonly lines: readonly number[];
	/** Whether the superbill is of one clinician alone. */
	readonly isOfOne: boolean;
}

export type Parts = readonly [Part, ...Part[]];
export type VisitLine = VisitBody['serviceLines'][number];
type Path = readonly PropertyKey[];

/** What is written down while parts are put together: where everything stood, and what did not agree. */
export class Notes {
	readonly origins = new Map<string, Origin>();
	readonly findings: SourcedFinding[] = [];

	/** A place of the superbill stood at a place of a part: the same, unless said otherwise. */
	from(path: Path, { sent }: Part, there: Path = path): void {
		const source = sourceIn(sent, pointer(there));
		if (source) this.origins.set(pointer(path), source);
	}

	/** A part says something else than those before it. */
	differs(path: Path, part: Part, there: Path, message: string, help: string): void {
		this.findings.push(visitsFinding('warning', path, message, help, sourceIn(part.sent, pointer(there))));
	}
}

/** Who provided a line, and where in the visit that stands. */
export function providerOf(
	{ visit }: Part,
	line: number,
): { value: VisitBody['renderingProvider']; path: Path } {
	const own = visit.serviceLines[line]?.renderingProvider;
	return own
		? { value: own, path: ['serviceLines', line, 'renderingProvider'] }
		: { value: visit.renderingProvider, path: ['renderingProvider'] };
}

/** Whether values of a request are the same, whatever the order of their properties. */
export function same(a: unknown, b: unknown): boolean {
	return canonicalize(a) === canonicalize(b);
}
