import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Only adds. The index is not unique, because a partitioned table could not have it; names are random anyway. In place
 * of an object, a version without object storage finds bytes that no key opens. It refuses to read or reseal them, and
 * does not take them for purged.
 */
export const documentObjects: Migration = {
	async up(db: Kysely<unknown>) {
		await sql`alter table superbill_documents add column object text`.execute(db);
		await sql`create index superbill_documents_by_object on superbill_documents (object)
			where object is not null`.execute(db);
	},
};
