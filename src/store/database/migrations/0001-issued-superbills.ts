import { type Kysely, type Migration, sql } from 'kysely';
import type { Dialect } from './dialect.ts';

export function issuedSuperbills(dialect: Dialect): Migration {
	const bytes = dialect === 'sqlite' ? sql`blob` : sql`bytea`;
	const seq =
		dialect === 'sqlite'
			? sql`integer primary key autoincrement`
			: sql`bigint generated always as identity primary key`;
	return {
		async up(db: Kysely<unknown>) {
			await sql`create table practices (
				id text primary key,
				profile ${bytes} not null,
				logo ${bytes},
				version text not null,
				created_at text not null,
				updated_at text not null,
				archived_at text
			)`.execute(db);

			await sql`create table number_counters (
				practice_id text not null,
				series text not null,
				next integer not null,
				constraint number_counters_key primary key (practice_id, series)
			)`.execute(db);

			await sql`create table superbills (
				seq ${seq},
				id text not null unique,
				practice_id text not null,
				number text not null,
				issued_on text not null,
				status text not null check (status in ('issued', 'replaced', 'void')),
				created_at text not null,
				actor text not null,
				template_id text not null,
				template_version integer not null,
				template_sha256 text not null,
				service_version text not null,
				pdf_sha256 text not null,
				pdf_bytes integer not null,
				summary ${bytes},
				record ${bytes},
				data_key text not null,
				replaces bigint unique references superbills (seq),
				voided_at text,
				void_reason ${bytes},
				held_at text,
				hold_reason ${bytes},
				purged_at text,
				constraint superbills_number unique (number, practice_id)
			)`.execute(db);
			// Lists of one practice and of all. A list without a status merges the lists of the three statuses.
			await sql`create index superbills_by_practice on superbills (practice_id, status, issued_on, seq)`.execute(
				db,
			);
			await sql`create index superbills_by_status on superbills (status, issued_on, seq)`.execute(db);
			await sql`create index superbills_by_data_key on superbills (data_key, seq)`.execute(db);
			// Superbills that retention may purge.
			await sql`create index superbills_to_purge on superbills (created_at) where purged_at is null`.execute(
				db,
			);

			await sql`create table superbill_documents (
				seq ${dialect === 'sqlite' ? sql`integer` : sql`bigint`} primary key references superbills (seq),
				pdf ${bytes} not null
			)`.execute(db);
			if (dialect === 'postgres') {
				// Sealed bytes do not compress, so PostgreSQL should not try.
				await sql`alter table superbill_documents alter column pdf set storage external`.execute(db);
				await sql`alter table superbills alter column record set storage external`.execute(db);
			}

			// The primary key sorts the superbills of a term like lists.
			await sql`create table search_terms (
				term ${bytes} not null,
				issued_on text not null,
				seq bigint not null references superbills (seq),
				constraint search_terms_key primary key (term, issued_on, seq)
			) ${dialect === 'sqlite' ? sql`without rowid` : sql``}`.execute(db);
			await sql`create index search_terms_by_superbill on search_terms (seq, term)`.execute(db);

			await sql`create table idempotent_answers (
				actor text not null,
				key_hash text not null,
				fingerprint ${bytes} not null,
				seq bigint not null references superbills (seq),
				created_at text not null,
				constraint idempotent_answers_key primary key (actor, key_hash)
			)`.execute(db);
			await sql`create index idempotent_answers_by_age on idempotent_answers (created_at)`.execute(db);

			await sql`create table api_keys (
				id text primary key,
				hash text not null,
				label text not null,
				scopes text not null,
				practice_id text,
				created_at text not null,
				expires_at text,
				revoked_at text,
				last_used_at text,
				mac text not null
			)`.execute(db);

			await sql`create table audit_events (
				chain text not null,
				position bigint not null,
				at text not null,
				actor text not null,
				action text not null,
				outcome text not null,
				subject text,
				request_id text,
				details text not null,
				hash text not null,
				constraint audit_events_key primary key (chain, position)
			)`.execute(db);
			await sql`create index audit_events_by_subject on audit_events (subject, chain, position)`.execute(db);
			await sql`create index audit_events_by_time on audit_events (at, chain, position)`.execute(db);
			await sql`create index audit_events_of_chain_by_time on audit_events (chain, at, position)`.execute(db);
			for (const statement of appendOnly(dialect)) await statement.execute(db);

			await sql`create table audit_chains (
				chain text primary key,
				position bigint not null,
				hash text not null
			)`.execute(db);

			await sql`create table secrets (name text primary key, value ${bytes} not null)`.execute(db);
		},
	};
}

/** Keeps bugs from changing the audit log. Anyone who can change the schema still can, but the chain shows it. */
function appendOnly(dialect: Dialect) {
	return dialect === 'sqlite'
		? [
				sql`create trigger audit_events_keep_update before update on audit_events begin select raise(abort, 'audit_events is append-only'); end`,
				sql`create trigger audit_events_keep_delete before delete on audit_events begin select raise(abort, 'audit_events is append-only'); end`,
			]
		: [
				sql`create function audit_events_keep() returns trigger language plpgsql as $$ begin raise exception 'audit_events is append-only'; end $$`,
				sql`create trigger audit_events_keep before update or delete or truncate on audit_events for each statement execute function audit_events_keep()`,
			];
}
