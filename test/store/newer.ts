import type { Test } from 'tap';
import type { Store } from '../../src/store/store.ts';
import { batchRig, faultsOfItems, ready } from '../batches/batch-rig.ts';
import { call, fill, recordsOf } from './stores.ts';

/** Does everything that callers do: superbills in every state, lists, and a batch. */
export async function goesOn(t: Test, store: Store): Promise<void> {
	const rig = batchRig(t, store);
	t.match((await rig.ended(await rig.send(ready(30)))).counts, { total: 30, done: 30 });
	t.strictSame(await faultsOfItems(store), []);
	const { plain } = await fill(store);
	const records = recordsOf(store);
	t.equal((await records.record(call, plain)).status, 'issued');
	t.equal((await records.list(call, { limit: 50 })).items.length, 35);
}
