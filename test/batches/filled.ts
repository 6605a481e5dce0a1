import type { Test } from 'tap';
import { closeQueue } from '../../src/batches/queue/open-queue.ts';
import type { Store } from '../../src/store/store.ts';
import { visit } from '../records/issuing.suite.ts';
import { batchRig, item, ready } from './batch-rig.ts';

export const WAITING = 30;

/** Makes batches with everything that is stored sealed: waiting items, a draft with findings, and documents. */
export async function fillBatches(t: Test, store: Store) {
	const rig = batchRig(t, store);
	const items = [...ready(2), item(3, visit({ diagnoses: [] }))];
	const rendered = await rig.ended(await rig.send(items, { mode: 'render', key: 'key-1' }));
	const draft = await rig.ended(await rig.send(items, { mode: 'draft' }));
	const waiting = await rig.send(ready(WAITING));
	await closeQueue(store);
	return { rendered, draft, waiting };
}
