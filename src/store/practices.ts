import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { type Actor, maySee } from '../calls/actor.ts';
import { readLogo } from '../practices/logo.ts';
import { issuerOf, type Practice, type PracticeProfile } from '../practices/practice.ts';
import { type DataKey, keyedHash } from '../vault/data-key.ts';
import { SEALED } from '../vault/sealed-columns.ts';
import { refuseLeftBehind } from './secrets.ts';
import { seenBy } from './seen-by.ts';
import type { Store, Tx } from './store.ts';
import type { PracticeTable } from './tables.ts';

/** A practice as requests use it, archived or not. */
export interface StoredPractice extends Practice {
	/** Changes with every change of the practice. */
	readonly version: string;
	readonly createdAt: string;
	readonly updatedAt: string;
}

type Sealing = Pick<Store, 'keyring'>;

/** The practices that an actor can see. Nothing else outside the store reads them. */
export function practicesOf(store: Sealing & Pick<Store, 'db'>, actor: Actor) {
	const seen = seenBy(actor, 'id');
	return {
		async find(id: string): Promise<StoredPractice | undefined> {
			const row = await store.db
				.selectFrom('practices')
				.selectAll()
				.where(seen)
				.where('id', '=', id)
				.executeTakeFirst();
			return row && practiceOf(store, row);
		},

		/** Finds the practice that a request spells out: one in use before an archived one, then the one stored first. */
		async findSpelledOut(
			spelled: Pick<PracticeProfile, 'billingProvider'>,
		): Promise<StoredPractice | undefined> {
			const hashes = store.keyring().map((key) => issuerHash(key, spelled));
			const row = await store.db
				.selectFrom('practices')
				.selectAll()
				.where(seen)
				.where('issuer', 'in', hashes)
				.orderBy(sql`archived_at is not null`)
				.orderBy('created_at')
				.orderBy('id')
				.limit(1)
				.executeTakeFirst();
			return row && practiceOf(store, row);
		},

		/** By id, without logos. @param after the last id of the page before */
		/** @param since only those that changed at this moment or later */
		async list(after: string | undefined, limit: number, since?: string): Promise<readonly StoredPractice[]> {
			const rows = await store.db
				.selectFrom('practices')
				.select(['id', 'profile', 'version', 'created_at', 'updated_at', 'archived_at'])
				.where(seen)
				.$if(after !== undefined, (query) => query.where('id', '>', after as string))
				.$if(since !== undefined, (query) => query.where('updated_at', '>=', since as string))
				.orderBy('id')
				.limit(limit)
				.execute();
			return rows.map((row) => practiceOf(store, { ...row, logo: null }));
		},
	};
}

interface Saving {
	readonly id: string;
	readonly profile: PracticeProfile;
	readonly now: Date;
}

/** The same practices, within a transaction that can also change them. */
export function practicesIn(store: Sealing & Pick<Store, 'dialect'>, tx: Tx, actor: Actor) {
	const seen = seenBy(actor, 'id');

	async function update(id: string, columns: Partial<PracticeTable>): Promise<void> {
		await tx.updateTable('practices').set(columns).where(seen).where('id', '=', id).execute();
	}

	return {
		/** Finds a practice and keeps others from changing it until the transaction ends. */
		async lock(id: string): Promise<StoredPractice | undefined> {
			const row = await tx
				.selectFrom('practices')
				.selectAll()
				.where(seen)
				.where('id', '=', id)
				// SQLite has one writer at a time.
				.$if(store.dialect === 'postgres', (query) => query.forUpdate())
				.executeTakeFirst();
			return row && practiceOf(store, row);
		},

		/** Keeps a practice from being archived or removed until the transaction ends. @returns false if it is not in use */
		async keepInUse(id: string): Promise<boolean> {
			const row = await tx
				.selectFrom('practices')
				.select('archived_at')
				.where(seen)
				.where('id', '=', id)
				.$if(store.dialect === 'postgres', (query) => query.forShare())
				.executeTakeFirst();
			return row?.archived_at === null;
		},

		/** Adds a practice. If another transaction adds it at the same time, this one runs again and finds it. */
		async insert(saving: Saving): Promise<void> {
			const { id } = saving;
			if (!maySee(actor, id)) throw new Error('another practice must not be stored');
			const row = savedColumns(store, saving);
			await tx
				.insertInto('practices')
				.values({ id, logo: null, created_at: row.updated_at, ...row })
				.execute();
			await refuseLeftBehind(store, tx);
		},

		/** Replaces the profile of a practice and brings it back into use; its logo stays. */
		async replace(saving: Saving): Promise<void> {
			await update(saving.id, savedColumns(store, saving));
			await refuseLeftBehind(store, tx);
		},

		async saveLogo(id: string, logo: Buffer | undefined, now: Date): Promise<void> {
			await update(id, {
				logo: logo ? SEALED.practices.logo.seal(store.keyring()[0], { id }, logo) : null,
				version: randomUUID(),
				updated_at: now.toISOString(),
			});
			await refuseLeftBehind(store, tx);
		},

		async archive(id: string, now: Date): Promise<void> {
			const moment = now.toISOString();
			await update(id, { archived_at: moment, updated_at: moment, version: randomUUID() });
		},

		async delete(id: string): Promise<void> {
			await tx.deleteFrom('practices').where(seen).where('id', '=', id).execute();
		},

		async hasIssued(id: string): Promise<boolean> {
			const found = await tx
				.selectFrom('superbills')
				.select('seq')
				.where(seenBy(actor))
				.where('practice_id', '=', id)
				.limit(1)
				.executeTakeFirst();
			return found !== undefined;
		},
	};
}

function savedColumns({ keyring }: Sealing, { id, profile, now }: Saving) {
	const [key] = keyring();
	return {
		profile: SEALED.practices.profile.sealJson(key, { id }, profile),
		issuer: issuerHash(key, profile),
		version: randomUUID(),
		updated_at: now.toISOString(),
		archived_at: null,
	};
}

/** No id of a practice is empty, so no search term has this hash. */
export function issuerHash(
	{ indexing }: DataKey,
	{ billingProvider }: Pick<PracticeProfile, 'billingProvider'>,
): Buffer {
	return keyedHash(indexing, `\n${issuerOf(billingProvider)}`);
}

function practiceOf({ keyring }: Sealing, row: Omit<Selectable<PracticeTable>, 'issuer'>): StoredPractice {
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
