import { randomBytes } from 'node:crypto';
import type { Test } from 'tap';
import { tidyBatches } from '../../src/batches/retention.ts';
import { SYSTEM } from '../../src/calls/actor.ts';
import { refuseMissingKeys, rotate } from '../../src/rotation/rotate.ts';
import { batchesIn } from '../../src/store/batches/batches.ts';
import type { Store } from '../../src/store/store.ts';
import { dataKey } from '../../src/vault/data-key.ts';
import { refusal } from '../records/issuing.suite.ts';
import { beforeFirstWrite, chainLengths } from '../store/stores.ts';
import type { OpenTestStore } from '../store/suites.ts';
import { call, deskOf, faultsOfItems, item, openDesk, ready, rowCounts } from './batch-rig.ts';
import { fillBatches, WAITING } from './filled.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const after = (moment: string | null, ms: number): Date => new Date(Date.parse(moment as string) + ms + 1);

/** What is kept of batches, and for how long. */
export async function keeping(t: Test, open: OpenTestStore): Promise<void> {
	await t.test('an upload that broke off is removed after an hour', async (t) => {
		const { store, send } = await openDesk(t, open);
		const row = {
			actor: 'operator',
			mode: 'issue',
			state: 'receiving',
			created_at: call.now.toISOString(),
		} as const;
		await store.transaction((tx) =>
			batchesIn(store, tx, SYSTEM).insert({ ...row, id: '00000000-0000-4000-8000-000000000001' }),
		);
		await store.db
			.insertInto('batch_items')
			.values({
				batch_id: '00000000-0000-4000-8000-000000000001',
				position: 1,
				practice_id: 'default',
				state: 'waiting',
			})
			.execute();
		await send(ready(1));
		await tidyBatches(store, new Date(call.now.getTime() + HOUR_MS), undefined);
		t.match(await rowCounts(store), { batches: 2, batch_items: 2 });
		await tidyBatches(store, new Date(call.now.getTime() + HOUR_MS + 1), undefined, AbortSignal.abort());
		t.match(await rowCounts(store), { batches: 2 }, 'told to stop');
		await tidyBatches(store, new Date(call.now.getTime() + HOUR_MS + 1), undefined);
		t.match(await rowCounts(store), { batches: 1, batch_items: 1, batch_slices: 1 });
	});

	await t.test('rendered documents go after seven days, and what the manifest needs stays', async (t) => {
		const { store, batches, errors } = await openDesk(t, open);
		const { rendered } = await fillBatches(t, store);
		t.equal(
			rendered.keptUntil,
			new Date(Date.parse(rendered.finishedAt as string) + 7 * DAY_MS).toISOString(),
		);
		await tidyBatches(store, new Date(rendered.keptUntil as string), undefined);
		t.match(await rowCounts(store), { batch_documents: 2 });
		await tidyBatches(store, after(rendered.keptUntil, 0), undefined);
		t.match(await rowCounts(store), { batch_documents: 0 });
		await t.rejects(batches.documents(call, rendered.id), refusal('gone'));
		const { items } = await batches.items(call, rendered.id, { limit: 10 });
		t.match(items, [{ sha256: String, state: 'done' }, {}, { state: 'failed' }]);
		t.strictSame(errors, []);
	});

	await t.test('a draft that nobody issues is given up after seven days', async (t) => {
		const { store, batches } = await openDesk(t, open);
		const { draft } = await fillBatches(t, store);
		await tidyBatches(store, new Date(draft.keptUntil as string), undefined);
		t.match(await batches.find(call, draft.id), { state: 'drafted' });
		await tidyBatches(store, after(draft.keptUntil, 0), undefined);
		t.match(await batches.find(call, draft.id), { state: 'cancelled', counts: { cancelled: 2, failed: 1 } });
		const held = await store.db
			.selectFrom('batch_items')
			.select('position')
			.where('request', 'is not', null)
			.where('batch_id', '=', draft.id)
			.execute();
		t.strictSame(held, []);
		const told = await store.db
			.selectFrom('audit_events')
			.select('actor')
			.where('action', '=', 'batch.cancel')
			.execute();
		t.strictSame(told, [{ actor: SYSTEM.name }]);
		await chainLengths(t, store);
	});

	await t.test('one that is issued just then is left alone', async (t) => {
		const { store, batches, ended } = await openDesk(t, open);
		const { draft } = await fillBatches(t, store);
		const disturbed = beforeFirstWrite(store, () => batches.issueDrafted(call, draft.id));
		await tidyBatches(disturbed, after(draft.keptUntil, 0), undefined);
		t.match(await ended(draft), { state: 'done', counts: { done: 2, failed: 1, cancelled: 0 } });
	});

	await t.test('what a cancelled batch holds goes, though who cancelled it was cut off', async (t) => {
		const { store, send, batches } = await openDesk(t, open);
		const { id } = await send(ready(3));
		await store.db
			.updateTable('batches')
			.set({ state: 'cancelled', finished_at: call.now.toISOString() })
			.execute();
		await tidyBatches(store, call.now, undefined);
		t.match(await batches.find(call, id), { counts: { cancelled: 3, waiting: 0 } });
	});

	await t.test('batches go with the superbills of their time, and what was issued stays', async (t) => {
		const { store, send, ended, batches } = await openDesk(t, open);
		const batch = await ended(await send(ready(3)));
		const waiting = await send(ready(1));
		await tidyBatches(store, after(batch.finishedAt, 30 * DAY_MS), undefined);
		await tidyBatches(store, new Date(after(batch.finishedAt, 30 * DAY_MS).getTime() - 1), 30);
		t.match(await rowCounts(store), { batches: 2 });
		await tidyBatches(store, after(batch.finishedAt, 30 * DAY_MS), 30);
		await t.rejects(batches.find(call, batch.id), refusal('not-found'));
		t.match(await batches.find(call, waiting.id), { state: 'waiting' });
		t.match(await rowCounts(store), { batches: 1, batch_items: 1 });
		t.equal((await store.db.selectFrom('superbills').select('seq').execute()).length, 3);
	});

	await t.test('all of it opens with a new data key alone, and goes on', async (t) => {
		const store = await open(t);
		const ids = await fillBatches(t, store);
		const fresh = dataKey(randomBytes(32));
		const both: Store = { ...store, keyring: () => [fresh, ...store.keyring()] };
		const done = await rotate(both, call, { grace: 0 });
		// Findings of two that failed, documents of two, two drafts, and what waits.
		t.equal(done.items, 2 + 2 + 2 + WAITING);
		const after = deskOf(t, { ...store, keyring: () => [fresh] });
		const documents = [];
		for await (const document of await after.batches.documents(call, ids.rendered.id))
			documents.push(document);
		t.match(documents, [
			{ pdf: Buffer },
			{ pdf: Buffer },
			{ pdf: undefined, item: { findings: [{ severity: 'error' }] } },
		]);
		await after.batches.issueDrafted(call, ids.draft.id);
		t.match((await after.ended(ids.draft)).counts, { done: 2, failed: 1 });
		t.match((await after.ended(ids.waiting)).counts, { done: WAITING });
		t.strictSame(after.errors, []);
	});

	await t.test('what becomes of an item while its data key changes stays', async (t) => {
		const desk = await openDesk(t, open);
		const { store } = desk;
		const sent = await desk.send([...ready(29), item(30, 'no superbill')]);
		const [old] = store.keyring();
		const fresh = dataKey(randomBytes(32));
		const both: Store = { ...store, keyring: () => [fresh, old] };
		// It knows the new key, and seals with the old one.
		const slow = deskOf(t, { ...store, keyring: () => [old, fresh] });
		const disturbed = beforeFirstWrite(both, () => slow.ended(sent));
		t.equal((await rotate(disturbed, call, { grace: 0 })).items, 1, 'what was said of the one that failed');
		const after = deskOf(t, { ...store, keyring: () => [fresh] });
		t.match((await after.batches.find(call, sent.id)).counts, { done: 29, failed: 1 });
		const { items } = await after.batches.items(call, sent.id, { state: 'failed', limit: 1 });
		t.match(items, [{ position: 30, findings: [{ rule: 'shape' }] }]);
		const held = await store.db
			.selectFrom('batch_items')
			.select('position')
			.where('request', 'is not', null)
			.execute();
		t.strictSame(held, []);
		t.strictSame(await faultsOfItems(store), []);
	});

	await t.test('a data key that an item needs is missed before anything is rotated', async (t) => {
		const { store, send } = await openDesk(t, open);
		await send(ready(3));
		const others: Store = { ...store, keyring: () => [dataKey(randomBytes(32))] };
		await t.rejects(refuseMissingKeys(others), { name: 'OperatorError', message: /^3 items of batches are/ });
	});

	await t.test('an item that does not open is named, and nothing is thrown away', async (t) => {
		const { store, send } = await openDesk(t, open);
		await send(ready(1));
		await store.db.updateTable('batch_items').set({ practice_id: 'another' }).execute();
		const both: Store = { ...store, keyring: () => [dataKey(randomBytes(32)), ...store.keyring()] };
		await t.rejects(rotate(both, call, { grace: 0 }), {
			name: 'OperatorError',
			message: /^batch_items\.request of row another\/[\da-f-]{36}\/1 /,
		});
	});
}
