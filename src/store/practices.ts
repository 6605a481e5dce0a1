import type { Practice, PracticeProfile } from '../practices/practice.ts';
import { open, openJson, type Place } from '../vault/seal.ts';
import type { Store } from './store.ts';

export const profilePlace = (id: string): Place => ({ table: 'practices', column: 'profile', row: id });
export const logoPlace = (id: string): Place => ({ table: 'practices', column: 'logo', row: id });

/** A practice as requests use it, archived or not. */
export interface StoredPractice extends Practice {
	readonly createdAt: string;
	readonly updatedAt: string;
	readonly archivedAt?: string | undefined;
}

export async function findPractice({ db, keyring }: Store, id: string): Promise<StoredPractice | undefined> {
	const row = await db.selectFrom('practices').selectAll().where('id', '=', id).executeTakeFirst();
	return (
		row && {
			id,
			profile: openJson<PracticeProfile>(keyring, profilePlace(id), row.profile),
			logo: row.logo ? open(keyring, logoPlace(id), row.logo) : undefined,
			createdAt: row.created_at,
			updatedAt: row.updated_at,
			archivedAt: row.archived_at ?? undefined,
		}
	);
}
