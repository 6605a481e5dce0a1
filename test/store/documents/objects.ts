import type { Test } from 'tap';
import { openMemoryStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { documentFaults } from '../kept.ts';
import { newKeyring, recordsOf } from '../stores.ts';
import { type StandIn, startS3 } from './s3-stand-in.ts';

/** A store whose documents are objects. */
export async function stored(
	t: Test,
): Promise<{ s3: StandIn; store: Store; records: ReturnType<typeof recordsOf> }> {
	const s3 = await startS3(t);
	const store = await openMemoryStore(newKeyring(), s3.bucket);
	t.teardown(() => store.close());
	return { s3, store, records: recordsOf(store) };
}

/** What rows say, in their order. */
export const named = async ({ db }: Store) =>
	(await db.selectFrom('superbill_documents').select('object').orderBy('seq').execute()).map(
		({ object }) => object as string,
	);

export const names = ({ objects }: StandIn) => [...objects.keys()].sort();

export const hoursAhead = (hours: number) => new Date(Date.now() + hours * 3_600_000);

/** All that lies there is in a row, and every row leads to its document. */
export async function agree(
	t: Test,
	s3: StandIn,
	store: Store,
	what = 'rows and objects agree',
): Promise<void> {
	t.strictSame(names(s3), (await named(store)).filter(Boolean).sort(), what);
	t.strictSame(await documentFaults(store), []);
}
