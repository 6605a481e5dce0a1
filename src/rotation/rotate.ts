import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { appendEvent } from '../audit/events.ts';
import type { Call } from '../calls/actor.ts';
import { OperatorError } from '../calls/operator-error.ts';
import { Refusal } from '../calls/refusal.ts';
import { emptyChangeLog } from '../store/change-log.ts';
import { migratedTo } from '../store/database/migrate.ts';
import { issuerHash } from '../store/practices.ts';
import type { Store } from '../store/store.ts';
import type { DataKey } from '../vault/data-key.ts';
import { sealedWith } from '../vault/seal.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { sealedByOther } from './other-key.ts';
import { rotateItems } from './rotate-items.ts';
import { rotateSuperbills } from './rotate-superbills.ts';

/**
 * Longest time for which a request uses the keys it has read, in ms. This is generous, because a request seals just
 * before it writes, in the same transaction.
 */
export const GRACE_MS = 3_000;

/** Requests in flight need one more round. A service without the new key would need rounds forever. */
const ROUNDS = 10;

/** Numbers of resealed rows. */
export interface Rotated {
	/** Id of the key that now seals everything. */
	readonly to: string;
	readonly superbills: number;
	readonly practices: number;
	/** Items of batches. */
	readonly items: number;
	readonly secrets: number;
}

export interface Rotating {
	/** In ms. */
	readonly grace?: number;
	/** Receives the number of superbills done since the last call. */
	readonly onProgress?: (count: number) => void;
}

/**
 * Reseals everything with the first key, in small transactions, while servers run. When it returns, no other key seals
 * anything, and none will, provided that every server knows the first key. It may be interrupted and run again: each row
 * is sealed with one key, and names it.
 * @throws OperatorError if a row does not open; Refusal if a service keeps sealing with an old key
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
			throw new Refusal(
				'not-now',
				'A running service still seals with an old data key. Give it the same DATA_KEY or the same file data.key, restart it, and run this command again.',
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
	// The change log may still hold rows that the old key opens.
	await emptyChangeLog(store);
	return { to: key.id, ...done };
}

/** Refuses to start a rotation that could not be finished. @throws OperatorError */
export async function refuseMissingKeys({ db, dialect, keyring }: Store): Promise<void> {
	// This version would not reseal columns that only a newer one knows, and would discard their key.
	if ((await migratedTo(db, dialect)) === 'unknown') {
		throw new OperatorError(
			'A newer version of superbill has changed the tables, and nothing was rotated. Run this command with that version or a newer one.',
		);
	}
	const known = keyring().map(({ id }) => id);
	for (const [table, what] of [
		['superbills', 'superbills'],
		['batch_items', 'items of batches'],
	] as const) {
		const counts = await db
			.selectFrom(table)
			.select((row) => ['data_key', row.fn.countAll<number>().as('count')])
			.where('data_key', 'is not', null)
			.groupBy('data_key')
			.execute();
		const missing = counts.find(({ data_key }) => !known.includes(data_key as string));
		if (!missing) continue;
		throw new OperatorError(
			`${missing.count} ${what} are sealed with the data key ${missing.data_key}, which is missing. Add that key to the end of DATA_KEY, or of the file data.key, and run this command again.`,
		);
	}
}

async function rotatePractices({ db, keyring }: Store, key: DataKey): Promise<number> {
	const rows = await db.selectFrom('practices').select('id').where(practiceByOther(key)).execute();
	for (const { id } of rows) {
		for (const column of ['profile', 'logo'] as const) {
			const row = await db.selectFrom('practices').select(column).where('id', '=', id).executeTakeFirst();
			const sealed = row?.[column];
			if (!sealed) continue;
			const { profile } = SEALED.practices;
			const issuer = column === 'profile' && issuerHash(key, profile.openJson(keyring, { id }, sealed));
			// A practice that was saved meanwhile no longer has these bytes.
			await db
				.updateTable('practices')
				.set({
					[column]: SEALED.practices[column].reseal(keyring, key, { id }, sealed),
					...(issuer && { issuer }),
				})
				.where('id', '=', id)
				.where(column, '=', sealed)
				.execute();
		}
	}
	return rows.length;
}

async function rotateSecrets({ db, keyring }: Store, key: DataKey): Promise<number> {
	const rows = await db.selectFrom('secrets').selectAll().execute();
	const old = rows.filter(({ value }) => sealedWith(value) !== key.id);
	for (const row of old) {
		await db
			.updateTable('secrets')
			.set({ value: SEALED.secrets.value.reseal(keyring, key, row, row.value) })
			.where('name', '=', row.name)
			.where('value', '=', row.value)
			.execute();
	}
	return old.length;
}

/** Checks whether another key still seals anything, after waiting for those who are writing. */
function anyLeft(store: Store, key: DataKey): Promise<boolean> {
	return store.transaction(async (tx) => {
		// On SQLite, this transaction is the only writer.
		if (store.dialect === 'postgres')
			await sql`lock table superbills, practices, batch_items, secrets in share mode`.execute(tx);
		const rows = [
			await tx.selectFrom('superbills').select('seq').where(sealedByOther(key)).limit(1).execute(),
			await tx.selectFrom('batch_items').select('position').where(sealedByOther(key)).limit(1).execute(),
			await tx.selectFrom('practices').select('id').where(practiceByOther(key)).limit(1).execute(),
		];
		const secrets = await tx.selectFrom('secrets').select('value').execute();
		return rows.flat().length > 0 || secrets.some(({ value }) => sealedWith(value) !== key.id);
	});
}

/** Practices that another key seals. Bytes 2 to 5 of sealed bytes are the id of their key. */
function practiceByOther({ id }: DataKey) {
	const bytes = Buffer.from(id, 'hex');
	return sql<boolean>`(substr(profile, 2, 4) <> ${bytes} or substr(logo, 2, 4) <> ${bytes})`;
}
