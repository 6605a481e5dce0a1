import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { queueOf } from '../../src/batches/queue/open-queue.ts';
import { workOn } from '../../src/batches/work.ts';
import { PracticeProfile } from '../../src/practices/practice.ts';
import { issueTogether } from '../../src/records/issue-together.ts';
import { drawUnnumbered, readyToIssue } from '../../src/records/ready.ts';
import { drawHere } from '../../src/service/drawing/draw-here.ts';
import type { SuperbillService } from '../../src/service/service.ts';
import { finishSlice } from '../../src/store/batches/batch-slices.ts';
import { storeUnavailable } from '../../src/store/database/unavailable.ts';
import { practicesIn } from '../../src/store/practices.ts';
import type { Store } from '../../src/store/store.ts';
import { PLAIN } from '../fixtures/plain.ts';
import { refusal, visit } from '../records/issuing.suite.ts';
import { serviceUnderTest } from '../service/service-under-test.ts';
import { chainLengths, recordsOf } from '../store/stores.ts';
import type { OpenTestStore } from '../store/suites.ts';
import {
	type BatchRig,
	batchRig,
	call,
	faultsOfItems,
	item,
	openBatchRig,
	ready,
	rowCounts,
	until,
} from './batch-rig.ts';

const allItems = async ({ batches }: BatchRig, id: string) =>
	(await batches.items(call, id, { limit: 10_000 })).items;

async function allOf<T>(things: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const thing of things) all.push(thing);
	return all;
}

async function savePractice(store: Store, id: string): Promise<void> {
	const profile = PracticeProfile.parse({
		billingProvider: PLAIN.billingProvider,
		numbering: `${id.toUpperCase()}-{seq:6}`,
	});
	await store.transaction((tx) => practicesIn(store, tx, call.actor).insert({ id, profile, now: call.now }));
}

const of = (practice: string) => () => ({ billingProvider: { practice } });

