import type { Test } from 'tap';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { documentFaults } from '../kept.ts';
import { newKeyring, recordsOf } from '../stores.ts';
import { type StandIn, startS3 } from './s3-stand-in.ts';

/** Opens a store whose documents are objects. */
export async function stored(
	t: Test,
): Promise<{ s3: StandIn; store: Store; records: ReturnType<typeof recordsOf> }> {
	const s3 = await startS3(t);
	const store = await openMemoryStore(newKeyring(), s3.bucket);
	t.teardown(() => store.close());
	return { s3, store, records: recordsOf(store) };
}

/** Lists the objects that rows name, in the order of rows. */
export const named = async ({ db }: Store) =>
	(await db.selectFrom('superbill_documents').select('object').orderBy('seq').execute()).map(
		({ object }) => object as string,
	);

export const names = ({ objects }: StandIn) => [...objects.keys()].sort();

export const hoursAhead = (hours: number) => new Date(Date.now() + hours * 3_600_000);

/** Checks that a row names every object, and that every row has its document. */
export async function agree(
	t: Test,
	s3: StandIn,
	store: Store,
	what = 'rows and objects agree',
): Promise<void> {
	t.strictSame(names(s3), (await named(store)).filter(Boolean).sort(), what);
	t.strictSame(await documentFaults(store), []);
}
