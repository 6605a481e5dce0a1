import { setTimeout as sleep } from 'node:timers/promises';
import { outcomePlace, renderedPlace, requestPlace } from '../batches/sealed-items.ts';
import type { ItemRow } from '../store/batch-items.ts';
import type { Store, Tx } from '../store/store.ts';
import type { DataKey } from '../vault/data-key.ts';
import type { Keyring } from '../vault/keyring.ts';
import { SealBroken, sealAnew } from '../vault/seal.ts';
import { RotationRefused } from './rotation-refused.ts';

/** Items of one transaction: few, so that a running service waits for milliseconds only. */
const AT_ONCE = 50;

/** Between two transactions, for a running service, in ms. */
const PAUSE_MS = 10;

type Sealed = ItemRow & { readonly pdf: Buffer | null };

/** Seals what items of batches hold anew, with their documents. @returns how many. @throws RotationRefused */
export async function rotateItems(store: Store, key: DataKey): Promise<number> {
	// What comes in meanwhile is the next round's, or a service with an old key could keep this one going for ever.
	let left = await countItems(store, key);
	let done = 0;
	while (left > 0) {
		const rows = await oldItems(store, key);
		if (rows.length === 0) break;
		// Sealed before the transaction, so that it is short.
		const fresh = rows.map((row) => ({ row, ...sealedAnew(store.keyring, key, row) }));
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
		.where((row) => row.or([row('data_key', '<', key.id), row('data_key', '>', key.id)]))
		.executeTakeFirstOrThrow();
	return Number(count);
}

function oldItems({ db }: Store, key: DataKey): Promise<Sealed[]> {
	return db
		.selectFrom('batch_items')
		.leftJoin('batch_documents', (join) =>
			join
				.onRef('batch_documents.batch_id', '=', 'batch_items.batch_id')
				.onRef('batch_documents.position', '=', 'batch_items.position'),
		)
		.selectAll('batch_items')
		.select('batch_documents.pdf')
		.where((row) => row.or([row('data_key', '<', key.id), row('data_key', '>', key.id)]))
		.orderBy('data_key')
		.orderBy('batch_items.batch_id')
		.orderBy('batch_items.position')
		.limit(AT_ONCE)
		.execute();
}

interface Anew {
	readonly columns: Pick<ItemRow, 'request' | 'outcome'>;
	readonly pdf: Buffer | null;
}

function sealedAnew(keyring: Keyring, key: DataKey, row: Sealed): Anew {
	try {
		return {
			columns: {
				request: row.request && sealAnew(keyring, key, requestPlace(row), row.request),
				outcome: row.outcome && sealAnew(keyring, key, outcomePlace(row), row.outcome),
			},
			pdf: row.pdf && sealAnew(keyring, key, renderedPlace(row), row.pdf),
		};
	} catch (error) {
		if (!(error instanceof SealBroken)) throw error;
		throw new RotationRefused(
			`Item ${row.position} of batch ${row.batch_id} cannot be opened: its row was changed, or damaged. Those before it were sealed anew; the old data key was not removed.`,
		);
	}
}

/** @returns false where the row was changed since it was read: it is read again later. */
async function replace(
	tx: Tx,
	key: DataKey,
	{ row, columns, pdf }: Anew & { row: Sealed },
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
