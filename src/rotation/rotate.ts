import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { appendEvent } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { openContents, pdfPlace, place } from '../records/sealed.ts';
import { blind, termsOf } from '../records/search-terms.ts';
import { emptyChangeLog } from '../store/change-log.ts';
import { migratedTo } from '../store/database/migrate.ts';
import type { DocumentColumns } from '../store/documents/documents.ts';
import { logoPlace, profilePlace } from '../store/practices.ts';
import { secretPlace } from '../store/secrets.ts';
import type { Store, Tx } from '../store/store.ts';
import { documentRow, findDocument } from '../store/superbill-documents.ts';
import { insertTerms, type SuperbillRow } from '../store/superbills.ts';
import type { DataKey } from '../vault/data-key.ts';
import { sealAnew as anew, SealBroken, sealedWith } from '../vault/seal.ts';
import { rotateItems } from './rotate-items.ts';
import { RotationRefused } from './rotation-refused.ts';

/** Superbills of one transaction: few, so that a running service waits for milliseconds only. */
const AT_ONCE = 20;

/** Between two transactions, for a running service, in ms. */
const PAUSE_MS = 10;

/**
 * How long a request may go on with the keys that it has looked up, in ms. It seals right before it writes, within the
 * same transaction, so this is generous.
 */
export const GRACE_MS = 3_000;

/** Requests in flight need one round more, a service that does not know the fresh key any number. */
const ROUNDS = 10;

/** What was sealed anew. */
export interface Rotated {
	/** Id of the key that seals everything now. */
	readonly to: string;
	readonly superbills: number;
	readonly practices: number;
	/** Of batches. */
	readonly items: number;
	readonly secrets: number;
}

export interface Rotating {
	/** In ms. */
	readonly grace?: number;
	/** Told how many more superbills are done. */
	readonly onProgress?: (count: number) => void;
}

/**
 * Seals everything anew that is not sealed with the first data key, in small transactions, while servers go on; when it
 * returns, nothing is left that another key seals, provided that no server goes on sealing with it. It may end at any
 * moment and be run again: each row is sealed with one key as a whole, and tells which.
 * @throws RotationRefused where a row cannot be opened, or a service goes on with an old key.
 */
export async function rotate(
	store: Store,
	call: Call,
	{ grace = GRACE_MS, onProgress = () => {} }: Rotating = {},
): Promise<Rotated> {
	const [key] = store.keyring();
	const done = { superbills: 0, practices: 0, items: 0, secrets: 0 };
	for (let round = 1; ; round++) {
		done.secrets += await rotateSecrets(store, key);
		done.practices += await rotatePractices(store, key);
		done.superbills += await rotateSuperbills(store, key, onProgress);
		done.items += await rotateItems(store, key);
		// Requests in flight may still have written with an old key.
		await sleep(grace);
		if (!(await anyLeft(store, key))) break;
		if (round === ROUNDS) {
			throw new RotationRefused(
				'A service goes on sealing with an old data key. Give it the same DATA_KEY, or the same file data.key, restart it, and run this again.',
			);
		}
	}
	await store.transaction((tx) =>
		appendEvent(store, tx, call, {
			action: 'data-key.rotate',
			practice: null,
			details: { to: key.id, ...done },
		}),
	);
	// What the old key opens must not stay behind there.
	await emptyChangeLog(store);
	return { to: key.id, ...done };
}

/** How many superbills are sealed with another key than the first. @throws RotationRefused */
export async function countToRotate({ db, dialect, keyring }: Store): Promise<number> {
	// What a newer version seals beside that would stay behind, under a key that is thrown away.
	if ((await migratedTo(db, dialect)) === 'unknown') {
		throw new RotationRefused(
			'A newer version of superbill has changed the tables. Run this with that version, or a newer one.',
		);
	}
	const keys = keyring().map(({ id }) => id);
	const counts = await keysOf(db, 'superbills');
	const all = [...counts, ...(await keysOf(db, 'batch_items'))];
	const missing = all.find(({ data_key }) => !keys.includes(data_key));
	if (missing) {
		throw new RotationRefused(
			`${missing.count} ${missing.what} are sealed with a data key that is not at hand (its id is ${missing.data_key}). Put it behind the others in DATA_KEY, or in the file data.key, and run this again.`,
		);
	}
	return counts.reduce((sum, { data_key, count }) => (data_key === keys[0] ? sum : sum + Number(count)), 0);
}

const WORDS = { superbills: 'superbills', batch_items: 'items of batches' };

async function keysOf(db: Store['db'], table: keyof typeof WORDS) {
	const rows = await db
		.selectFrom(table)
		.select((row) => ['data_key', row.fn.countAll<number>().as('count')])
		.where('data_key', 'is not', null)
		.groupBy('data_key')
		.execute();
	return rows.map(({ data_key, count }) => ({ data_key: data_key as string, count, what: WORDS[table] }));
}