export async function working(t: Test, open: OpenTestStore): Promise<void> {
	await t.test('every item becomes a superbill, numbered in order within a slice', async (t) => {
		const rig = await openBatchRig(t, open);
		const sent = await rig.send(ready(60));
		t.match(sent, { state: 'waiting', counts: { total: 60, waiting: 60 }, startedAt: null, rate: null });
		const ended = await rig.ended(sent);
		t.match(ended, { state: 'done', counts: { total: 60, done: 60, waiting: 0 }, secondsLeft: null });
		t.ok(ended.rate);
		const items = await allItems(rig, sent.id);
		const places = items.map(({ number }) => Number(number?.slice(-6)));
		for (const slice of [places.slice(0, 25), places.slice(25, 50), places.slice(50)]) {
			t.strictSame(
				slice,
				slice.toSorted((a, b) => a - b),
			);
		}
		const records = recordsOf(rig.store);
		const { sha256, bytes, superbill } = items[0] as (typeof items)[number];
		t.match(await records.record(call, superbill as string), { sha256, bytes, issuedBy: 'operator' });
		t.strictSame(await faultsOfItems(rig.store), []);
		t.equal(
			(await chainLengths(t, rig.store))['default'],
			60 + 1 + 1,
			'each superbill, the batch, and one reading',
		);
		t.strictSame(await rowCounts(rig.store), {
			batches: 1,
			batch_slices: 0,
			batch_items: 60,
			batch_documents: 0,
		});
		const left = await rig.store.db
			.selectFrom('batch_items')
			.select('request')
			.where('request', 'is not', null)
			.execute();
		t.strictSame(left, [], 'requests are not stored twice');
		t.strictSame(rig.errors, []);
	});

	await t.test('a bad item fails alone and says why', async (t) => {
		const rig = await openBatchRig(t, open);
		await recordsOf(rig.store).issue(call, visit({ number: 'TAKEN-1' }));
		const items = ready(30);
		items[3] = item(4, visit({ diagnoses: [] }));
		items[7] = item(8, visit({ number: 'OWN-1' }));
		items[8] = item(9, visit({ number: 'OWN-1' }));
		items[9] = item(10, visit({ number: 'TAKEN-1' }));
		items[20] = item(21, 'no superbill');
		items[21] = {
			position: 22,
			refused: true,
			rows: [40, 44],
			findings: [
				{
					rule: 'shape',
					severity: 'error',
					pointer: '',
					message: 'No date.',
					help: 'Give one.',
					source: { row: 40, column: 'date' },
				},
			],
		};
		const sent = await rig.send(items);
		t.match(sent.counts, { waiting: 29, failed: 1 });
		const ended = await rig.ended(sent);
		t.match(ended, { state: 'done', counts: { total: 30, done: 25, failed: 5 } });
		const seen = await allItems(rig, sent.id);
		t.match(seen[3], { state: 'failed', findings: [{ severity: 'error' }], superbill: null, number: null });
		t.match(seen[7], { state: 'done', number: 'OWN-1' });
		t.match(seen[8], { state: 'failed', reason: /OWN-1/ });
		t.match(seen[9], { state: 'failed', reason: /TAKEN-1/ });
		t.match(seen[20], { state: 'failed', findings: [{ rule: 'shape' }] });
		t.match(seen[21], {
			state: 'failed',
			rows: [40, 44],
			findings: [{ message: 'No date.', source: { row: 40, column: 'date' } }],
		});
		const places = seen
			.filter(({ number }) => number?.startsWith('SB'))
			.map(({ number }) => Number(number?.slice(-6)))
			.sort((a, b) => a - b);
		t.strictSame(
			places,
			Array.from({ length: 24 }, (_, i) => i + 1),
			'failed items took no number',
		);
		t.strictSame(rig.errors, []);
	});

	await t.test('numbers that callers chose before are skipped in the middle of a slice', async (t) => {
		const rig = await openBatchRig(t, open);
		const records = recordsOf(rig.store);
		const { number: first } = await records.issue(call, visit());
		for (const chosen of [4, 5, 12]) {
			await records.issue(call, visit({ number: first.replace(/\d{6}$/, `${chosen}`.padStart(6, '0')) }));
		}
		const ended = await rig.ended(await rig.send(ready(20)));
		t.match(ended, { state: 'done', counts: { done: 20 } });
		t.strictSame(
			(await allItems(rig, ended.id)).map(({ number }) => Number(number?.slice(-6))),
			[2, 3, 6, 7, 8, 9, 10, 11, ...Array.from({ length: 12 }, (_, i) => 13 + i)],
		);
		await chainLengths(t, rig.store);
	});

	await t.test('large documents that are issued together are stored separately', async (t) => {
		const store = await open(t);
		const service = serviceUnderTest({
			async draw(...asked) {
				const { unfinished, timings } = await drawHere(...asked);
				return { unfinished: { ...unfinished, head: randomBytes(300_000) }, timings };
			},
		});
		const drawn = await Promise.all(
			Array.from({ length: 8 }, async () => {
				const ready = await readyToIssue(store, service, { owner: 'default', body: visit() });
				return drawUnnumbered(store, service, call, ready);
			}),
		);
		const kept = await store.transaction((tx) => issueTogether(store, tx, call, drawn));
		for (const { id, pdf } of kept) {
			t.strictSame((await recordsOf(store).pdf(call, id)).pdf, pdf);
		}
		t.equal((await chainLengths(t, store))['default'], 8 + 8, 'each was issued and read');
	});

	await t.test('nothing is drawn in a transaction, or twice, although others issue in between', async (t) => {
		const store = await open(t);
		const within = new AsyncLocalStorage<true>();
		const rig = batchRig(t, {
			...store,
			transaction: (work) => store.transaction((tx) => within.run(true, () => work(tx))),
		});
		let drawn = 0;
		let inside = 0;
		const service = serviceUnderTest({
			async draw(...asked) {
				drawn++;
				if (within.getStore()) inside++;
				if (drawn % 10 === 0) await recordsOf(store).issue(call, visit());
				return drawHere(...asked);
			},
		});
		const ended = await rig.ended(await rig.send(ready(60)), service);
		t.match(ended.counts, { done: 60 });
		t.strictSame([drawn, inside], [60, 0]);
		const rows = await store.db.selectFrom('superbills').select('number').execute();
		t.strictSame(
			rows.map(({ number }) => Number(number.slice(-6))).sort((a, b) => a - b),
			Array.from({ length: 66 }, (_, i) => i + 1),
		);
	});

	await t.test('a document that cannot be drawn fails alone, even if its thread ends', async (t) => {
		const rig = await openBatchRig(t, open);
		let ended = false;
		const service = serviceUnderTest({
			async draw(job, ...rest) {
				if (job.request.note === 'Never') throw new RangeError('broken');
				if (job.request.note === 'Once' && !ended) {
					ended = true;
					throw new Error('a drawing thread ended');
				}
				return drawHere(job, ...rest);
			},
		});
		const notes: Readonly<Record<number, string>> = { 2: 'Never', 5: 'Once' };
		for (const mode of ['issue', 'render'] as const) {
			ended = false;
			const items = ready(8, (position) => ({ note: notes[position] ?? 'Plain' }));
			const batch = await rig.ended(await rig.send(items, { mode }), service);
			t.match(batch.counts, { done: 7, failed: 1 }, mode);
			t.match((await allItems(rig, batch.id))[1], { state: 'failed', reason: /defect/, findings: [] });
		}
		t.equal(rig.errors.length, 2);
		const numbers = await rig.store.db.selectFrom('superbills').select('number').execute();
		t.equal(numbers.length, 7);
		t.ok(
			numbers.every(({ number }) => Number(number.slice(-6)) <= 7),
			'there are no gaps',
		);
	});

	await t.test('rendered documents are stored with the batch, and nothing is issued', async (t) => {
		const rig = await openBatchRig(t, open);
		const items = ready(30, (position) => (position === 1 ? { number: 'OWN-1' } : {}));
		const ended = await rig.ended(await rig.send(items, { mode: 'render' }));
		t.match(ended, { state: 'done', counts: { done: 30 }, keptUntil: String });
		t.strictSame(await rowCounts(rig.store), {
			batches: 1,
			batch_slices: 0,
			batch_items: 30,
			batch_documents: 30,
		});
		t.strictSame(await rig.store.db.selectFrom('superbills').select('seq').execute(), []);
		const documents = await allOf(await rig.batches.documents(call, ended.id));
		t.equal(documents.length, 30);
		t.match(documents[0], { item: { number: 'OWN-1', superbill: null }, pdf: Buffer });
		t.ok(documents.every(({ item, pdf }) => pdf?.length === item.bytes));
	});

	await t.test('other work runs between any two documents that are read', async (t) => {
		const rig = await openBatchRig(t, open);
		const { id } = await rig.ended(await rig.send(ready(30), { mode: 'render' }));
		let [turns, isOver] = [0, false];
		const turn = () => {
			turns++;
			if (!isOver) setImmediate(turn);
		};
		setImmediate(turn);
		const documents = await allOf(await rig.batches.documents(call, id));
		isOver = true;
		t.equal(documents.length, 30);
		t.ok(turns >= 30, `${turns} turns`);
	});

	await t.test('a draft is checked and issued by a separate call', async (t) => {
		const rig = await openBatchRig(t, open);
		const items = ready(30);
		items[3] = item(4, visit({ diagnoses: [] }));
		const drafted = await rig.ended(await rig.send(items, { mode: 'draft' }));
		t.match(drafted, { state: 'drafted', counts: { checked: 29, failed: 1, waiting: 0 }, keptUntil: String });
		t.strictSame(await rig.store.db.selectFrom('superbills').select('seq').execute(), []);
		await t.rejects(rig.batches.documents(call, drafted.id), refusal('batch-not-issued'));
		t.equal((await rig.batches.items(call, drafted.id, { state: 'checked', limit: 100 })).items.length, 29);

		const issuing = await rig.batches.issueDrafted(call, drafted.id);
		t.match(issuing, { state: 'waiting', counts: { checked: 0, waiting: 29, failed: 1 }, keptUntil: null });
		t.equal((await rig.batches.items(call, drafted.id, { state: 'waiting', limit: 100 })).items.length, 29);
		t.equal((await rig.batches.items(call, drafted.id, { state: 'checked', limit: 100 })).items.length, 0);
		t.match(await rig.batches.issueDrafted(call, drafted.id), { state: 'waiting' }, 'a second call');
		const ended = await rig.ended(issuing);
		t.match(ended, { state: 'done', counts: { done: 29, failed: 1 } });
		t.strictSame(await faultsOfItems(rig.store), []);
		t.match(await rig.batches.issueDrafted(call, drafted.id), { state: 'done' });
		const logged = await rig.store.db
			.selectFrom('audit_events')
			.select('action')
			.where('action', 'like', 'batch.%')
			.orderBy('position')
			.execute();
		t.strictSame(
			logged.map(({ action }) => action),
			['batch.create', 'batch.issue'],
		);
	});

	await t.test('only a checked draft can be issued', async (t) => {
		const rig = await openBatchRig(t, open);
		const [plain, draft] = [await rig.send(ready(1)), await rig.send(ready(1), { mode: 'draft' })];
		await t.rejects(rig.batches.issueDrafted(call, plain.id), refusal('batch-not-draft'));
		await t.rejects(rig.batches.issueDrafted(call, draft.id), refusal('batch-unfinished'));
		await rig.batches.cancel(call, draft.id);
		await t.rejects(rig.batches.issueDrafted(call, draft.id), refusal('batch-cancelled'));
	});

	await t.test('each item is issued once even if several workers have its slice', async (t) => {
		const rig = await openBatchRig(t, open);
		const { store } = rig;
		await rig.send(ready(50));
		const queue = await queueOf(store, () => {});
		const slice = await queue.take();
		if (!slice) throw new Error('there are two slices');
		const { signal } = new AbortController();
		const worker = { store, service: serviceUnderTest(), queue, onDefect: t.error, signal };
		await Promise.all([workOn(worker, slice), workOn(worker, slice), workOn(worker, slice)]);
		// A worker that comes too late finds nothing to do.
		await workOn(worker, slice);
		t.strictSame(await faultsOfItems(store), []);
		t.equal((await store.db.selectFrom('superbills').select('seq').execute()).length, 25);
		await chainLengths(t, store);
	});

	await t.test('each item is rendered or checked once even if several workers have its slice', async (t) => {
		for (const mode of ['render', 'draft'] as const) {
			const rig = await openBatchRig(t, open);
			const { store } = rig;
			const { id } = await rig.send(ready(25), { mode });
			const queue = await queueOf(store, () => {});
			const slice = await queue.take();
			if (!slice) throw new Error('there is a slice');
			const { signal } = new AbortController();
			const worker = { store, service: serviceUnderTest(), queue, onDefect: t.error, signal };
			await Promise.all([workOn(worker, slice), workOn(worker, slice), workOn(worker, slice)]);
			const isRender = mode === 'render';
			t.match(await rig.batches.find(call, id), {
				state: isRender ? 'done' : 'drafted',
				counts: { failed: 0, waiting: 0, [isRender ? 'done' : 'checked']: 25 },
			});
			t.match(await rowCounts(store), { batch_documents: isRender ? 25 : 0, batch_slices: 0 });
		}
	});

	await t.test('a slice remains while it has due items', async (t) => {
		const { store, send } = await openBatchRig(t, open);
		const { id } = await send(ready(2));
		const queue = await queueOf(store, () => {});
		const slice = await queue.take();
		if (!slice) throw new Error('there is a slice');
		const finish = () => store.transaction((tx) => finishSlice(store, tx, slice, call.now));
		await store.db.updateTable('batch_items').set({ state: 'done' }).where('position', '=', 1).execute();
		t.equal(await finish(), false);
		t.match(await rowCounts(store), { batch_slices: 1 });
		await store.db.updateTable('batch_items').set({ state: 'done' }).where('batch_id', '=', id).execute();
		t.equal(await finish(), true);
		t.match(await rowCounts(store), { batch_slices: 0 });
	});

	await t.test('numbers have no gaps when single requests issue in between', async (t) => {
		const rig = await openBatchRig(t, open);
		const records = recordsOf(rig.store);
		const sent = await rig.send(ready(60));
		const runner = rig.work();
		for (let i = 0; i < 12; i++) await records.issue(call, visit());
		const ended = await until(
			() => rig.batches.find(call, sent.id),
			({ state }) => state === 'done',
		);
		await runner.stop();
		t.equal(ended.counts.done, 60);
		const numbers = await rig.store.db.selectFrom('superbills').select('number').orderBy('number').execute();
		t.strictSame(
			numbers.map(({ number }) => Number(number.slice(-6))),
			Array.from({ length: 72 }, (_, i) => i + 1),
		);
		t.strictSame(rig.errors, []);
	});

	await t.test('numbers that callers chose in advance are skipped', async (t) => {
		const rig = await openBatchRig(t, open);
		await recordsOf(rig.store).issue(call, visit({ number: 'SB-2026-000003' }));
		const ended = await rig.ended(await rig.send(ready(6)));
		t.equal(ended.counts.done, 6);
		const items = await allItems(rig, ended.id);
		t.strictSame(
			items.map(({ number }) => Number(number?.slice(-6))),
			[1, 2, 4, 5, 6, 7],
		);
	});

	await t.test('cancelling ends a batch: issued superbills stay, and no more are issued', async (t) => {
		const rig = await openBatchRig(t, open);
		const sent = await rig.send(ready(200));
		const runner = rig.work();
		await until(
			() => rig.batches.find(call, sent.id),
			({ counts }) => counts.done > 0,
		);
		const cancelled = await rig.batches.cancel(call, sent.id);
		const { done } = cancelled.counts;
		t.match(cancelled, { state: 'cancelled', counts: { waiting: 0, cancelled: 200 - done } });
		t.ok(done < 200);
		await sleep(300);
		await runner.stop();
		t.strictSame((await rig.batches.find(call, sent.id)).counts, cancelled.counts);
		t.strictSame(await faultsOfItems(rig.store), []);
		t.match(await rowCounts(rig.store), { batch_slices: 0 });
		const left = await rig.store.db
			.selectFrom('batch_items')
			.select('position')
			.where('request', 'is not', null)
			.execute();
		t.strictSame(left, []);
		t.match(await rig.batches.cancel(call, sent.id), { state: 'cancelled', counts: cancelled.counts });
		const logged = await rig.store.db
			.selectFrom('audit_events')
			.select('action')
			.where('action', '=', 'batch.cancel')
			.execute();
		t.equal(logged.length, 1);
		t.strictSame(rig.errors, []);
	});

	await t.test('work that is under way when a batch is cancelled is rolled back', async (t) => {
		const rig = await openBatchRig(t, open);
		const sent = await rig.send(ready(3));
		let cancelled = false;
		const service = serviceUnderTest({
			async draw(...args) {
				if (!cancelled) {
					cancelled = true;
					// The first step of cancelling, before items are cleared.
					await rig.store.db
						.updateTable('batches')
						.set({ state: 'cancelled', finished_at: call.now.toISOString() })
						.execute();
				}
				return drawHere(...args);
			},
		});
		const queue = await queueOf(rig.store, () => {});
		const slice = await queue.take();
		if (!slice) throw new Error('there is a slice');
		const { signal } = new AbortController();
		await workOn({ store: rig.store, service, queue, onDefect: t.error, signal }, slice);
		t.match((await rig.batches.find(call, sent.id)).counts, { done: 0, waiting: 3 });
		t.strictSame(await rig.store.db.selectFrom('superbills').select('seq').execute(), []);
	});

	await t.test('a large batch does not hold up another practice', async (t) => {
		const rig = await openBatchRig(t, open);
		for (const id of ['north', 'south']) await savePractice(rig.store, id);
		const big = await rig.send(ready(250, of('north')));
		const small = await rig.send(ready(50, of('south')));
		t.match([big.practice, small.practice], ['north', 'south']);
		const turns = async () =>
			(
				await rig.store.db
					.selectFrom('batch_slices')
					.select(['batch_id', 'turn'])
					.orderBy('turn')
					.orderBy('batch_id')
					.execute()
			).map(({ batch_id, turn }) => `${batch_id === big.id ? 'north' : 'south'} ${turn}`);
		t.strictSame((await turns()).slice(0, 5).sort(), ['north 0', 'north 1', 'north 2', 'south 0', 'south 1']);
		const runner = rig.work(undefined, 1);
		await until(
			() => rig.batches.find(call, small.id),
			({ state }) => state === 'done',
		);
		const { counts } = await rig.batches.find(call, big.id);
		await runner.stop();
		t.ok(counts.waiting >= 150, `${counts.waiting} items of the large batch are still waiting`);
		// The next batch of the same practice comes after it; one of another practice begins at the current turn.
		const next = await rig.send(ready(25, of('north')));
		const late = await rig.send(ready(25, of('south')));
		const turnOf = async (id: string) =>
			(
				await rig.store.db
					.selectFrom('batch_slices')
					.select('turn')
					.where('batch_id', '=', id)
					.orderBy('turn')
					.execute()
			).map(({ turn }) => turn);
		const [first = 0] = await turnOf(big.id);
		t.strictSame(await turnOf(next.id), [10]);
		t.strictSame(await turnOf(late.id), [first]);
		t.ok(first >= 1 && first < 10);
	});

	await t.test('a runner that stops leaves the rest to others at once', async (t) => {
		const rig = await openBatchRig(t, open);
		const sent = await rig.send(ready(100));
		const first = rig.work();
		await until(
			() => rig.batches.find(call, sent.id),
			({ counts }) => counts.done > 3,
		);
		await first.stop();
		const { counts } = await rig.batches.find(call, sent.id);
		t.ok(counts.waiting > 0);
		t.equal((await rig.ended(sent)).counts.done, 100);
		t.strictSame(await faultsOfItems(rig.store), []);
	});

	await t.test('a runner that has stopped no longer uses the store', async (t) => {
		const rig = await openBatchRig(t, open);
		await rig.send(ready(1));
		const queue = await queueOf(rig.store, t.error);
		let underWay = 0;
		let renewals = 0;
		queue.renew = async () => {
			renewals++;
			underWay++;
			await sleep(1_000);
			underWay--;
		};
		const service = serviceUnderTest();
		const drawUnnumbered: SuperbillService['drawUnnumbered'] = async (...asked) => {
			while (renewals === 0) await sleep(50);
			return service.drawUnnumbered(...asked);
		};
		const runner = rig.work({ ...service, drawUnnumbered }, 1);
		await until(
			async () => renewals,
			(count) => count > 0,
		);
		await runner.stop();
		t.equal(underWay, 0);
	});

	await t.test('a slice whose worker loses its connection is left to others at once', async (t) => {
		const rig = await openBatchRig(t, open);
		await rig.send(ready(5));
		const prepare = () => {
			throw storeUnavailable('ECONNRESET');
		};
		const runner = rig.work({ ...serviceUnderTest(), prepare }, 1);
		await until(
			async () => rig.errors,
			(errors) => errors.length > 0,
		);
		await runner.stop();
		const queue = await queueOf(rig.store, t.error);
		t.match(await queue.take(), { first: 1 });
	});

	await t.test('nothing is issued for a practice that was archived meanwhile', async (t) => {
		const rig = await openBatchRig(t, open);
		await savePractice(rig.store, 'north');
		const sent = await rig.send(ready(2, of('north')));
		await rig.store.db.updateTable('practices').set({ archived_at: call.now.toISOString() }).execute();
		const ended = await rig.ended(sent);
		t.match(ended.counts, { failed: 2 });
		t.match((await allItems(rig, sent.id))[0], { reason: /archived/ });
	});
}
