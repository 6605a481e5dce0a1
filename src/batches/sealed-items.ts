import type { Item } from '../intake/item.ts';
import type { Origins, SourcedFinding } from '../intake/visits/origins.ts';
import type { ItemRow } from '../store/batches/batch-items.ts';
import type { DataKey } from '../vault/data-key.ts';
import type { Keyring } from '../vault/keyring.ts';
import { SEALED } from '../vault/sealed-columns.ts';

/** What is to be made of an item: sealed as one. */
export interface Task {
	readonly body: unknown;
	readonly findings: readonly SourcedFinding[];
	readonly origins?: Origins;
}

/** What was said of an item: sealed as one. */
export interface Outcome {
	readonly findings: readonly SourcedFinding[];
	readonly reason?: string;
}

/** What tells an item from all others and never changes. */
export type Owned = Pick<ItemRow, 'batch_id' | 'position' | 'practice_id'>;

type SealedColumns = Pick<ItemRow, 'request' | 'outcome' | 'data_key'>;

/** All that is sealed of a row, with one key. Nothing is sealed where nothing is to be said.
 * @param beside whether its document is sealed with the key, too. */
export function sealItem(
	key: DataKey,
	row: Owned,
	task: Task | undefined,
	outcome: Outcome | undefined,
	beside = false,
): SealedColumns {
	const isTold = outcome !== undefined && (outcome.findings.length > 0 || outcome.reason !== undefined);
	return {
		request: task ? SEALED.batch_items.request.sealJson(key, row, task) : null,
		outcome: isTold ? SEALED.batch_items.outcome.sealJson(key, row, outcome) : null,
		data_key: task || isTold || beside ? key.id : null,
	};
}

/** What is to be made of an item that came in, if anything can be. */
export function taskOf(item: Item): Task | undefined {
	if (item.refused) return undefined;
	const { body, findings, origins } = item;
	return { body, findings, ...(origins && { origins }) };
}

export function openTask(keyring: Keyring, row: Owned & Pick<ItemRow, 'request'>): Task {
	return SEALED.batch_items.request.openJson(keyring, row, row.request as Buffer);
}

export function openOutcome(keyring: Keyring, row: Owned & Pick<ItemRow, 'outcome'>): Outcome {
	return row.outcome ? SEALED.batch_items.outcome.openJson(keyring, row, row.outcome) : { findings: [] };
}
