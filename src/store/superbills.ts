import type { Insertable } from 'kysely';
import { type Actor, maySee } from '../calls/actor.ts';
import { numberEnd } from '../superbill/numbering.ts';
import type { DocumentColumns, SealedDocument } from './documents/documents.ts';
import {
	findSuperbills,
	type ListPosition,
	practicesWithSuperbills,
	type SuperbillSearch,
} from './find-superbills.ts';
import { seenBy } from './seen-by.ts';
import type { Query, Store, Tx } from './store.ts';
import { findDocument } from './superbill-documents.ts';
import type { SuperbillRow, SuperbillTable } from './tables.ts';

export interface NewSuperbill {
	readonly row: Insertable<SuperbillTable>;
	readonly document: DocumentColumns;
	readonly terms: readonly Buffer[];
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Checks the form of a superbill's or batch's id, before the store is asked. */
export function isUuid(text: string): boolean {
	return UUID.test(text);
}

/** The superbills that an actor can see. Nothing else outside the store reads them. */
export function superbillsOf(db: Query | Tx, actor: Actor) {
	const seen = seenBy(actor);
	return {
		async find(
			by: { readonly id: string } | { readonly seq: number } | { readonly number: string },
		): Promise<SuperbillRow | undefined> {
			if ('id' in by && !isUuid(by.id)) return undefined;
			const query = db.selectFrom('superbills').selectAll().where(seen);
			if ('id' in by) return query.where('id', '=', by.id).executeTakeFirst();
			if ('seq' in by) return query.where('seq', '=', by.seq).executeTakeFirst();
			return query.where('number', '=', by.number).executeTakeFirst();
		},

		findReplacement: (seq: number): Promise<Pick<SuperbillRow, 'id' | 'number' | 'issued_on'> | undefined> =>
			db
				.selectFrom('superbills')
				.select(['id', 'number', 'issued_on'])
				.where(seen)
				.where('replaces', '=', seq)
				.executeTakeFirst(),

		/** The sealed PDF; nothing once purged. @throws OperatorError if it is missing for another reason */
		document: (store: Pick<Store, 'documents'>, { seq }: SuperbillRow): Promise<SealedDocument | undefined> =>
			findDocument(store, db, seq),

		/** Newest issue date first, then the last issued. */
		search: (search: SuperbillSearch) => findSuperbills(db, narrowed(search, actor)),

		/** Ids of practices that have superbills, at most `most`. */
		practices: async (most: number): Promise<readonly string[]> =>
			actor.practice === null ? practicesWithSuperbills(db, most) : [actor.practice],

		positionOf: (id: string): Promise<ListPosition | undefined> =>
			db
				.selectFrom('superbills')
				.select(['issued_on', 'seq'])
				.where(seen)
				.where('id', '=', id)
				.executeTakeFirst(),

		/** Superbills issued before a given time that are neither purged nor on legal hold, oldest first. */
		purgeable: (before: string, limit: number): Promise<Pick<SuperbillRow, 'seq' | 'id' | 'practice_id'>[]> =>
			db
				.selectFrom('superbills')
				.select(['seq', 'id', 'practice_id'])
				.where(seen)
				.where('created_at', '<', before)
				.where('purged_at', 'is', null)
				.where('held_at', 'is', null)
				.orderBy('created_at')
				.limit(limit)
				.execute(),
	};
}

export type Superbills = ReturnType<typeof superbillsOf>;

/** The same superbills, within a transaction that can also change them. */
export function superbillsIn(tx: Tx, actor: Actor) {
	const update = (seq: number) => tx.updateTable('superbills').where(seenBy(actor)).where('seq', '=', seq);
	return {
		...superbillsOf(tx, actor),

		/** @returns `seq` of each new row, in order */
		async insert(entries: readonly NewSuperbill[]): Promise<readonly number[]> {
			if (!entries.every(({ row }) => maySee(actor, row.practice_id))) {
				throw new Error('a superbill of another practice must not be stored');
			}
			const inserted = await tx
				.insertInto('superbills')
				.values(
					entries.map(({ row }) => ({
						...row,
						updated_at: row.created_at,
						number_end: numberEnd(row.number),
					})),
				)
				.returning(['id', 'seq'])
				.execute();
			// The database may return them in any order.
			const seqs = new Map(inserted.map(({ id, seq }) => [id, seq]));
			const numbered = entries.map((entry) => ({ ...entry, seq: seqs.get(entry.row.id) as number }));
			for (const some of portionsOf(DOCUMENT_BYTES, numbered)) {
				await tx
					.insertInto('superbill_documents')
					.values(some.map(({ seq, document }) => ({ seq, ...document })))
					.execute();
			}
			await insertTerms(
				tx,
				numbered.map(({ seq, row, terms }) => ({ seq, issued_on: row.issued_on, terms })),
			);
			return numbered.map(({ seq }) => seq);
		},

		/**
		 * Marks an issued superbill as replaced or void, unless it was purged. Of two changes at the same time, one
		 * succeeds.
		 * @returns the id of the data key that seals the row; nothing if it cannot be changed
		 */
		async leaveIssued(seq: number, status: 'replaced' | 'void', at: string): Promise<string | undefined> {
			const changed = await update(seq)
				.set({ status, updated_at: at, ...(status === 'void' && { voided_at: at }) })
				.where('status', '=', 'issued')
				.where('purged_at', 'is', null)
				.returning('data_key')
				.executeTakeFirst();
			return changed?.data_key;
		},

		/** Locks an issued superbill until the transaction ends. @returns nothing if it is void, replaced or purged */
		lockIssued: (seq: number): Promise<SuperbillRow | undefined> =>
			update(seq)
				.set({ status: 'issued' })
				.where('status', '=', 'issued')
				.where('purged_at', 'is', null)
				.returningAll()
				.executeTakeFirst(),

		/** Stores sealed payments made since the superbill was issued, and its summary with what is left to pay. */
		async keepPayments(
			seq: number,
			columns: { readonly later_payments: Buffer; readonly summary: Buffer },
			at: string,
		): Promise<void> {
			await update(seq)
				.set({ ...columns, updated_at: at })
				.execute();
		},

		/** Stores the sealed reason for a change made in the same transaction. */
		async keepReason(seq: number, column: 'void_reason' | 'hold_reason', reason: Buffer): Promise<void> {
			await update(seq)
				.set({ [column]: reason })
				.execute();
		},

		/**
		 * Begins a legal hold, or continues one.
		 * @returns when it began, and the id of the data key that seals the row; nothing if it was purged
		 */
		hold: (seq: number, at: string): Promise<{ held_at: string | null; data_key: string } | undefined> =>
			update(seq)
				.set((row) => ({ held_at: row.fn.coalesce('held_at', row.val(at)), updated_at: at }))
				.where('purged_at', 'is', null)
				.returning(['held_at', 'data_key'])
				.executeTakeFirst(),

		/** Ends a legal hold. @returns false if there is none */
		async release(seq: number, at: string): Promise<boolean> {
			const { numUpdatedRows } = await update(seq)
				.set({ held_at: null, hold_reason: null, updated_at: at })
				.where('held_at', 'is not', null)
				.executeTakeFirst();
			return numUpdatedRows === 1n;
		},

		/**
		 * Removes the contents of a superbill. The caller removes the object that holds its document, after the commit.
		 * @returns nothing if it was purged already, or there is a legal hold
		 */
		async purge(seq: number, at: string): Promise<Pick<DocumentColumns, 'object'> | undefined> {
			const { numUpdatedRows } = await update(seq)
				.set({
					record: null,
					summary: null,
					void_reason: null,
					later_payments: null,
					purged_at: at,
					updated_at: at,
				})
				.where('purged_at', 'is', null)
				.where('held_at', 'is', null)
				.executeTakeFirst();
			if (numUpdatedRows !== 1n) return undefined;
			await tx.deleteFrom('search_terms').where('seq', '=', seq).execute();
			const document = await tx
				.deleteFrom('superbill_documents')
				.where('seq', '=', seq)
				.returning('object')
				.executeTakeFirst();
			return { object: document?.object ?? null };
		},
	};
}

/** Removes from a search the practices that an actor cannot see. */
function narrowed(search: SuperbillSearch, actor: Actor): SuperbillSearch {
	return {
		...search,
		within: search.within.flatMap(({ practice, clauses }) => {
			if (practice === null) return { practice: actor.practice, clauses };
			return maySee(actor, practice) ? { practice, clauses } : [];
		}),
	};
}

/** Bytes of documents in one statement: a statement that takes too long is cancelled. */
const DOCUMENT_BYTES = 2 ** 20;

/** Splits entries, in order, into portions of at most `most` bytes. A larger document is alone in its portion. */
function* portionsOf<E extends { readonly document: DocumentColumns }>(
	most: number,
	entries: readonly E[],
): Generator<readonly E[], void> {
	let portion: E[] = [];
	let bytes = 0;
	for (const entry of entries) {
		const { length } = entry.document.pdf;
		if (portion.length > 0 && bytes + length > most) {
			yield portion;
			[portion, bytes] = [[], 0];
		}
		portion.push(entry);
		bytes += length;
	}
	if (portion.length > 0) yield portion;
}

/** Terms in one statement: databases limit the number of parameters. */
const TERMS = 2_000;

export async function insertTerms(
	tx: Tx,
	entries: readonly (Pick<SuperbillRow, 'seq' | 'issued_on'> & { readonly terms: readonly Buffer[] })[],
): Promise<void> {
	const rows = entries.flatMap(({ seq, issued_on, terms }) =>
		terms.map((term) => ({ term, issued_on, seq })),
	);
	for (let i = 0; i < rows.length; i += TERMS) {
		await tx
			.insertInto('search_terms')
			.values(rows.slice(i, i + TERMS))
			.execute();
	}
}
