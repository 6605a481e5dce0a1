import { setTimeout as sleep } from 'node:timers/promises';
import { openContents } from '../records/sealed.ts';
import { hashedTerms } from '../records/search-terms.ts';
import { type DocumentColumns, joinedColumns } from '../store/documents/documents.ts';
import type { Store, Tx } from '../store/store.ts';
import { documentRow, findDocument, resealDocument } from '../store/superbill-documents.ts';
import { insertTerms } from '../store/superbills.ts';
import type { SuperbillRow } from '../store/tables.ts';
import type { DataKey } from '../vault/data-key.ts';
import { resealRow, SEALED } from '../vault/sealed-columns.ts';
import { orStop, sealedByOther } from './other-key.ts';

/** Superbills per transaction: few, so that a running service waits only milliseconds. */
const AT_ONCE = 20;

/** Pause between two transactions in ms, in which a running service can write. */
const PAUSE_MS = 10;

/** Reseals superbills, their documents and their search terms. @returns their number @throws OperatorError */
export async function rotateSuperbills(
	store: Store,
	key: DataKey,
	onProgress: (count: number) => void,
): Promise<number> {
	// New rows are left for the next round. Otherwise a service with an old key could keep this one running forever.
	const { last } = await store.db
		.selectFrom('superbills')
		.select((row) => row.fn.max('seq').as('last'))
		.executeTakeFirstOrThrow();
	let done = 0;
	// Starting over each time would read all finished rows again.
	let after = 0;
	for (;;) {
		const rows = await store.db
			.selectFrom('superbills')
			.selectAll()
			.where(sealedByOther(key))
			.where('seq', '>', after)
			.where('seq', '<=', last ?? 0)
			.orderBy('seq')
			.limit(AT_ONCE)
			.execute();
		if (rows.length === 0) return done;
		// Sealing comes before the transaction, to keep it short.
		const fresh = await Promise.all(rows.map((row) => orStop(() => resealed(store, key, row))));
		const replaced = await store.transaction(async (tx) => {
			const replaced = new Set<Resealed>();
			for (const one of fresh) if (await replace(tx, key, one)) replaced.add(one);
			return replaced;
		});
		for (const one of fresh) {
			const { old, columns } = one.document ?? {};
			const left = replaced.has(one) ? old : columns;
			if (left) await store.documents.remove(left);
		}
		const again = fresh.find((one) => !replaced.has(one));
		after = again ? again.row.seq - 1 : (rows.at(-1) as SuperbillRow).seq;
		const count = replaced.size;
		done += count;
		onProgress(count);
		await sleep(PAUSE_MS);
	}
}

interface Resealed {
	readonly row: SuperbillRow;
	readonly columns: Pick<SuperbillRow, keyof typeof SEALED.superbills>;
	/** Undefined if it was purged. */
	readonly document: { readonly old: DocumentColumns; readonly columns: DocumentColumns } | undefined;
	readonly terms: readonly Buffer[];
}

async function resealed(store: Store, key: DataKey, row: SuperbillRow): Promise<Resealed> {
	const { keyring } = store;
	const contents = openContents(keyring, row);
	return {
		row,
		columns: resealRow(SEALED.superbills, keyring, key, row),
		document: await resealedDocument(store, key, row),
		terms: contents ? hashedTerms(store, key, row.practice_id, contents.payload) : [],
	};
}

async function resealedDocument(
	store: Store,
	key: DataKey,
	row: SuperbillRow,
): Promise<Resealed['document']> {
	const old = await documentRow(store.db, row.seq);
	const sealed = old && (await findDocument(store, store.db, row.seq));
	if (!sealed) return undefined;
	const { head, tail } = resealDocument(store.keyring, key, row, sealed);
	const object = await store.documents.put(head);
	return { old, columns: object === null ? joinedColumns({ head, tail }) : { pdf: tail, object } };
}

/** @returns false if the row has changed since it was read, so that it is read again later */
async function replace(tx: Tx, key: DataKey, { row, columns, document, terms }: Resealed): Promise<boolean> {
	const { numUpdatedRows } = await tx
		.updateTable('superbills')
		.set({ ...columns, data_key: key.id })
		.where('seq', '=', row.seq)
		.where('data_key', '=', row.data_key)
		.where('purged_at', 'is not distinct from', row.purged_at)
		.where('void_reason', 'is not distinct from', row.void_reason)
		.where('hold_reason', 'is not distinct from', row.hold_reason)
		.where('later_payments', 'is not distinct from', row.later_payments)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) return false;
	if (document) {
		await tx.updateTable('superbill_documents').set(document.columns).where('seq', '=', row.seq).execute();
	}
	await tx.deleteFrom('search_terms').where('seq', '=', row.seq).execute();
	await insertTerms(tx, [{ ...row, terms }]);
	return true;
}
