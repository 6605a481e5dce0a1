import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Only adds. The index is not unique, which a table in partitions could not have: names are random.
 * A version that knows nothing of objects finds bytes in their place that no key opens: it refuses to read or
 * to seal them anew, rather than to take them for purged.
 */
export const documentObjects: Migration = {
	async up(db: Kysely<unknown>) {
		await db.schema.alterTable('superbill_documents').addColumn('object', 'text').execute();
		await db.schema
			.createIndex('superbill_documents_by_object')
			.on('superbill_documents')
			.column('object')
			.where(sql.ref('object'), 'is not', null)
			.execute();
	},
};
