import type { SourcedFinding } from '../../intake/visits/origins.ts';
import type { Batch, BatchDocument, BatchItem } from '../batch.ts';
import type { ArchiveItem } from './archive.ts';

/** What became of an item, with its document where it has one. */
export interface EndedItem extends ArchiveItem {
	readonly findings: readonly SourcedFinding[];
}

/** An item of a batch as its archive tells it. */
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

/** When it was begun, `YYYY-MM-DD`. */
export const dayOf = ({ createdAt }: Batch): string => createdAt.slice(0, 'YYYY-MM-DD'.length);

/** What nobody worked on before a batch was cancelled was cancelled with it. */
function statusOf({ mode }: Batch, { state }: BatchItem): ArchiveItem['status'] {
	if (state === 'done') return mode === 'render' ? 'rendered' : 'issued';
	return state === 'failed' ? 'failed' : 'cancelled';
}

/** A manifest has findings alone. */
function reasonOf({ reason }: BatchItem): readonly SourcedFinding[] {
	if (reason === null) return [];
	return [{ rule: 'batch', severity: 'error', pointer: '', message: reason, help: HELP }];
}

const HELP = 'Send it again, with no superbill beside it that was issued.';
