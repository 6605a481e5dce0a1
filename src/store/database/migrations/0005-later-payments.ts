import { type Kysely, type Migration, sql } from 'kysely';
import type { Dialect } from './dialect.ts';

/** Only adds. A version that does not know the column refuses to rotate data keys, or it would stay sealed with the old key. */
export function laterPayments(dialect: Dialect): Migration {
	const bytes = dialect === 'sqlite' ? sql`blob` : sql`bytea`;
	return {
		async up(db: Kysely<unknown>) {
			await sql`alter table superbills add column later_payments ${bytes}`.execute(db);
		},
	};
}
