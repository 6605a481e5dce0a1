import { type Kysely, type Migration, sql } from 'kysely';
import type { Dialect } from './dialect.ts';

/** Only adds. Practices that a version without it stored are recognized once they are stored again. */
export function repetitions(dialect: Dialect): Migration {
	const bytes = dialect === 'sqlite' ? sql`blob` : sql`bytea`;
	return {
		async up(db: Kysely<unknown>) {
			await sql`create table recent_superbills (
				hash ${bytes} not null,
				seq bigint not null references superbills (seq),
				created_at text not null,
				constraint recent_superbills_key primary key (hash, seq)
			)`.execute(db);
			await sql`create index recent_superbills_by_age on recent_superbills (created_at)`.execute(db);
			await sql`alter table practices add column issuer ${bytes}`.execute(db);
			await sql`create index practices_by_issuer on practices (issuer)`.execute(db);
			await sql`alter table batches add column again integer not null default 0`.execute(db);
		},
	};
}
