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
import { batchRig, call, faultsOfItems, item, openBatchRig, ready, rowCounts } from './batch-rig.ts';
import { fillBatches, WAITING } from './filled.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const after = (moment: string | null, ms: number): Date => new Date(Date.parse(moment as string) + ms + 1);

export async function keeping(t: Test, open: OpenTestStore): Promise<void> {
	await t.test('an interrupted upload is deleted after an hour', async (t) => {
		const { store, send } = await openBatchRig(t, open);
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
		t.match(await rowCounts(store), { batches: 2 }, 'an aborted signal stops it');
		await tidyBatches(store, new Date(call.now.getTime() + HOUR_MS + 1), undefined);
		t.match(await rowCounts(store), { batches: 1, batch_items: 1, batch_slices: 1 });
	});

	await t.test(
		'rendered documents are deleted after seven days, but their entries in the manifest stay',
		async (t) => {
			const { store, batches, errors } = await openBatchRig(t, open);
			const { rendered } = await fillBatches(t, store);
			t.equal(
				rendered.keptUntil,
				new Date(Date.parse(rendered.finishedAt as string) + 7 * DAY_MS).toISOString(),
			);
			await tidyBatches(store, new Date(rendered.keptUntil as string), undefined);
			t.match(await rowCounts(store), { batch_documents: 2 });
			await tidyBatches(store, after(rendered.keptUntil, 0), undefined);
			t.match(await rowCounts(store), { batch_documents: 0 });
			await t.rejects(batches.documents(call, rendered.id), refusal('documents-deleted'));
			const { items } = await batches.items(call, rendered.id, { limit: 10 });
			t.match(items, [{ sha256: String, state: 'done' }, {}, { state: 'failed' }]);
			t.strictSame(errors, []);
		},
	);

	await t.test('a draft that nobody issues is cancelled after seven days', async (t) => {
		const { store, batches } = await openBatchRig(t, open);
		const { draft } = await fillBatches(t, store);
		await tidyBatches(store, new Date(draft.keptUntil as string), undefined);
		t.match(await batches.find(call, draft.id), { state: 'drafted' });
		await tidyBatches(store, after(draft.keptUntil, 0), undefined);
		t.match(await batches.find(call, draft.id), { state: 'cancelled', counts: { cancelled: 2, failed: 1 } });
		const withRequest = await store.db
			.selectFrom('batch_items')
			.select('position')
			.where('request', 'is not', null)
			.where('batch_id', '=', draft.id)
			.execute();
		t.strictSame(withRequest, []);
		const logged = await store.db
			.selectFrom('audit_events')
			.select('actor')
			.where('action', '=', 'batch.cancel')
			.execute();
		t.strictSame(logged, [{ actor: SYSTEM.name }]);
		await chainLengths(t, store);
	});

	await t.test('a draft that is issued at that moment is not cancelled', async (t) => {
		const { store, batches, ended } = await openBatchRig(t, open);
		const { draft } = await fillBatches(t, store);
		const disturbed = beforeFirstWrite(store, () => batches.issueDrafted(call, draft.id));
		await tidyBatches(disturbed, after(draft.keptUntil, 0), undefined);
		t.match(await ended(draft), { state: 'done', counts: { done: 2, failed: 1, cancelled: 0 } });
	});

	await t.test('a cancelled batch is cleared even if cancelling it was interrupted', async (t) => {
		const { store, send, batches } = await openBatchRig(t, open);
		const { id } = await send(ready(3));
		await store.db
			.updateTable('batches')
			.set({ state: 'cancelled', finished_at: call.now.toISOString() })
			.execute();
		await tidyBatches(store, call.now, undefined);
		t.match(await batches.find(call, id), { counts: { cancelled: 3, waiting: 0 } });
	});

	await t.test(
		'batches are deleted at the age of purged superbills, but their superbills stay',
		async (t) => {
			const { store, send, ended, batches } = await openBatchRig(t, open);
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
		},
	);

	await t.test('after a rotation, batches open with the new data key alone and continue', async (t) => {
		const store = await open(t);
		const ids = await fillBatches(t, store);
		const fresh = dataKey(randomBytes(32));
		const both: Store = { ...store, keyring: () => [fresh, ...store.keyring()] };
		const done = await rotate(both, call, { grace: 0 });
		// Two failed items with findings, two documents, two items of the draft, and the waiting items.
		t.equal(done.items, 2 + 2 + 2 + WAITING);
		const after = batchRig(t, { ...store, keyring: () => [fresh] });
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

	await t.test('an item that is done during a rotation keeps its result', async (t) => {
		const rig = await openBatchRig(t, open);
		const { store } = rig;
		const sent = await rig.send([...ready(29), item(30, 'no superbill')]);
		const [old] = store.keyring();
		const fresh = dataKey(randomBytes(32));
		const both: Store = { ...store, keyring: () => [fresh, old] };
		// It knows the new key but seals with the old one.
		const slow = batchRig(t, { ...store, keyring: () => [old, fresh] });
		const disturbed = beforeFirstWrite(both, () => slow.ended(sent));
		t.equal((await rotate(disturbed, call, { grace: 0 })).items, 1, 'the findings of the failed item');
		const after = batchRig(t, { ...store, keyring: () => [fresh] });
		t.match((await after.batches.find(call, sent.id)).counts, { done: 29, failed: 1 });
		const { items } = await after.batches.items(call, sent.id, { state: 'failed', limit: 1 });
		t.match(items, [{ position: 30, findings: [{ rule: 'shape' }] }]);
		const withRequest = await store.db
			.selectFrom('batch_items')
			.select('position')
			.where('request', 'is not', null)
			.execute();
		t.strictSame(withRequest, []);
		t.strictSame(await faultsOfItems(store), []);
	});

	await t.test('a rotation is refused if a data key is missing that an item needs', async (t) => {
		const { store, send } = await openBatchRig(t, open);
		await send(ready(3));
		const others: Store = { ...store, keyring: () => [dataKey(randomBytes(32))] };
		await t.rejects(refuseMissingKeys(others), { name: 'OperatorError', message: /^3 items of batches are/ });
	});

	await t.test('an item that does not open is named, and no key is discarded', async (t) => {
		const { store, send } = await openBatchRig(t, open);
		await send(ready(1));
		await store.db.updateTable('batch_items').set({ practice_id: 'another' }).execute();
		const both: Store = { ...store, keyring: () => [dataKey(randomBytes(32)), ...store.keyring()] };
		await t.rejects(rotate(both, call, { grace: 0 }), {
			name: 'OperatorError',
			message: /^batch_items\.request of row another\/[\da-f-]{36}\/1 /,
		});
	});
}
