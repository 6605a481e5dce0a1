import { type Kysely, type Migration, sql } from 'kysely';
import type { Dialect } from './dialect.ts';

/** Only adds, so a version without batches can run beside one that has them. */
export function batches(dialect: Dialect): Migration {
	const bytes = dialect === 'sqlite' ? sql`blob` : sql`bytea`;
	return {
		async up(db: Kysely<unknown>) {
			await sql`create table batches (
				id text primary key,
				practice_id text,
				actor text not null,
				request_id text,
				mode text not null check (mode in ('issue', 'render', 'draft')),
				state text not null
					check (state in ('receiving', 'waiting', 'running', 'drafted', 'done', 'cancelled')),
				key_hash text,
				fingerprint ${bytes},
				created_at text not null,
				issuing_at text,
				issuing_actor text,
				started_at text,
				finished_at text,
				constraint batches_by_key unique (actor, key_hash)
			)`.execute(db);
			// Batches that housekeeping looks for, by age.
			await sql`create index batches_by_state on batches (state, finished_at)`.execute(db);

			await sql`create table batch_slices (
				id text primary key,
				batch_id text not null references batches (id),
				first integer not null,
				last integer not null,
				turn integer not null,
				leased_until text
			)`.execute(db);
			await sql`create index batch_slices_by_turn on batch_slices (turn, batch_id, first)`.execute(db);
			await sql`create index batch_slices_of_batch on batch_slices (batch_id, turn)`.execute(db);

			await sql`create table batch_items (
				batch_id text not null references batches (id),
				position integer not null,
				practice_id text not null,
				state text not null check (state in ('waiting', 'checked', 'done', 'failed', 'cancelled')),
				first_row integer,
				last_row integer,
				number text,
				request ${bytes},
				outcome ${bytes},
				data_key text,
				seq bigint references superbills (seq),
				pdf_sha256 text,
				pdf_bytes integer,
				constraint batch_items_key primary key (batch_id, position)
			)`.execute(db);
			// Counts of states, and the items of one state.
			await sql`create index batch_items_by_state on batch_items (batch_id, state, position)`.execute(db);
			await sql`create index batch_items_by_data_key on batch_items (data_key, batch_id, position)
				where data_key is not null`.execute(db);

			await sql`create table batch_documents (
				batch_id text not null,
				position integer not null,
				pdf ${bytes} not null,
				constraint batch_documents_key primary key (batch_id, position),
				constraint batch_documents_item foreign key (batch_id, position)
					references batch_items (batch_id, position)
			)`.execute(db);
			if (dialect === 'postgres') {
				// Sealed bytes do not compress, so PostgreSQL should not try.
				await sql`alter table batch_documents alter column pdf set storage external`.execute(db);
				await sql`alter table batch_items alter column request set storage external`.execute(db);
			}
		},
	};
}
