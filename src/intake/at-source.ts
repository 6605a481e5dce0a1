import type { Finding } from '../superbill/finding.ts';
import { becomes, COLUMNS } from './table/columns.ts';
import { type Origins, originOf, type SourcedFinding, withSource } from './visits/origins.ts';

/** Traces findings about a superbill back to the upload: to a visit and a pointer in it, or to a row and a column. */
export function atSource(
	findings: readonly Finding[],
	origins: Origins | undefined,
): readonly SourcedFinding[] {
	if (!origins) return findings;
	return findings.map((finding) => {
		const origin = originOf(finding.pointer, origins);
		const isCell = origin?.row !== undefined && origin.visit === undefined;
		const column = isCell ? columnAt(finding.pointer) : undefined;
		return withSource(finding, origin && { ...origin, ...(column !== undefined && { column }) });
	});
}

/** Names of columns by the place that they fill, except those that share a place. */
const NAME_AT: ReadonlyMap<string, string> = new Map(
	COLUMNS.filter(({ to }) => to.length > 0 && to[0] !== 'diagnoses').map((column) => [
		becomes(column),
		column.name,
	]),
);

/** The column that fills a place of a superbill. */
function columnAt(pointer: string): string | undefined {
	const [, list = '', index, ...rest] = pointer.split('/');
	// Each insurance has its own columns; entries of other lists come from different rows.
	const steps =
		list === 'coverages' || index === undefined || !/^\d+$/.test(index)
			? pointer
			: `/${[list, '-', ...rest].join('/')}`;
	const provider = steps.replace('/serviceLines/-/renderingProvider', '/renderingProvider');
	if (list === 'serviceLines' && rest[0] === 'modifiers' && rest[1] !== undefined)
		return `modifier_${Number(rest[1]) + 1}`;
	return NAME_AT.get(provider);
}
