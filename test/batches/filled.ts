import type { Test } from 'tap';
import { closeQueue } from '../../src/batches/queue/open-queue.ts';
import type { Store } from '../../src/store/store.ts';
import { visit } from '../records/issuing.suite.ts';
import { deskOf, item, ready } from './batch-rig.ts';

export const WAITING = 30;

/** Batches in several states, with all that can be sealed of one: what waits, a draft with findings, documents. */
export async function fillBatches(t: Test, store: Store) {
	const desk = deskOf(t, store);
	const items = [...ready(2), item(3, visit({ diagnoses: [] }))];
	const rendered = await desk.ended(await desk.send(items, { mode: 'render', key: 'key-1' }));
	const draft = await desk.ended(await desk.send(items, { mode: 'draft' }));
	const waiting = await desk.send(ready(WAITING));
	await closeQueue(store);
	return { rendered, draft, waiting };
}
