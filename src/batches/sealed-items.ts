import type { ItemTask } from '../intake/item.ts';
import type { SourcedFinding } from '../intake/visits/origins.ts';
import type { ItemRow } from '../store/batches/batch-items.ts';
import type { Metadata } from '../superbill/metadata.ts';
import type { DataKey } from '../vault/data-key.ts';
import type { Keyring } from '../vault/keyring.ts';
import { SEALED } from '../vault/sealed-columns.ts';

/** The findings on an item and why it failed. Stored sealed, in one column. */
export interface ItemOutcome {
	readonly findings: readonly SourcedFinding[];
	readonly reason?: string;
	/** The metadata of the request, where it can be read. */
	readonly metadata?: Metadata | undefined;
}

/** The columns that identify an item. They never change. */
export type ItemIdentity = Pick<ItemRow, 'batch_id' | 'position' | 'practice_id'>;

interface ItemContents {
	/** An `ItemTask` as JSON. */
	readonly task?: string | undefined;
	readonly outcome?: ItemOutcome | undefined;
	/** The document of the item is sealed with the same key. */
	readonly hasDocument?: boolean;
}

/** Seals the contents of an item with one key. Empty contents are not stored. */
export function sealItem(
	key: DataKey,
	row: ItemIdentity,
	{ task, outcome, hasDocument = false }: ItemContents,
): Pick<ItemRow, 'request' | 'outcome' | 'data_key'> {
	const hasOutcome =
		outcome !== undefined &&
		(outcome.findings.length > 0 || outcome.reason !== undefined || outcome.metadata !== undefined);
	return {
		request: task ? SEALED.batch_items.request.seal(key, row, task) : null,
		outcome: hasOutcome ? SEALED.batch_items.outcome.sealJson(key, row, outcome) : null,
		data_key: task || hasOutcome || hasDocument ? key.id : null,
	};
}

export function openTask(keyring: Keyring, row: ItemIdentity & Pick<ItemRow, 'request'>): ItemTask {
	return SEALED.batch_items.request.openJson(keyring, row, row.request as Buffer);
}

export function openOutcome(keyring: Keyring, row: ItemIdentity & Pick<ItemRow, 'outcome'>): ItemOutcome {
	return row.outcome ? SEALED.batch_items.outcome.openJson(keyring, row, row.outcome) : { findings: [] };
}
