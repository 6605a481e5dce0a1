import { ownId } from './fields.ts';
import type { Finding } from './finding.ts';

const ENTRY = /^\/(serviceLines|payments)\/(\d+)(?:\/|$)/;
const OwnId = ownId('entry');

/** Adds the caller's own id of a line or payment to each finding about it. */
export function withOwnIds(findings: readonly Finding[], body: unknown): readonly Finding[] {
	return findings.map((finding) => {
		const [, list, index] = ENTRY.exec(finding.pointer) ?? [];
		if (list === undefined) return finding;
		const entries = (body as Record<string, unknown> | null)?.[list];
		const { data: id } = OwnId.safeParse(
			(entries as { readonly id?: unknown }[] | undefined)?.[Number(index)]?.id,
		);
		return id === undefined ? finding : { ...finding, id };
	});
}
