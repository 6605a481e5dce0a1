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
			await db.schema
				.createTable('practices')
				.addColumn('id', 'text', (column) => column.primaryKey())
				.addColumn('profile', bytes, (column) => column.notNull())
				.addColumn('logo', bytes)
				.addColumn('version', 'text', (column) => column.notNull())
				.addColumn('created_at', 'text', (column) => column.notNull())
				.addColumn('updated_at', 'text', (column) => column.notNull())
				.addColumn('archived_at', 'text')
				.execute();

			await db.schema
				.createTable('number_counters')
				.addColumn('practice_id', 'text', (column) => column.notNull())
				.addColumn('series', 'text', (column) => column.notNull())
				.addColumn('next', 'integer', (column) => column.notNull())
				.addPrimaryKeyConstraint('number_counters_key', ['practice_id', 'series'])
				.execute();

			await db.schema
				.createTable('superbills')
				.addColumn('seq', seq)
				.addColumn('id', 'text', (column) => column.notNull().unique())
				.addColumn('practice_id', 'text', (column) => column.notNull())
				.addColumn('number', 'text', (column) => column.notNull())
				.addColumn('issued_on', 'text', (column) => column.notNull())
				.addColumn('status', 'text', (column) =>
					column.notNull().check(sql`status in ('issued', 'replaced', 'void')`),
				)
				.addColumn('created_at', 'text', (column) => column.notNull())
				.addColumn('actor', 'text', (column) => column.notNull())
				.addColumn('template_id', 'text', (column) => column.notNull())
				.addColumn('template_version', 'integer', (column) => column.notNull())
				.addColumn('template_sha256', 'text', (column) => column.notNull())
				.addColumn('service_version', 'text', (column) => column.notNull())
				.addColumn('pdf_sha256', 'text', (column) => column.notNull())
				.addColumn('pdf_bytes', 'integer', (column) => column.notNull())
				.addColumn('summary', bytes)
				.addColumn('record', bytes)
				.addColumn('data_key', 'text', (column) => column.notNull())
				.addColumn('replaces', 'bigint', (column) => column.unique().references('superbills.seq'))
				.addColumn('voided_at', 'text')
				.addColumn('void_reason', bytes)
				.addColumn('held_at', 'text')
				.addColumn('hold_reason', bytes)
				.addColumn('purged_at', 'text')
				.addUniqueConstraint('superbills_number', ['number', 'practice_id'])
				.execute();
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

			await db.schema
				.createTable('superbill_documents')
				.addColumn('seq', dialect === 'sqlite' ? 'integer' : 'bigint', (column) =>
					column.primaryKey().references('superbills.seq'),
				)
				.addColumn('pdf', bytes, (column) => column.notNull())
				.execute();
			if (dialect === 'postgres') {
				// Sealed bytes do not compress, so PostgreSQL should not try.
				await sql`alter table superbill_documents alter column pdf set storage external`.execute(db);
				await sql`alter table superbills alter column record set storage external`.execute(db);
			}

			await db.schema
				.createTable('search_terms')
				.addColumn('term', bytes, (column) => column.notNull())
				.addColumn('issued_on', 'text', (column) => column.notNull())
				.addColumn('seq', 'bigint', (column) => column.notNull().references('superbills.seq'))
				// Sorts the superbills of a term like lists.
				.addPrimaryKeyConstraint('search_terms_key', ['term', 'issued_on', 'seq'])
				.$call((table) => (dialect === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table))
				.execute();
			await sql`create index search_terms_by_superbill on search_terms (seq, term)`.execute(db);

			await db.schema
				.createTable('idempotent_answers')
				.addColumn('actor', 'text', (column) => column.notNull())
				.addColumn('key_hash', 'text', (column) => column.notNull())
				.addColumn('fingerprint', bytes, (column) => column.notNull())
				.addColumn('seq', 'bigint', (column) => column.notNull().references('superbills.seq'))
				.addColumn('created_at', 'text', (column) => column.notNull())
				.addPrimaryKeyConstraint('idempotent_answers_key', ['actor', 'key_hash'])
				.execute();
			await sql`create index idempotent_answers_by_age on idempotent_answers (created_at)`.execute(db);

			await db.schema
				.createTable('api_keys')
				.addColumn('id', 'text', (column) => column.primaryKey())
				.addColumn('hash', 'text', (column) => column.notNull())
				.addColumn('label', 'text', (column) => column.notNull())
				.addColumn('scopes', 'text', (column) => column.notNull())
				.addColumn('practice_id', 'text')
				.addColumn('created_at', 'text', (column) => column.notNull())
				.addColumn('expires_at', 'text')
				.addColumn('revoked_at', 'text')
				.addColumn('last_used_at', 'text')
				.addColumn('mac', 'text', (column) => column.notNull())
				.execute();

			await db.schema
				.createTable('audit_events')
				.addColumn('chain', 'text', (column) => column.notNull())
				.addColumn('position', 'bigint', (column) => column.notNull())
				.addColumn('at', 'text', (column) => column.notNull())
				.addColumn('actor', 'text', (column) => column.notNull())
				.addColumn('action', 'text', (column) => column.notNull())
				.addColumn('outcome', 'text', (column) => column.notNull())
				.addColumn('subject', 'text')
				.addColumn('request_id', 'text')
				.addColumn('details', 'text', (column) => column.notNull())
				.addColumn('hash', 'text', (column) => column.notNull())
				.addPrimaryKeyConstraint('audit_events_key', ['chain', 'position'])
				.execute();
			await sql`create index audit_events_by_subject on audit_events (subject, chain, position)`.execute(db);
			await sql`create index audit_events_by_time on audit_events (at, chain, position)`.execute(db);
			await sql`create index audit_events_of_chain_by_time on audit_events (chain, at, position)`.execute(db);
			for (const statement of appendOnly(dialect)) await statement.execute(db);

			await db.schema
				.createTable('audit_chains')
				.addColumn('chain', 'text', (column) => column.primaryKey())
				.addColumn('position', 'bigint', (column) => column.notNull())
				.addColumn('hash', 'text', (column) => column.notNull())
				.execute();

			await db.schema
				.createTable('secrets')
				.addColumn('name', 'text', (column) => column.primaryKey())
				.addColumn('value', bytes, (column) => column.notNull())
				.execute();
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
