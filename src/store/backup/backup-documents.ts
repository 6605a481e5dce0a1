import { sql } from 'kysely';
import { SYSTEM } from '../../calls/actor.ts';
import type { OperatorError } from '../../calls/operator-error.ts';
import { inObjects, joinedColumns } from '../documents/documents.ts';
import type { Bucket } from '../documents/objects.ts';
import { s3 } from '../documents/s3.ts';
import { FOLDER } from '../secrets.ts';
import type { Query } from '../store.ts';
import { lookUpDocument } from '../superbill-documents.ts';
import { superbillsIn } from '../superbills.ts';

/** Documents read at once. */
const AT_ONCE = 16;

/** Replaces a lost document. No key opens it. */
const LOST = { pdf: Buffer.of(0), object: null };

/**
 * Copies documents from object storage into a backup, which then needs nothing else. A document resealed since the
 * backup began is copied as it is now. One that was purged since is purged in the backup.
 * @param live store being backed up
 * @param bucket storage of its objects, if any
 * @param unnamed error to throw if there are objects and no bucket
 * @returns ids of superbills whose documents are lost
 * @throws Refusal `unavailable`
 */
export async function takeInDocuments(
	backup: Query,
	live: Query,
	bucket: Bucket | undefined,
	unnamed: OperatorError,
): Promise<string[]> {
	const lost: string[] = [];
	if (!(await knowsObjects(backup))) return lost;
	// A store restored from the backup must not treat this store's objects as its own.
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
		if (!objects) throw unnamed;
		after = last.seq;
		const found = await Promise.all(
			rows.map(async ({ seq, id }) => {
				const sealed = await lookUpDocument({ documents: objects }, live, seq);
				if (sealed === 'missing') lost.push(id);
				return { seq, columns: sealed === 'missing' ? LOST : sealed && joinedColumns(sealed) };
			}),
		);
		await backup.transaction().execute(async (tx) => {
			for (const { seq, columns } of found) {
				if (columns) {
					await tx.updateTable('superbill_documents').set(columns).where('seq', '=', seq).execute();
				} else {
					const superbills = superbillsIn(tx, SYSTEM);
					const at = await purgedAt(live, seq);
					await superbills.release(seq, at);
					await superbills.purge(seq, at);
				}
			}
		});
	}
}

/** Tables of an older version have no such column. */
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
