import { setTimeout as sleep } from 'node:timers/promises';
import type { ItemRow } from '../store/batches/batch-items.ts';
import type { Store, Tx } from '../store/store.ts';
import type { DataKey } from '../vault/data-key.ts';
import type { Keyring } from '../vault/keyring.ts';
import { resealRow, SEALED } from '../vault/sealed-columns.ts';
import { orStop, sealedByOther } from './other-key.ts';

/** Items per transaction: few, so that a running service waits only milliseconds. */
const AT_ONCE = 50;

/** Pause between two transactions in ms, in which a running service can write. */
const PAUSE_MS = 10;

type ItemWithDocument = ItemRow & { readonly pdf: Buffer | null };

/** Reseals the items of batches and their documents. @returns their number @throws OperatorError */
export async function rotateItems(store: Store, key: DataKey): Promise<number> {
	// New rows are left for the next round. Otherwise a service with an old key could keep this one running forever.
	let left = await countItems(store, key);
	let done = 0;
	while (left > 0) {
		const rows = await oldItems(store, key);
		if (rows.length === 0) break;
		// Sealing comes before the transaction, to keep it short.
		const fresh = await Promise.all(rows.map((row) => orStop(() => resealed(store.keyring, key, row))));
		done += await store.transaction(async (tx) => {
			let replaced = 0;
			for (const one of fresh) if (await replace(tx, key, one)) replaced++;
			return replaced;
		});
		left -= rows.length;
		await sleep(PAUSE_MS);
	}
	return done;
}

async function countItems({ db }: Store, key: DataKey): Promise<number> {
	const { count } = await db
		.selectFrom('batch_items')
		.select((row) => row.fn.countAll<number>().as('count'))
		.where(sealedByOther(key))
		.executeTakeFirstOrThrow();
	return Number(count);
}

function oldItems({ db }: Store, key: DataKey): Promise<ItemWithDocument[]> {
	return db
		.selectFrom('batch_items')
		.leftJoin('batch_documents', (join) =>
			join
				.onRef('batch_documents.batch_id', '=', 'batch_items.batch_id')
				.onRef('batch_documents.position', '=', 'batch_items.position'),
		)
		.selectAll('batch_items')
		.select('batch_documents.pdf')
		.where(sealedByOther(key))
		.orderBy('data_key')
		.orderBy('batch_items.batch_id')
		.orderBy('batch_items.position')
		.limit(AT_ONCE)
		.execute();
}

interface ResealedItem {
	readonly row: ItemRow;
	readonly columns: Pick<ItemRow, keyof typeof SEALED.batch_items>;
	readonly document: { readonly pdf: Buffer | null };
}

function resealed(keyring: Keyring, key: DataKey, row: ItemWithDocument): ResealedItem {
	return {
		row,
		columns: resealRow(SEALED.batch_items, keyring, key, row),
		document: resealRow(SEALED.batch_documents, keyring, key, row),
	};
}

/** @returns false if the row has changed since it was read, so that it is read again later */
async function replace(
	tx: Tx,
	key: DataKey,
	{ row, columns, document: { pdf } }: ResealedItem,
): Promise<boolean> {
	const { batch_id, position } = row;
	const { numUpdatedRows } = await tx
		.updateTable('batch_items')
		.set({ ...columns, data_key: key.id })
		.where('batch_id', '=', batch_id)
		.where('position', '=', position)
		.where('data_key', '=', row.data_key)
		.where('state', '=', row.state)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) return false;
	if (pdf) {
		await tx
			.updateTable('batch_documents')
			.set({ pdf })
			.where('batch_id', '=', batch_id)
			.where('position', '=', position)
			.execute();
	}
	return true;
}
