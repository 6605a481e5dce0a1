import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Only adds. A version that knows nothing of objects finds bytes in their place that no key opens: it refuses to read or
 * to seal them anew, rather than to take them for purged.
 */
export const documentObjects: Migration = {
	async up(db: Kysely<unknown>) {
		await db.schema.alterTable('superbill_documents').addColumn('object', 'text').execute();
		await db.schema
			.createIndex('superbill_documents_by_object')
			.unique()
			.on('superbill_documents')
			.column('object')
			.where(sql.ref('object'), 'is not', null)
			.execute();
	},
};
