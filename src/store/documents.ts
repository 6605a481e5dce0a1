import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { SealBroken } from '../vault/seal.ts';
import type { Objects } from './objects.ts';
import type { Query, Store, Tx } from './store.ts';
import type { DocumentTable } from './tables.ts';
import { StoreUnavailable } from './unavailable.ts';

/** What a row says of a document: its sealed bytes, or the name of the object that holds them. */
export type DocumentColumns = Pick<Selectable<DocumentTable>, 'pdf' | 'object'>;

/** Where the sealed bytes of issued superbills are kept. What was kept the other way before is read all the same. */
export interface Documents {
	/** Keeps bytes, under a name of their own: durable as soon as the columns are. */
	put(sealed: Buffer): Promise<DocumentColumns>;
	/** Nothing where the row leads to none. */
	get(row: DocumentColumns): Promise<Buffer | undefined>;
	/** Takes away what no row leads to any more. */
	remove(row: Pick<DocumentColumns, 'object'>): Promise<void>;
	/** Names of objects that were put before a moment, many at once. */
	list(before: Date): AsyncIterable<readonly string[]>;
}

/** The rows of `superbill_documents`. */
export const IN_ROWS: Documents = {
	put: async (pdf) => ({ pdf, object: null }),
	async get({ pdf, object }) {
		if (object !== null) throw elsewhere();
		return pdf;
	},
	async remove({ object }) {
		if (object !== null) throw elsewhere();
	},
	async *list() {},
};

const elsewhere = () => new StoreUnavailable('no object storage is named', 'OBJECTS_NOT_NAMED');

/** What stands in a row beside the name of an object: no column may be without bytes. A seal is longer. */
const NO_BYTES = Buffer.of(0);

/** @param folder of this store alone: what lies there and is in none of its rows may be removed. */
export function inObjects(objects: Objects, folder: string): Documents {
	return {
		async put(sealed) {
			const object = `${folder}/${randomUUID()}`;
			await objects.put(object, sealed);
			return { pdf: NO_BYTES, object };
		},
		get: async ({ pdf, object }) => (object === null ? pdf : objects.get(object)),
		async remove({ object }) {
			if (object?.startsWith(`${folder}/`)) await objects.remove(object);
		},
		list: (before) => objects.list(folder, before),
	};
}

/** The sealed document; none where it was purged. @throws SealBroken where it is not where its row says. */
export async function findDocument(
	{ documents }: Pick<Store, 'documents'>,
	db: Query | Tx,
	seq: number,
): Promise<Buffer | undefined> {
	for (let before: string | null | undefined; ; ) {
		const row = await documentRow(db, seq);
		const sealed = row && (await documents.get(row));
		if (!row || sealed) return sealed;
		// Where it was sealed anew or purged since its row was read, the row tells so now.
		if (row.object === before) throw new SealBroken('the document is not where its row says');
		before = row.object;
	}
}

export function documentRow(db: Query | Tx, seq: number): Promise<DocumentColumns | undefined> {
	return db
		.selectFrom('superbill_documents')
		.select(['pdf', 'object'])
		.where('seq', '=', seq)
		.executeTakeFirst();
}

/**
 * How long an object stays that no row names, in ms: whoever has put it may still be about to write the row. Clocks
 * differ by fifteen minutes at most, or the storage would refuse every signature.
 */
const ORPHANED_MS = 3_600_000;

/** For how long after it was put an object may be written into a row, in ms. */
export const FRESH_MS = 600_000;

/** Removes objects that no row names: of transactions that were taken back, and of removals that failed. */
export async function removeOrphans(
	{ db, documents }: Pick<Store, 'db' | 'documents'>,
	now: Date,
	signal?: AbortSignal,
): Promise<void> {
	for await (const names of documents.list(new Date(now.getTime() - ORPHANED_MS))) {
		if (signal?.aborted) return;
		const rows = await db
			.selectFrom('superbill_documents')
			.select('object')
			.where('object', 'in', names)
			.execute();
		const kept = new Set(rows.map(({ object }) => object));
		for (const object of names) if (!kept.has(object)) await documents.remove({ object });
	}
}
