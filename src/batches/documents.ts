import { setImmediate as breathe } from 'node:timers/promises';
import type { Actor } from '../calls/actor.ts';
import { Refusal } from '../calls/refusal.ts';
import { currentDocument } from '../records/current-document.ts';
import {
	countItems,
	findRendered,
	hasRendered,
	type ListedItem,
	listItems,
} from '../store/batches/batch-items.ts';
import type { BatchRow } from '../store/batches/batches.ts';
import type { Store } from '../store/store.ts';
import { type Superbills, superbillsOf } from '../store/superbills.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import type { BatchDocument } from './batch.ts';
import { itemOf } from './view.ts';

/** Items per query. Documents are read one by one. */
const PAGE = 100;

/** Refuses a batch whose documents do not exist yet or were deleted. @throws Refusal */
export async function refuseWithoutDocuments({ db }: Store, batch: BatchRow): Promise<void> {
	const { mode, state } = batch;
	if (state === 'drafted') {
		throw new Refusal('batch-not-issued', 'This batch is a draft and has no documents yet. Issue it first.');
	}
	if (state !== 'done' && state !== 'cancelled') {
		throw new Refusal(
			'batch-unfinished',
			'This batch is still being worked on. Wait until its state is "done", or cancel it.',
		);
	}
	if (mode !== 'render' || (await hasRendered(db, batch))) return;
	const { done = 0 } = await countItems(db, batch);
	if (done > 0)
		throw new Refusal(
			'documents-deleted',
			'The documents of this batch were deleted after seven days, because they were not issued. Send it again.',
		);
}

/** Lists the items of a batch by position, with their documents. */
export async function* documentsOf(
	store: Store,
	actor: Actor,
	batch: BatchRow,
	timeZone: string,
): AsyncGenerator<BatchDocument> {
	const superbills = superbillsOf(store.db, actor);
	for (let after = 0; ; after += PAGE) {
		const rows = await listItems(store.db, batch, { after, limit: PAGE });
		for (const row of rows) {
			// SQLite answers synchronously. Without a pause, a fast download would block other requests, and documents would pile
			// up in memory.
			await breathe();
			const item = itemOf(store.keyring, batch, row);
			if (row.seq === null) yield { item, pdf: await rendered(store, row) };
			else yield { item, ...(await issued(store, superbills, row.seq, timeZone)) };
		}
		if (rows.length < PAGE) return;
	}
}

async function rendered({ db, keyring }: Store, row: ListedItem): Promise<Buffer | undefined> {
	const sealed = row.state === 'done' ? await findRendered(db, row) : undefined;
	return sealed && SEALED.batch_documents.pdf.open(keyring, row, sealed);
}

/** Reads the PDF as `GET /v1/superbills/{id}/pdf` answers it: marked if it does not count any more, missing if purged. */
async function issued(
	store: Store,
	superbills: Superbills,
	seq: number,
	timeZone: string,
): Promise<Omit<BatchDocument, 'item'>> {
	const row = await superbills.find({ seq });
	const found = row && (await currentDocument(store, superbills, row, timeZone));
	if (!row || !found) return { pdf: undefined };
	return { pdf: found.pdf, issuedOn: row.issued_on };
}
