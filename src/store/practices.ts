import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { readLogo } from '../practices/logo.ts';
import type { Practice, PracticeProfile } from '../practices/practice.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { refuseLeftBehind } from './secrets.ts';
import type { Query, Store, Tx } from './store.ts';
import type { PracticeTable } from './tables.ts';

/** A practice as requests use it, archived or not. */
export interface StoredPractice extends Practice {
	/** Another one after every change. */
	readonly version: string;
	readonly createdAt: string;
	readonly updatedAt: string;
}

type Sealing = Pick<Store, 'keyring'>;

export async function findPractice(
	store: Sealing & Pick<Store, 'db'>,
	id: string,
): Promise<StoredPractice | undefined> {
	const row = await store.db.selectFrom('practices').selectAll().where('id', '=', id).executeTakeFirst();
	return row && practiceOf(store, row);
}

/** As it is now, and as it stays until the transaction ends. */
export async function lockPractice(store: Store, tx: Tx, id: string): Promise<StoredPractice | undefined> {
	const row = await tx
		.selectFrom('practices')
		.selectAll()
		.where('id', '=', id)
		// SQLite has one writer at a time.
		.$if(store.dialect === 'postgres', (query) => query.forUpdate())
		.executeTakeFirst();
	return row && practiceOf(store, row);
}

/** Keeps a practice from being archived or removed until the transaction ends. @returns whether it is in use. */
export async function holdPractice({ dialect }: Store, tx: Tx, id: string): Promise<boolean> {
	const row = await tx
		.selectFrom('practices')
		.select('archived_at')
		.where('id', '=', id)
		.$if(dialect === 'postgres', (query) => query.forShare())
		.executeTakeFirst();
	return row?.archived_at === null;
}

/** Without their logos. @param only the one practice that may be seen; none for all. */
export async function listPractices(
	store: Store,
	only: string | undefined,
	{ after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly StoredPractice[]> {
	const rows = await store.db
		.selectFrom('practices')
		.select(['id', 'profile', 'version', 'created_at', 'updated_at', 'archived_at'])
		.$if(only !== undefined, (query) => query.where('id', '=', only as string))
		.$if(after !== undefined, (query) => query.where('id', '>', after as string))
		.orderBy('id')
		.limit(limit)
		.execute();
	return rows.map((row) => practiceOf(store, { ...row, logo: null }));
}

interface Saving {
	readonly id: string;
	readonly profile: PracticeProfile;
	readonly now: Date;
}

/** Where somebody else does so at the same time, the transaction runs again, and finds what they put in. */
export async function insertPractice(store: Sealing, tx: Tx, saving: Saving): Promise<void> {
	const row = savedColumns(store, saving);
	await tx
		.insertInto('practices')
		.values({ id: saving.id, logo: null, created_at: row.updated_at, ...row })
		.execute();
	await refuseLeftBehind(store, tx);
}

/** Puts another profile in the place of the one that is there. It is in use again; its logo stays. */
export async function replacePractice(store: Sealing, tx: Tx, saving: Saving): Promise<void> {
	await tx.updateTable('practices').set(savedColumns(store, saving)).where('id', '=', saving.id).execute();
	await refuseLeftBehind(store, tx);
}

function savedColumns({ keyring }: Sealing, { id, profile, now }: Saving) {
	const [key] = keyring();
	return {
		profile: SEALED.practices.profile.sealJson(key, { id }, profile),
		version: randomUUID(),
		updated_at: now.toISOString(),
		archived_at: null,
	};
}

export async function saveLogo(
	store: Sealing,
	tx: Tx,
	{ id, logo, now }: { readonly id: string; readonly logo: Buffer | undefined; readonly now: Date },
): Promise<void> {
	const [key] = store.keyring();
	await tx
		.updateTable('practices')
		.set({
			logo: logo ? SEALED.practices.logo.seal(key, { id }, logo) : null,
			version: randomUUID(),
			updated_at: now.toISOString(),
		})
		.where('id', '=', id)
		.execute();
	await refuseLeftBehind(store, tx);
}

export async function archivePractice(tx: Tx, id: string, now: Date): Promise<void> {
	const moment = now.toISOString();
	await tx
		.updateTable('practices')
		.set({ archived_at: moment, updated_at: moment, version: randomUUID() })
		.where('id', '=', id)
		.execute();
}

export async function deletePractice(tx: Tx, id: string): Promise<void> {
	await tx.deleteFrom('practices').where('id', '=', id).execute();
}

/** Whether a superbill was ever issued for it. */
export async function hasIssued(db: Query | Tx, id: string): Promise<boolean> {
	const found = await db
		.selectFrom('superbills')
		.select('seq')
		.where('practice_id', '=', id)
		.limit(1)
		.executeTakeFirst();
	return found !== undefined;
}

function practiceOf({ keyring }: Sealing, row: Selectable<PracticeTable>): StoredPractice {
	const { id, profile, logo, version, created_at, updated_at, archived_at } = row;
	return {
		id,
		profile: SEALED.practices.profile.openJson(keyring, row, profile),
		logo: logo ? readLogo(SEALED.practices.logo.open(keyring, row, logo)) : undefined,
		version,
		createdAt: created_at,
		updatedAt: updated_at,
		archivedAt: archived_at ?? undefined,
	};
}
