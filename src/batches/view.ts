import type { ListedItem } from '../store/batches/batch-items.ts';
import { type BatchRow, dueState } from '../store/batches/batches.ts';
import type { ItemState, VisibleBatchState } from '../store/tables.ts';
import type { Keyring } from '../vault/keyring.ts';
import type { Batch, BatchCounts, BatchItem } from './batch.ts';
import { KEPT_MS } from './retention.ts';
import { openOutcome } from './sealed-items.ts';

type ByState = Readonly<Partial<Record<ItemState, number>>>;

/** Shows a batch to its callers. */
export function batchOf(row: BatchRow, states: ByState, now: Date): Batch {
	const counts = countsOf(row, states);
	const processed = counts.total - counts.waiting;
	const { started_at, finished_at } = row;
	const seconds =
		started_at && (Date.parse(finished_at ?? now.toISOString()) - Date.parse(started_at)) / 1_000;
	const rate = seconds && processed > 0 ? processed / seconds : null;
	const isKept = finished_at !== null && (row.mode === 'render' || row.state === 'drafted');
	return {
		id: row.id,
		practice: row.practice_id,
		mode: row.mode,
		state: row.state as VisibleBatchState,
		counts,
		createdAt: row.created_at,
		createdBy: row.actor,
		startedAt: started_at,
		finishedAt: finished_at,
		rate,
		secondsLeft: row.state === 'running' && rate ? counts.waiting / rate : null,
		keptUntil: isKept ? new Date(Date.parse(finished_at) + KEPT_MS).toISOString() : null,
	};
}

/** Counts checked items as waiting while a draft is being issued. */
function countsOf(
	row: BatchRow,
	{ waiting = 0, checked = 0, done = 0, failed = 0, cancelled = 0 }: ByState,
): BatchCounts {
	const total = waiting + checked + done + failed + cancelled;
	const isDue = dueState(row) === 'checked';
	return {
		total,
		waiting: waiting + (isDue ? checked : 0),
		checked: isDue ? 0 : checked,
		done,
		failed,
		cancelled,
	};
}

/** Shows an item to its callers. */
export function itemOf(keyring: Keyring, batch: BatchRow, row: ListedItem): BatchItem {
	const { findings, reason = null, metadata = null } = openOutcome(keyring, row);
	return {
		position: row.position,
		rows: row.first_row !== null && row.last_row !== null ? [row.first_row, row.last_row] : null,
		state: row.state === dueState(batch) ? 'waiting' : row.state,
		number: row.number,
		superbill: row.superbill,
		sha256: row.pdf_sha256,
		bytes: row.pdf_bytes,
		findings,
		reason,
		metadata,
	};
}