async function rotateSuperbills(
	store: Store,
	key: DataKey,
	onProgress: (count: number) => void,
): Promise<number> {
	// What comes in meanwhile is the next round's, or a service with an old key could keep this one going for ever.
	const { last } = await store.db
		.selectFrom('superbills')
		.select((row) => row.fn.max('seq').as('last'))
		.executeTakeFirstOrThrow();
	let done = 0;
	// Not from the beginning each time: that would walk over all that is done.
	let after = 0;
	for (;;) {
		const rows = await store.db
			.selectFrom('superbills')
			.selectAll()
			.where((row) => row.or([row('data_key', '<', key.id), row('data_key', '>', key.id)]))
			.where('seq', '>', after)
			.where('seq', '<=', last ?? 0)
			.orderBy('seq')
			.limit(AT_ONCE)
			.execute();
		if (rows.length === 0) return done;
		// Sealed before the transaction, so that it is short.
		const fresh = await Promise.all(rows.map((row) => orSayWhich(row.id, () => sealedAnew(store, key, row))));
		const replaced = await store.transaction(async (tx) => {
			const replaced = new Set<Anew>();
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

async function orSayWhich<T>(id: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof SealBroken)) throw error;
		throw new RotationRefused(
			`Superbill ${id} cannot be opened: its row was changed, or damaged. Those before it were sealed anew; the old data key was not removed.`,
		);
	}
}

interface Anew {
	readonly row: SuperbillRow;
	readonly columns: Pick<SuperbillRow, 'record' | 'summary' | 'void_reason' | 'hold_reason'>;
	/** Nothing where it was purged. */
	readonly document: { readonly old: DocumentColumns; readonly columns: DocumentColumns } | undefined;
	readonly terms: readonly Buffer[];
}

async function sealedAnew(store: Store, key: DataKey, row: SuperbillRow): Promise<Anew> {
	const { keyring } = store;
	const again = (column: 'record' | 'summary' | 'void_reason' | 'hold_reason') =>
		row[column] && anew(keyring, key, place(row, column), row[column]);
	const contents = openContents(keyring, row);
	return {
		row,
		columns: {
			record: again('record'),
			summary: again('summary'),
			void_reason: again('void_reason'),
			hold_reason: again('hold_reason'),
		},
		document: await documentAnew(store, key, row),
		terms: contents ? termsOf(contents.payload).map((term) => blind(key, row.practice_id, term)) : [],
	};
}

async function documentAnew(store: Store, key: DataKey, row: SuperbillRow): Promise<Anew['document']> {
	const old = await documentRow(store.db, row.seq);
	const pdf = old && (await findDocument(store, store.db, row.seq));
	if (!pdf) return undefined;
	return { old, columns: await store.documents.put(anew(store.keyring, key, pdfPlace(row), pdf)) };
}

/** @returns false where the row was changed since it was read: it is read again later. */
async function replace(tx: Tx, key: DataKey, { row, columns, document, terms }: Anew): Promise<boolean> {
	const { numUpdatedRows } = await tx
		.updateTable('superbills')
		.set({ ...columns, data_key: key.id })
		.where('seq', '=', row.seq)
		.where('data_key', '=', row.data_key)
		.where('purged_at', 'is not distinct from', row.purged_at)
		.where('void_reason', 'is not distinct from', row.void_reason)
		.where('hold_reason', 'is not distinct from', row.hold_reason)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) return false;
	if (document) {
		await tx.updateTable('superbill_documents').set(document.columns).where('seq', '=', row.seq).execute();
	}
	await tx.deleteFrom('search_terms').where('seq', '=', row.seq).execute();
	await insertTerms(tx, [{ ...row, terms }]);
	return true;
}

async function rotatePractices({ db, keyring }: Store, key: DataKey): Promise<number> {
	const rows = await db.selectFrom('practices').select('id').where(sealedOtherwise(key)).execute();
	for (const { id } of rows) {
		const found = await db
			.selectFrom('practices')
			.select(['profile', 'logo'])
			.where('id', '=', id)
			.executeTakeFirst();
		if (!found) continue;
		const { profile, logo } = found;
		// One that was saved meanwhile has nothing that would equal what was read.
		await db
			.updateTable('practices')
			.set({ profile: anew(keyring, key, profilePlace(id), profile) })
			.where('id', '=', id)
			.where('profile', '=', profile)
			.execute();
		if (!logo) continue;
		await db
			.updateTable('practices')
			.set({ logo: anew(keyring, key, logoPlace(id), logo) })
			.where('id', '=', id)
			.where('logo', '=', logo)
			.execute();
	}
	return rows.length;
}

async function rotateSecrets({ db, keyring }: Store, key: DataKey): Promise<number> {
	const rows = await db.selectFrom('secrets').selectAll().execute();
	const old = rows.filter(({ value }) => sealedWith(value) !== key.id);
	for (const { name, value } of old) {
		await db
			.updateTable('secrets')
			.set({ value: anew(keyring, key, secretPlace(name), value) })
			.where('name', '=', name)
			.where('value', '=', value)
			.execute();
	}
	return old.length;
}

/** Whether another key seals anything, once everyone has written what they were about to write. */
function anyLeft(store: Store, key: DataKey): Promise<boolean> {
	return store.transaction(async (tx) => {
		// SQLite has one writer at a time: this transaction.
		if (store.dialect === 'postgres')
			await sql`lock table superbills, practices, batch_items, secrets in share mode`.execute(tx);
		const superbill = await tx
			.selectFrom('superbills')
			.select('seq')
			.where((row) => row.or([row('data_key', '<', key.id), row('data_key', '>', key.id)]))
			.limit(1)
			.executeTakeFirst();
		const item = await tx
			.selectFrom('batch_items')
			.select('position')
			.where((row) => row.or([row('data_key', '<', key.id), row('data_key', '>', key.id)]))
			.limit(1)
			.executeTakeFirst();
		const practice = await tx
			.selectFrom('practices')
			.select('id')
			.where(sealedOtherwise(key))
			.limit(1)
			.executeTakeFirst();
		const secrets = await tx.selectFrom('secrets').select('value').execute();
		return (
			superbill !== undefined ||
			item !== undefined ||
			practice !== undefined ||
			secrets.some(({ value }) => sealedWith(value) !== key.id)
		);
	});
}

/** Of practices. The id of the key stands in the second to fifth byte of what it sealed. */
function sealedOtherwise({ id }: DataKey) {
	const bytes = Buffer.from(id, 'hex');
	return sql<boolean>`(substr(profile, 2, 4) <> ${bytes} or substr(logo, 2, 4) <> ${bytes})`;
}
