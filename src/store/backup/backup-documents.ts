import { sql } from 'kysely';
import { SYSTEM } from '../../calls/actor.ts';
import { SealBroken } from '../../vault/seal.ts';
import { inObjects } from '../documents/documents.ts';
import type { Bucket } from '../documents/objects.ts';
import { s3 } from '../documents/s3.ts';
import { FOLDER } from '../secrets.ts';
import type { Query } from '../store.ts';
import { findDocument } from '../superbill-documents.ts';
import { superbillsIn } from '../superbills.ts';

/** Documents that are read at once. */
const AT_ONCE = 16;

/** Bytes that no key opens. */
const LOST = Buffer.of(0);

/**
 * Takes into a backup what its rows only name, so that it needs nothing but itself. What was sealed anew since it was
 * begun is taken as it is now, and what was purged since is purged in it.
 * @param live what the backup is of. @param bucket where its objects are; none where it was never given one.
 * @returns ids of superbills whose documents are lost. @throws StoreUnavailable; whatever `unnamed` makes, where there
 * are objects and no bucket.
 */
export async function takeInDocuments(
	backup: Query,
	live: Query,
	bucket: Bucket | undefined,
	unnamed: () => Error,
): Promise<string[]> {
	const lost: string[] = [];
	if (!(await knowsObjects(backup))) return lost;
	// A store that is made of it must not take the objects of this one for its own.
	await backup.deleteFrom('secrets').where('name', '=', FOLDER).execute();
	const objects = bucket && inObjects(s3(bucket), '');
	for (let after = 0; ; ) {
		const rows = await backup
			.selectFrom('superbill_documents')
			.innerJoin('superbills', 'superbills.seq', 'superbill_documents.seq')
			.select(['superbills.seq', 'superbills.id'])
			.where('object', 'is not', null)
			.where('superbills.seq', '>', after)
			.orderBy('superbills.seq')
			.limit(AT_ONCE)
			.execute();
		const last = rows.at(-1);
		if (!last) return lost;
		if (!objects) throw unnamed();
		after = last.seq;
		const read = await Promise.all(
			rows.map(async ({ seq, id }) => {
				try {
					return { seq, pdf: await findDocument({ documents: objects }, live, seq) };
				} catch (error) {
					if (!(error instanceof SealBroken)) throw error;
					lost.push(id);
					return { seq, pdf: LOST };
				}
			}),
		);
		await backup.transaction().execute(async (tx) => {
			for (const { seq, pdf } of read) {
				if (pdf) {
					await tx
						.updateTable('superbill_documents')
						.set({ pdf, object: null })
						.where('seq', '=', seq)
						.execute();
				} else {
					const superbills = superbillsIn(tx, SYSTEM);
					await superbills.release(seq);
					await superbills.purge(seq, await purgedAt(live, seq));
				}
			}
		});
	}
}

/** What an older version has not brought up to date has none. */
async function knowsObjects(backup: Query): Promise<boolean> {
	const { rows } =
		await sql`select 1 from pragma_table_info('superbill_documents') where name = 'object'`.execute(backup);
	return rows.length > 0;
}

async function purgedAt(live: Query, seq: number): Promise<string> {
	const { purged_at } = await live
		.selectFrom('superbills')
		.select('purged_at')
		.where('seq', '=', seq)
		.executeTakeFirstOrThrow();
	return purged_at as string;
}
