import { type Kysely, type Migration, sql } from 'kysely';
import type { Dialect } from './dialect.ts';

/** Only adds, so a version without batches can run beside one that has them. */
export function batches(dialect: Dialect): Migration {
	const bytes = dialect === 'sqlite' ? sql`blob` : sql`bytea`;
	return {
		async up(db: Kysely<unknown>) {
			await db.schema
				.createTable('batches')
				.addColumn('id', 'text', (column) => column.primaryKey())
				.addColumn('practice_id', 'text')
				.addColumn('actor', 'text', (column) => column.notNull())
				.addColumn('request_id', 'text')
				.addColumn('mode', 'text', (column) =>
					column.notNull().check(sql`mode in ('issue', 'render', 'draft')`),
				)
				.addColumn('state', 'text', (column) =>
					column
						.notNull()
						.check(sql`state in ('receiving', 'waiting', 'running', 'drafted', 'done', 'cancelled')`),
				)
				.addColumn('key_hash', 'text')
				.addColumn('fingerprint', bytes)
				.addColumn('created_at', 'text', (column) => column.notNull())
				.addColumn('issuing_at', 'text')
				.addColumn('issuing_actor', 'text')
				.addColumn('started_at', 'text')
				.addColumn('finished_at', 'text')
				.addUniqueConstraint('batches_by_key', ['actor', 'key_hash'])
				.execute();
			// Batches that housekeeping looks for, by age.
			await db.schema
				.createIndex('batches_by_state')
				.on('batches')
				.columns(['state', 'finished_at'])
				.execute();

			await db.schema
				.createTable('batch_slices')
				.addColumn('id', 'text', (column) => column.primaryKey())
				.addColumn('batch_id', 'text', (column) => column.notNull().references('batches.id'))
				.addColumn('first', 'integer', (column) => column.notNull())
				.addColumn('last', 'integer', (column) => column.notNull())
				.addColumn('turn', 'integer', (column) => column.notNull())
				.addColumn('leased_until', 'text')
				.execute();
			for (const [name, columns] of [
				['batch_slices_by_turn', ['turn', 'batch_id', 'first']],
				['batch_slices_of_batch', ['batch_id', 'turn']],
			] as const) {
				await db.schema
					.createIndex(name)
					.on('batch_slices')
					.columns([...columns])
					.execute();
			}

			await db.schema
				.createTable('batch_items')
				.addColumn('batch_id', 'text', (column) => column.notNull().references('batches.id'))
				.addColumn('position', 'integer', (column) => column.notNull())
				.addColumn('practice_id', 'text', (column) => column.notNull())
				.addColumn('state', 'text', (column) =>
					column.notNull().check(sql`state in ('waiting', 'checked', 'done', 'failed', 'cancelled')`),
				)
				.addColumn('first_row', 'integer')
				.addColumn('last_row', 'integer')
				.addColumn('number', 'text')
				.addColumn('request', bytes)
				.addColumn('outcome', bytes)
				.addColumn('data_key', 'text')
				.addColumn('seq', 'bigint', (column) => column.references('superbills.seq'))
				.addColumn('pdf_sha256', 'text')
				.addColumn('pdf_bytes', 'integer')
				.addPrimaryKeyConstraint('batch_items_key', ['batch_id', 'position'])
				.execute();
			// Counts of states, and the items of one state.
			await db.schema
				.createIndex('batch_items_by_state')
				.on('batch_items')
				.columns(['batch_id', 'state', 'position'])
				.execute();
			await db.schema
				.createIndex('batch_items_by_data_key')
				.on('batch_items')
				.columns(['data_key', 'batch_id', 'position'])
				.where(sql.ref('data_key'), 'is not', null)
				.execute();

			await db.schema
				.createTable('batch_documents')
				.addColumn('batch_id', 'text', (column) => column.notNull())
				.addColumn('position', 'integer', (column) => column.notNull())
				.addColumn('pdf', bytes, (column) => column.notNull())
				.addPrimaryKeyConstraint('batch_documents_key', ['batch_id', 'position'])
				.addForeignKeyConstraint('batch_documents_item', ['batch_id', 'position'], 'batch_items', [
					'batch_id',
					'position',
				])
				.execute();
			if (dialect === 'postgres') {
				// Sealed bytes do not compress, so PostgreSQL should not try.
				await sql`alter table batch_documents alter column pdf set storage external`.execute(db);
				await sql`alter table batch_items alter column request set storage external`.execute(db);
			}
		},
	};
}
