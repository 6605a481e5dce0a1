import type { Insertable, Selectable } from 'kysely';
import type { DocumentColumns } from './documents/documents.ts';
import type { Query, Tx } from './store.ts';
import type { SuperbillTable } from './tables.ts';

export type SuperbillRow = Selectable<SuperbillTable>;

/** A superbill that was just issued. */
export interface NewSuperbill {
	readonly row: Insertable<SuperbillTable>;
	readonly document: DocumentColumns;
	readonly terms: readonly Buffer[];
}

/** @returns `seq` of each new row, in their order. */
export async function insertSuperbills(tx: Tx, entries: readonly NewSuperbill[]): Promise<readonly number[]> {
	const inserted = await tx
		.insertInto('superbills')
		.values(entries.map(({ row }) => row))
		.returning(['id', 'seq'])
		.execute();
	// A database may tell of them in any order.
	const seqs = new Map(inserted.map(({ id, seq }) => [id, seq]));
	const numbered = entries.map((entry) => ({ ...entry, seq: seqs.get(entry.row.id) as number }));
	for (const some of ofAtMost(DOCUMENT_BYTES, numbered)) {
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
}

/** Of one statement, where a document has no more alone: one that takes seconds is given up. */
const DOCUMENT_BYTES = 2 ** 20;

/** Entries in their order, as many at a time as have so many bytes of documents together, and at least one. */
function* ofAtMost<E extends { readonly document: DocumentColumns }>(
	most: number,
	entries: readonly E[],
): Generator<readonly E[], void> {
	let some: E[] = [];
	let bytes = 0;
	for (const entry of entries) {
		const { length } = entry.document.pdf;
		if (some.length > 0 && bytes + length > most) {
			yield some;
			[some, bytes] = [[], 0];
		}
		some.push(entry);
		bytes += length;
	}
	if (some.length > 0) yield some;
}

/** Terms of one statement: a database takes some ten thousand parameters at once. */
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

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether a text can be the id of a superbill at all. */
export function isSuperbillId(text: string): boolean {
	return UUID.test(text);
}

/** @param practice the only one that may be looked at; none for all. */
export async function findSuperbill(
	db: Query | Tx,
	by: { readonly id: string } | { readonly seq: number } | { readonly number: string },
	practice: string | undefined,
): Promise<SuperbillRow | undefined> {
	if ('id' in by && !isSuperbillId(by.id)) return undefined;
	let query = db.selectFrom('superbills').selectAll();
	if ('id' in by) query = query.where('id', '=', by.id);
	else if ('seq' in by) query = query.where('seq', '=', by.seq);
	else query = query.where('number', '=', by.number);
	if (practice !== undefined) query = query.where('practice_id', '=', practice);
	return query.executeTakeFirst();
}

/** What replaces a superbill, where something does. */
export function findReplacement(
	db: Query | Tx,
	seq: number,
): Promise<Pick<SuperbillRow, 'id' | 'number'> | undefined> {
	return db.selectFrom('superbills').select(['id', 'number']).where('replaces', '=', seq).executeTakeFirst();
}

/**
 * Moves a superbill on, where it is still issued and was not purged. States only move forward, so one update decides
 * between two that come together. @returns the id of the data key that seals the row; nothing where it cannot move.
 */
export async function leaveIssued(
	tx: Tx,
	seq: number,
	change: { readonly status: 'replaced' } | { readonly status: 'void'; readonly voided_at: string },
): Promise<string | undefined> {
	const moved = await tx
		.updateTable('superbills')
		.set(change)
		.where('seq', '=', seq)
		.where('status', '=', 'issued')
		.where('purged_at', 'is', null)
		.returning('data_key')
		.executeTakeFirst();
	return moved?.data_key;
}

/** Puts a sealed reason beside a change that the same transaction has made. */
export async function keepReason(
	tx: Tx,
	seq: number,
	column: 'void_reason' | 'hold_reason',
	reason: Buffer,
): Promise<void> {
	await tx
		.updateTable('superbills')
		.set({ [column]: reason })
		.where('seq', '=', seq)
		.execute();
}
