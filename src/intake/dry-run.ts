import type { Finding } from '../superbill/finding.ts';
import { statusOf } from '../superbill/finding.ts';
import { atSource } from './at-source.ts';
import type { ItemTask, UploadSummary } from './item.ts';
import { type PackedItems, taskIn } from './packed.ts';
import type { SourcedFinding } from './visits/origins.ts';

/** The findings about one superbill of an upload. */
export interface DryRunItem {
	readonly position: number;
	readonly label?: string;
	readonly rows?: readonly [first: number, last: number];
	readonly findings: readonly SourcedFinding[];
}

/** The result of a dry run: counts, columns and findings, no patient data. */
export interface DryRun extends UploadSummary {
	/** The superbills with findings, in the order of the upload. */
	readonly items: readonly DryRunItem[];
	/** The number of superbills with findings that are not listed. */
	readonly unlisted: number;
}

/** More than anyone fixes before trying again. */
const MOST_LISTED = 500;

/**
 * Reads an upload to its end and keeps nothing.
 * @param check returns the findings about a superbill; one with an error counts as refused
 * @throws Refusal if the upload as a whole cannot be used
 */
export async function dryRun(
	items: PackedItems,
	check: (body: unknown) => readonly Finding[] | Promise<readonly Finding[]>,
): Promise<DryRun> {
	const findingsOf = async ({ body, findings, origins }: ItemTask) => [
		...findings,
		...atSource(await check(body), origins),
	];
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
		const findings = item.refused ? item.findings : await findingsOf(taskIn(item));
		if (!item.refused && statusOf(findings) === 'errors') refused++;
		if (findings.length === 0) continue;
		if (listed.length === MOST_LISTED) unlisted++;
		else {
			const { position, label, rows } = item;
			listed.push({ position, ...(label !== undefined && { label }), ...(rows && { rows }), findings });
		}
	}
}
