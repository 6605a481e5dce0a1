import type { SourcedFinding } from '../../intake/visits/origins.ts';
import type { Batch, BatchDocument, BatchItem } from '../batch.ts';
import type { ArchiveItem } from './archive.ts';

/** An item of a batch that has ended, with findings that know their place in the upload. */
export interface EndedItem extends ArchiveItem {
	readonly findings: readonly SourcedFinding[];
}

/** Converts an item of a batch for its archive. */
export function archiveItem(batch: Batch, { item, pdf, issuedOn }: BatchDocument): EndedItem {
	return {
		position: item.position,
		number: item.number ?? undefined,
		rows: item.rows ?? undefined,
		superbillId: item.superbill ?? undefined,
		status: statusOf(batch, item),
		findings: [...item.findings, ...reasonOf(item)],
		document: pdf && { pdf, issuedOn: issuedOn ?? dayOf(batch) },
	};
}

/** The day on which the upload began, `YYYY-MM-DD`. */
export const dayOf = ({ createdAt }: Batch): string => createdAt.slice(0, 'YYYY-MM-DD'.length);

/** Counts items that still wait as cancelled. */
function statusOf({ mode }: Batch, { state }: BatchItem): ArchiveItem['status'] {
	if (state === 'done') return mode === 'render' ? 'rendered' : 'issued';
	return state === 'failed' ? 'failed' : 'cancelled';
}

/** Turns the reason into a finding: a manifest has no other place for it. */
function reasonOf({ reason }: BatchItem): readonly SourcedFinding[] {
	if (reason === null) return [];
	return [{ rule: 'batch', severity: 'error', pointer: '', message: reason, help: HELP }];
}

const HELP = 'Send it again, without the superbills that were issued.';
