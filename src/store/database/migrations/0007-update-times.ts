import { type Kysely, type Migration, sql } from 'kysely';

/** Only adds. A change that a version without it makes later is not listed by its time. */
export const updateTimes: Migration = {
	async up(db: Kysely<unknown>) {
		await sql`alter table superbills add column updated_at text`.execute(db);
		await sql`update superbills set updated_at = coalesce(
			purged_at, voided_at, held_at,
			(select min(successor.created_at) from superbills as successor where successor.replaces = superbills.seq),
			created_at)`.execute(db);
		await sql`create index superbills_by_update on superbills (updated_at)`.execute(db);
	},
};
