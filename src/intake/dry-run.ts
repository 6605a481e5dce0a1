import type { Finding } from '../superbill/finding.ts';
import { statusOf } from '../superbill/finding.ts';
import { atSource } from './at-source.ts';
import type { Items, UploadSummary } from './item.ts';
import type { SourcedFinding } from './visits/origins.ts';

/** What a superbill of an upload would be told. */
export interface DryRunItem {
	readonly position: number;
	readonly label?: string;
	readonly rows?: readonly [first: number, last: number];
	readonly findings: readonly SourcedFinding[];
}

/** What was understood of an upload, and what is wrong with it: numbers, columns and findings, nothing of a patient. */
export interface DryRun extends UploadSummary {
	/** Those that have findings, in their order. */
	readonly items: readonly DryRunItem[];
	/** How many more have findings than are listed. */
	readonly unlisted: number;
}

/** As many as anybody mends before the next try. */
const MOST_LISTED = 500;

/**
 * Reads an upload to its end and keeps nothing of it.
 * @param check what the service finds in a superbill; one with an error counts as refused.
 * @throws Refusal where the upload as a whole cannot be used.
 */
export async function dryRun(
	items: Items,
	check: (body: unknown) => readonly Finding[] | Promise<readonly Finding[]>,
): Promise<DryRun> {
	const listed: DryRunItem[] = [];
	let unlisted = 0;
	let refused = 0;
	for (;;) {
		const next = await items.next();
		if (next.done) {
			const { superbills } = next.value;
			return {
				...next.value,
				superbills: superbills - refused,
				refused: next.value.refused + refused,
				items: listed,
				unlisted,
			};
		}
		const item = next.value;
		const checked = item.refused ? [] : atSource(await check(item.body), item.origins);
		if (statusOf(checked) === 'errors') refused++;
		const findings = [...item.findings, ...checked];
		if (findings.length === 0) continue;
		if (listed.length === MOST_LISTED) unlisted++;
		else {
			const { position, label, rows } = item;
			listed.push({ position, ...(label !== undefined && { label }), ...(rows && { rows }), findings });
		}
	}
}
